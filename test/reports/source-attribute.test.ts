import { describe, expect, it } from 'vitest';
import type { Assessment, Finding, Prediction, SourceAttribute } from '../../src/domain/assessment.js';
import type { PageRowMore } from '../../src/reports/html/findings-data.js';
import { renderers } from '../../src/reports/index.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';
import { pageData } from './html/data.js';

const options = { colour: false, width: 100 };

function assessment(change: Partial<Assessment>): Assessment {
  return assessed(organisation().person(1, 'ann'), change);
}

/** What the page's script is told of the first finding, besides the columns of its table. */
function htmlDetails(page: string): PageRowMore {
  return pageData(page).rows[0]?.[7] || {};
}

describe('what would come of a finding', () => {
  const finding = (prediction?: Prediction): Finding => ({
    rule: 'anchor-mismatch',
    severity: 'error',
    waived: false,
    subject: { objectType: 'user', userPrincipalName: 'ann@x' },
    found: 'a',
    consequence: 'c',
    remedy: 'r',
    ...(prediction && { prediction }),
  });

  it.each<[Prediction, string]>([
    [{ refusal: 'InvalidSoftMatch' }, 'Entra would answer InvalidSoftMatch'],
    [{ refusal: 'QuarantinedDuplicate' }, 'Entra would keep the value back (QuarantinedDuplicate)'],
    [{ signInBreaks: true }, 'federated sign-in would break'],
    [
      { refusal: 'InvalidHardMatch', signInBreaks: true },
      'Entra would answer InvalidHardMatch; federated sign-in would break',
    ],
  ])('is said in text, Markdown and HTML: %j', (prediction, words) => {
    const report = assessment({ findings: [finding(prediction), finding()] });
    expect(renderers.text(report, options)).toContain(`    forecast  ${words}\n`);
    const markdown = renderers.markdown(report, options);
    expect(markdown).toContain(
      '| who | found | expected | diagnosis | forecast | where |\n| --- | --- | --- | --- | --- | --- |',
    );
    expect(markdown).toContain(`| \`ann@x\` | \`a\` |  |  | ${words} |  |`);
    expect(markdown).toContain('| `ann@x` | `a` |  |  |  |  |');
    expect(htmlDetails(renderers.html(report, options)).forecast).toBe(words);
  });

  it('has no place where nothing was predicted', () => {
    const report = assessment({ findings: [finding()] });
    expect(renderers.text(report, options)).not.toContain('forecast');
    expect(renderers.markdown(report, options)).toContain('| who | found | expected | diagnosis | where |\n');
    expect(htmlDetails(renderers.html(report, options))).not.toHaveProperty('forecast');
  });
});

describe('where the ImmutableIDs of each organizational unit come from', () => {
  const unit = (name: string, people: number, best?: [string, number]) => ({
    distinguishedName: `ou=${name},dc=x`,
    people,
    ...(best && { best: { source: best[0], people: best[1] } }),
  });
  const explained = (organizationalUnits: SourceAttribute['organizationalUnits']): Assessment =>
    assessment({
      findings: [
        { rule: 'source-attribute', severity: 'info', waived: false, consequence: 'c', remedy: 'r', found: 'of 9' },
      ],
      sourceAttribute: {
        people: 9,
        explained: [{ source: 'objectGUID', people: 7 }],
        unexplained: 2,
        organizationalUnits,
        exceptions: [],
      },
    });
  const report = explained([
    unit('all', 3, ['objectGUID', 3]),
    unit('<b>', 1),
    unit('mail', 2, ['mail:text', 2]),
    unit('some', 1500, ['objectGUID', 1400]),
  ]);

  it('is told with the units first that the best explanation of all does not cover', () => {
    expect(renderers.text(report, options)).toContain(`Where the ImmutableIDs come from
  - ou=<b>,dc=x: nothing explains the 1 ImmutableID
  - ou=mail,dc=x: mail:text explains 2 of 2
  - ou=some,dc=x: objectGUID explains 1,400 of 1,500
  - ou=all,dc=x: objectGUID explains 3 of 3
`);
    expect(renderers.markdown(report, options)).toContain(`| organizational unit | where its ImmutableIDs come from |
| --- | --- |
| \`ou=<b>,dc=x\` | nothing explains the 1 ImmutableID |
| \`ou=mail,dc=x\` | mail:text explains 2 of 2 |
`);
    const page = renderers.html(report, options);
    expect(page).toMatch(/<th scope="row">ou=mail,dc=x<\/th><td[^>]*><div>mail:text explains 2 of 2<\/div>/);
    expect(page).toContain('ou=&lt;b&gt;,dc=x');
  });

  it('is left out where the evidence has no distinguished names, or the anchor explains everybody', () => {
    for (const without of [explained([]), assessment({})]) {
      expect(renderers.text(without, options)).not.toContain('Where the ImmutableIDs come from');
      expect(renderers.markdown(without, options)).not.toContain('organizational unit');
      expect(renderers.html(without, options)).not.toContain('Explained by');
    }
  });

  it('says how many units are not shown', () => {
    const many = explained(Array.from({ length: 502 }, (_, index) => unit(`u${index}`, 1, ['objectGUID', 1])));
    expect(renderers.text(many, options)).toContain('  and 482 more: --format json');
    expect(renderers.markdown(many, options)).toContain('… and 492 more: see the JSON or HTML report.');
    expect(renderers.html(many, options)).toContain('2 more organizational units are in the JSON report.');
    expect(renderers.html(many, options)).toContain('ou=u499,dc=x');
    expect(renderers.html(many, options)).not.toContain('ou=u500,dc=x');
  });

  it('is striped where the evidence is incomplete, and nowhere else', () => {
    const stripes = (page: string): number =>
      /<table class="[^"]*histogram[\s\S]*?<\/table>/.exec(page)?.[0].match(/<rect class="unread"/g)?.length ?? 0;
    const whole = explained([]);
    expect(renderers.html(whole, options)).toContain('class="explained"');
    expect(stripes(renderers.html(whole, options))).toBe(0);
    expect(renderers.html(whole, options)).not.toContain('a striped bar may be longer');
    const gap: Finding = {
      ...{ rule: 'evidence-incomplete', severity: 'error', waived: false, consequence: 'c', remedy: 'r', found: 'cut' },
    };
    const incomplete: Assessment = { ...whole, decision: 'indeterminate', findings: [...whole.findings, gap] };
    const page = renderers.html(incomplete, options);
    expect(stripes(page)).toBe(2);
    expect(page).toContain('The evidence is incomplete: a striped bar may be longer than it is here.');
    const source = {
      kind: 'onPrem',
      origin: 'people.csv',
      records: 5,
      rejected: 4,
      skipped: 0,
      sha256: 'a'.repeat(64),
    };
    const evidence = [source] as unknown as Assessment['evidence'];
    expect(renderers.html({ ...incomplete, evidence }, options)).toContain(
      '4 records could not be read: a striped bar',
    );
  });
});
