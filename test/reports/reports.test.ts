import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Assessment, Finding } from '../../src/domain/assessment.js';
import { formatFromExtension, renderers, reportFormats } from '../../src/reports/index.js';
import { verdictOf } from '../../src/reports/verdict.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { endsTwice } from '../cli/run-cli.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';
import { pageData } from './html/data.js';

const hostile = '</script><img src=x onerror=alert(1)>|[x](javascript:1)\u001b[31m::error::=cmd()';

/** An assessment whose people have hostile names. */
function assessment(): Assessment {
  const people = organisation()
    .person(1, 'ann')
    .person(2, 'bob', {
      onPrem: { name: hostile, userPrincipalName: `=${hostile}@corp.example` },
      entra: { immutableId: hostile },
    })
    .entra(3, 'orphan');
  return assessed(people);
}

const options = { colour: false, width: 80, ruleMetadata: ruleRegistry };

describe('reports', () => {
  it.each(reportFormats)('%s: the same assessment gives the same text, and names the people', (format) => {
    const text = renderers[format](assessment(), options);
    expect(text).toBe(renderers[format](assessment(), options));
    expect(text).toContain('orphan@corp.example');
    expect(text).not.toContain('\u001b');
  });

  it.each(reportFormats)('%s: never says a bare "cleared" while questions are open', (format) => {
    const { identities: _, ...clean } = organisation().person(1, 'ann').judge();
    const text = renderers[format]({ ...assessment(), ...clean }, options);
    expect(text).not.toMatch(/^\s*cleared\s*$/im);
  });

  it.each(reportFormats)('%s: ends no sentence twice where what was found is one', (format) => {
    const judged = assessment();
    const findings = judged.findings.map((each) => ({ ...each, found: 'It cannot be read. Export it again.' }));
    const text = renderers[format]({ ...judged, findings }, { ...options, width: 2_000 });
    expect(text).toContain('Export it again');
    expect(text).not.toMatch(endsTwice);
  });

  it('json: is the assessment, and the verdict in words', () => {
    const { verdict, ...written } = JSON.parse(renderers.json(assessment(), options));
    expect(written).toEqual(assessment());
    expect(verdict).toMatch(/^BLOCKED: 2 people, named by 2 rules\. Not answered: .*\.$/);
  });

  const states: readonly (readonly [string, Assessment])[] = [
    ['blocked', assessment()],
    ['cleared for some questions', assessed(organisation().person(1, 'ann'))],
    ['cleared', assessed(organisation().person(1, 'ann'), { openQuestions: [], cutoverReady: true })],
    ['indeterminate', assessed(organisation().onPrem(1, 'ann'))],
  ];
  it.each(states)('%s: every report says the same sentence; a table of findings has no place for one', (_, judged) => {
    const { headline, details } = verdictOf(judged);
    for (const format of reportFormats.filter((each) => each !== 'csv')) {
      const text = renderers[format](judged, { ...options, width: 2_000 });
      expect(text, format).toContain(headline);
      // The page shows what was looked at and what not as a strip.
      if (format !== 'html') for (const detail of details) expect(text, format).toContain(detail);
    }
    expect(renderers.csv(judged, options).split('\r\n')).toHaveLength(judged.findings.length + 2);
  });

  it('html: hostile names stay text, and nothing is loaded from elsewhere', () => {
    const page = renderers.html(assessment(), options);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/(src|href)="?https?:/);
    expect(page).toContain("default-src 'none'");
  });

  it('html: the policy names the one script and the one style by their hashes, and allows nothing else', () => {
    const page = renderers.html(assessment(), options);
    const content = (tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)?.[1] ?? '';
    const hashOf = (tag: string) => createHash('sha256').update(content(tag)).digest('base64');
    const policy = `default-src 'none'; style-src 'sha256-${hashOf('style')}'; script-src 'sha256-${hashOf('script')}'; base-uri 'none'; form-action 'none'`;
    expect(/Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(policy);
    expect(
      /<(?!meta)[^>]*\s(style|on[a-z]+)=/.exec(page.replace(/<(script|style)\b.*?<\/\1>/gs, ''))?.[0],
    ).toBeUndefined();
  });

  it('html: the embedded findings are all there, each with its full story', () => {
    const { rows, rules, texts, people } = pageData(renderers.html(assessment(), options));
    const told = rows.map(([rule, , person, found, expected, consequence, remedy]) => ({
      rule: rules[rule]?.id,
      name: people[person]?.[5],
      found: found || undefined,
      expected: expected || undefined,
      consequence: texts[consequence],
      remedy: texts[remedy],
    }));
    expect(told).toEqual(
      assessment().findings.map(({ rule, subject, found, expected, consequence, remedy }) => {
        return { rule, name: subject?.objectGuid ?? '', found, expected, consequence, remedy };
      }),
    );
  });

  it('csv: no cell begins a spreadsheet formula', () => {
    for (const line of renderers.csv(assessment(), options).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@-]/);
  });

  it('markdown: no tag, no link out of a name', () => {
    const text = renderers.markdown(assessment(), options);
    // Names stand in code spans, in which Markdown has no tags and no links.
    expect(text.replace(/(`+)[^`].*?\1/g, '')).not.toMatch(/<img|<\/script|\]\(javascript/);
    expect(text.length).toBeLessThan(65_536);
  });

  it('markdown: sentences end, code is code, and a name in backticks is no markup', () => {
    const gap = {
      ...(assessment().findings[0] as Finding),
      rule: 'evidence-stale',
      found: 'a.csv has `a|b` and `<img> @bob',
      remedy: 'Run `entra-cutover collect`.',
    };
    const text = renderers.markdown({ ...assessment(), decision: 'indeterminate', findings: [gap] }, options);
    expect(text).toContain(
      'a.csv has `a\\u{007c}b` and \\`&lt;img&gt; &#64;bob. To get it: Run `entra-cutover collect`.',
    );
    expect(text).toContain('- Remedy: Run `entra-cutover collect`.');
  });

  it('knows the extensions of the contract', () => {
    const formats = ['a.json', 'a.md', 'a.html', 'a.xml', 'a.sarif', 'a.csv', 'a.txt', 'a.pdf'].map(
      formatFromExtension,
    );
    expect(formats).toEqual(['json', 'markdown', 'html', 'junit', 'sarif', 'csv', 'text', undefined]);
  });
});
