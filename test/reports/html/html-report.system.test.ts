import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assessment, Finding } from '../../../src/domain/assessment.js';
import { renderers } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { openBrowser } from '../../../workshop/browser/chromium.js';
import { attribute, evidence, staged } from '../../validation/evidence.js';
import { id } from '../../validation/findings.js';
import { anchor, organisation } from '../../validation/organisation.js';
import { assessed } from '../assessed.js';
import { manyFindings } from './data.js';

const hostile = '<img src=x onerror="window.hacked=1">"\'</script><script>window.hacked=1</script>';

function assessment(findings?: readonly Finding[]): Assessment {
  const people = organisation()
    .person(1, 'ann')
    .person(2, 'bob', {
      onPrem: {
        name: hostile,
        distinguishedName: 'CN=Bob\\, B,OU=Sales,DC=corp,DC=example',
        mail: 'bob@corp.example',
        enabled: true,
      },
      entra: { immutableId: 'bob@corp.example', accountEnabled: false },
    })
    .person(3, hostile, { entra: { immutableId: 'x' } })
    .entra(4, 'orphan');
  const evidence = [
    { kind: 'onPrem' as const, origin: 'OnPremIDs.csv', sha256: 'ab', records: 3, rejected: 0, skipped: 0 },
    { kind: 'pendingExports' as const, origin: hostile, sha256: 'cd', records: 2, rejected: 0, skipped: 0 },
  ];
  return assessed(people, { evidence, ...(findings && { findings }) });
}

/** As many findings as asked for, of people in a hundred units. */
function many(count: number): Assessment {
  return assessment(manyFindings(count, 100));
}

const folder = await mkdtemp(join(tmpdir(), 'report '));
const browser: Browser | undefined = await openBrowser();

describe.runIf(browser !== undefined)('the HTML report in Chromium', () => {
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];

  const path = join(folder, 'report ü.html');

  async function open(content: Assessment, hash = ''): Promise<void> {
    await writeFile(path, renderers.html(content, { colour: false, width: 80, ruleMetadata: ruleRegistry }));
    // Another `#` alone would not load the page again.
    await page.goto('about:blank');
    await page.goto(pathToFileURL(path).href + hash);
  }

  const count = () => page.textContent('#count');
  const names = () => page.locator('#rows a.who').allTextContents();
  /** Waits until the page has drawn what its address says. */
  const follow = async (link: string) => {
    await page.locator(link).first().click();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  };

  beforeAll(async () => {
    page = await (browser as Browser).newPage({ viewport: { width: 1200, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('request', (request) => requests.push(request.url()));
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the verdict as a sign and a sentence, what would happen, the staging review, the findings and the evidence', async () => {
    await open(assessment());
    expect(await page.textContent('h1')).toMatch(/^BLOCKED: \d people, named by \d rules$/);
    expect(await page.locator('.verdict.blocked svg').isVisible()).toBe(true);
    const headings = await page.locator('h2:visible').allTextContents();
    expect(headings).toEqual(
      expect.arrayContaining(['What would happen at the cutover', 'Staging review', 'Findings', 'Evidence']),
    );
    expect(await page.locator('#rows tr').count()).toBe(assessment().findings.length);
    const parts = await page.locator('svg.stack rect title').allTextContents();
    expect(parts).toEqual(['Hard match: 1', 'Anchor mismatch: 2', 'Entra only: 1']);
  });

  it('names the environment, the tenant and the times', async () => {
    const { meta: told, ...rest } = assessment();
    const evidenceReadAt = ['2026-11-24T01:00:00.000Z', '2026-11-24T02:30:00.000Z'];
    await open({ ...rest, meta: { ...told, stack: 'prod', tenant: '00aa', evidenceReadAt } });
    expect(await page.locator('.facts div').allTextContents()).toEqual([
      'Environmentprod',
      'Tenant00aa',
      'Assessed2026-11-24 03:00 UTC',
      'Evidence read2026-11-24 01:00 UTC to 2026-11-24 02:30 UTC',
    ]);
  });

  it('runs nothing out of a name, loads nothing and says nothing on the console', async () => {
    await open(assessment());
    await page.locator('#rows a.who').nth(2).click();
    await open(assessment(), `#person=${encodeURIComponent(hostile)}`);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(requests.filter((url) => url !== 'about:blank').every((url) => url.startsWith('file:'))).toBe(true);
    expect(problems).toEqual([]);
  });

  it('tells one person’s full story on a page of its own, and leads back to where one was', async () => {
    await open(assessment());
    const who = 'bob@corp.example';
    const rules = assessment()
      .findings.filter(({ subject }) => subject?.userPrincipalName === who)
      .map(({ rule }) => rule);
    expect(rules.length).toBeGreaterThan(1);
    await page.locator('#rows a.who', { hasText: who }).first().click();
    expect(await page.evaluate('document.activeElement.textContent')).toBe(who);
    expect((await page.locator('.story h3 a').allTextContents()).toSorted()).toEqual(rules.toSorted());
    expect(await page.locator('.story .level').allTextContents()).toEqual([
      'error',
      ...rules.slice(1).map(() => expect.any(String)),
    ]);
    expect(await page.locator('#overview').isHidden()).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('#person').waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe(who);
  });

  it('shows both anchors next to each other with the differing characters marked', async () => {
    const [first, second] = ['ABCDefghAAAAAAAAAAAAAA==', 'ABCDxfghAAAAAAAAAAAAAA=='];
    const subject = {
      objectType: 'user' as const,
      userPrincipalName: 'ann@x',
      sourceAnchor: first,
      immutableId: second,
    };
    const finding = {
      rule: 'anchor-mismatch',
      severity: 'error' as const,
      waived: false,
      consequence: 'c',
      remedy: 'r',
    };
    await open(assessment([{ ...finding, subject, found: second, expected: first } as Finding]));
    expect(await page.locator('#rows mark').allTextContents()).toEqual(['x', 'e']);
    await page.click('#rows a.who');
    expect(await page.locator('.anchors .anchor').allTextContents()).toEqual([first, second]);
    expect(await page.locator('.anchors .side').first().textContent()).toContain(
      'GUID 79831000-21f8-0000-0000-000000000000',
    );
    expect(await page.locator('.anchors mark').allTextContents()).toEqual(['e', 'x']);
    expect(await page.getAttribute('.anchors .sign', 'aria-label')).toBe('is not the same as');
  });

  it('shows no anchor on premises that only Entra Connect names', async () => {
    const deletion = staged('delete', { sourceAnchor: anchor(2), entraObjectId: id(2) });
    const people = organisation()
      .person(1, 'ann')
      .entra(2, 'bob', { immutableId: anchor(2) })
      .with({ pendingExports: [evidence('pendingExports', [deletion])] });
    await open(assessed(people), '#person=bob@corp.example');
    expect(await page.locator('.story h3 a').allTextContents()).toContain('pending-delete');
    expect(await page.locator('.anchors h2').allTextContents()).toEqual([
      'Source anchor in Entra Connect',
      'ImmutableID in Microsoft Entra',
    ]);
    expect(await page.locator('.anchors .anchor').allTextContents()).toEqual([anchor(2), anchor(2)]);
    expect(await page.textContent('.anchors .sign')).toBe('?');
    expect(await page.textContent('#person')).not.toContain('on premises');
    // What Entra Connect would write in place of an anchor that was read.
    const change = attribute('sourceAnchor', { valuesDeleted: [anchor(1)], valuesAdded: [anchor(3)] });
    const update = staged('update', { sourceAnchor: anchor(3), entraObjectId: id(1), changes: [change] });
    const changed = organisation()
      .person(1, 'ann')
      .with({ pendingExports: [evidence('pendingExports', [update])] });
    await open(assessed(changed), '#person=ann@corp.example');
    expect(await page.locator('.anchors .anchor').allTextContents()).toEqual([anchor(3), anchor(1)]);
    expect(await page.textContent('.anchors h2')).toBe('Source anchor in Entra Connect');
    expect(await page.textContent('.anchors .sign')).toBe('≠');
  });

  it('searches, and filters by a click on a bar; every view has an address that can be shared', async () => {
    await open(many(1000));
    await page.fill('#search', 'person77@');
    expect(await count()).toBe('1–1 of 1 finding, of 1,000 in all');
    expect(new URL(page.url()).hash).toBe('#q=person77%40');
    await page.fill('#search', '');
    await page.locator('#by-unit summary').click();
    await follow('#by-unit a[title="OU=Unit 7,DC=corp,DC=example"]');
    expect(await count()).toBe('1–10 of 10 findings, of 1,000 in all');
    await follow('#by-severity a.error');
    expect(await count()).toMatch(/of (3|4) findings/);
    const { hash } = new URL(page.url());
    const shown = await names();
    await open(many(1000), hash);
    expect(await names()).toEqual(shown);
    expect(await page.locator('[aria-current]').allTextContents()).toEqual([
      expect.stringContaining('error'),
      expect.stringContaining('Unit 7'),
    ]);
    await follow('#by-severity a.error');
    expect(await count()).toMatch(/of 10 findings/);
  });

  it('of nothing found shows why, and the way back to everything', async () => {
    await open(many(5), '#q=nobody');
    expect(await page.locator('#table').isHidden()).toBe(true);
    await follow('#empty a');
    expect(await count()).toBe('1–5 of 5 findings');
    await open(assessment([]));
    expect(await page.textContent('#empty')).toBe('No rule found anything.');
  });

  it('of a person who is in no finding denies nothing', async () => {
    await open(many(5), '#person=somebody-else');
    expect(await page.textContent('#person h1')).toBe('somebody-else');
    expect(await page.textContent('#person')).toContain('this does not say that the person is in the evidence');
    expect(await page.locator('#person a:text("Show")').count()).toBe(0);
    // What only a value names is led to.
    await open(many(5), '#person=BBBB0');
    await follow('#person a:text("Show 5 findings")');
    expect(await count()).toBe('1–5 of 5 findings');
  });

  it('finds a person by every identifier that a finding holds, and lets choose where two have the same', async () => {
    const about = (objectGuid: string, userPrincipalName: string) =>
      ({ ...manyFindings(1, 1)[0], subject: { objectType: 'user', objectGuid, userPrincipalName } }) as Finding;
    await open(many(5), '#person=Person3@corp.example');
    expect(await page.textContent('#person h1')).toBe('person3@corp.example');
    await open(assessment([about('a', 'ann+1@x')]), '#person=ann+1@x');
    expect(await page.textContent('#person h1')).toBe('ann+1@x');
    await open(assessment([about('a', 'ann@x'), about('b', 'ann@x')]), '#person=ann@x');
    expect(await page.locator('#person li').allTextContents()).toEqual([
      'ann@x – a – 1 finding',
      'ann@x – b – 1 finding',
    ]);
    await follow('#person li a >> nth=1');
    expect(await page.locator('.story > li').count()).toBe(1);
  });

  it('says on a person’s page which report it is of, also on paper', async () => {
    const { meta: told, ...rest } = many(5);
    await open({ ...rest, meta: { ...told, stack: 'prod', tenant: '00aa' } }, person);
    for (const media of ['screen', 'print'] as const) {
      await page.emulateMedia({ media });
      const header = await page.locator('#person header:visible').innerText();
      for (const fact of ['BLOCKED', 'prod', '00aa', '2026-11-24 03:00 UTC']) expect(header).toContain(fact);
      expect(await page.locator('#person footer').isVisible()).toBe(true);
    }
    await page.emulateMedia({ media: 'screen' });
  });

  it('names its filter, on paper too, and the filter that nothing matches', async () => {
    await open(many(30), '#q=person1');
    expect(await page.textContent('#filter strong')).toBe('search “person1”');
    expect(await page.locator('#print-note').isHidden()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.controls').isHidden()).toBe(true);
    expect(await page.locator('#print-note').innerText()).toContain('have too: search “person1”.');
    await page.emulateMedia({ media: 'screen' });
    await open(many(30), '#rule=nonsense&severity=error');
    expect(await page.textContent('#empty')).toContain('No finding matches rule “nonsense”, severity “error”.');
    await follow('#empty a');
    expect(await page.locator('#filter').isHidden()).toBe(true);
  });

  it('begins another page, and a shared filter, at the top of the list', async () => {
    const top = () => page.evaluate('document.getElementById("list").getBoundingClientRect().top') as Promise<number>;
    await open(many(400), '#rule=upn-changed');
    await expect.poll(top).toBeLessThan(100);
    await page.locator('#next').scrollIntoViewIfNeeded();
    await follow('#next');
    await expect.poll(top).toBeGreaterThan(-1);
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
    await open(many(400));
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.fill('#search', 'person');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
  });

  it('writes out what turns the reading direction round, and finds it as it is', async () => {
    const upn = '\u202Egro.live@p0';
    const subject = { objectType: 'user' as const, userPrincipalName: upn, name: upn };
    await open(
      assessment([{ ...manyFindings(1, 1)[0], subject, found: upn } as Finding]),
      `#q=${encodeURIComponent(upn)}`,
    );
    expect(await names()).toEqual(['\\u{202e}gro.live@p0']);
    await page.click('#rows a.who');
    await page.locator('#person-name').waitFor();
    expect(await page.evaluate('document.title + document.body.innerText')).not.toContain('\u202E');
    expect(await page.textContent('#person-name')).toBe('\\u{202e}gro.live@p0');
  });

  it('shows in red whom errors name though their outcome is a hard match', async () => {
    const finding = { ...manyFindings(1, 1)[0], rule: 'attribute-deletion' } as Finding;
    await open(assessed(organisation().person(1, 'ann'), { decision: 'blocked', findings: [finding] }));
    expect(await page.textContent('section p.bad')).toMatch(/^BLOCKED\. The bar shows/);
    expect(await page.locator('tr.bad td').first().textContent()).toBe('1');
    expect(await page.getAttribute('svg.errors[role]', 'aria-label')).toBe('With an error 1');
    expect(await page.textContent('.outcomes')).not.toContain('as they are');
  });

  it('leads from the number of blocking findings to just these', async () => {
    const [first] = manyFindings(1, 1) as [Finding];
    const waived = { ...first, waived: true, subject: { objectType: 'user', userPrincipalName: 'waived@x' } } as const;
    const about = { ...first, rule: 'evidence-incomplete', subject: undefined } as unknown as Finding;
    const twice = { ...first, rule: 'upn-suffix-unverified' };
    await open(assessment([first, twice, waived, about, ...manyFindings(3, 1).slice(1)]));
    const link = page.locator('.outcomes a');
    expect(await link.textContent()).toBe('see 2 blocking findings');
    await follow('.outcomes a');
    expect(await count()).toBe('1–2 of 2 findings, of 6 in all');
    expect(await names()).toEqual(['person0@corp.example', 'person0@corp.example']);
    expect(await page.textContent('#filter strong')).toBe('severity “blocking”');
    await follow('#by-severity a.error');
    expect(await count()).toBe('1–4 of 4 findings, of 6 in all');
  });

  it('names a unit without its escapes, and searches the words of a diagnosis', async () => {
    const [first] = manyFindings(1, 1) as [Finding];
    const distinguishedName = 'CN=Ann,OU=A\\, B,OU=H\\C3\\B6he,DC=corp,DC=example';
    const finding = { ...first, diagnosis: 'case-folded' as const, subject: { ...first.subject, distinguishedName } };
    await open(assessment([finding as Finding]), '#q=letter%20case');
    expect(await count()).toBe('1–1 of 1 finding');
    expect(await page.textContent('#by-unit .label')).toBe('Höhe / A, B');
  });

  it.each([1200, 360])('shows the whole name of each unit, whose end tells it apart (%i)', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const [first] = manyFindings(1, 1) as [Finding];
    const findings = ['Sales', 'Legal', 'L'.repeat(64)].map((name) => {
      const distinguishedName = `CN=A,OU=Users,OU=${name},OU=Munich,OU=Germany,OU=Accounts,DC=emea,DC=corp,DC=example`;
      return { ...first, subject: { ...first.subject, userPrincipalName: name, objectGuid: name, distinguishedName } };
    });
    await open(assessment(findings as Finding[]));
    expect(await page.locator('#by-unit .label').count()).toBe(3);
    const cut = `[...document.querySelectorAll('.label')].filter((each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight).length`;
    expect(await page.evaluate(cut)).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('shows the whole remedy', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(assessment());
    const cut = `[...document.querySelectorAll('#rows td')].filter(({ scrollHeight, clientHeight, children: [inner] }) =>
      scrollHeight > clientHeight || [...inner.children].some((each) => each.scrollHeight > each.clientHeight + 2 && getComputedStyle(each).overflow === 'hidden')).length`;
    expect(await page.evaluate(cut)).toBe(0);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('draws nothing for a bar of nobody', async () => {
    await open(many(5), '#rule=upn-changed&q=person0@');
    expect(await page.locator('#by-rule a[aria-current] .fill').isHidden()).toBe(true);
  });

  it('keeps its signs and bars where the system forces colors', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await open(many(5));
    const colors = `['.fill', '.error .dot', '.warning .dot'].map((of) => getComputedStyle(document.querySelector('#interactive ' + of)).backgroundColor === getComputedStyle(document.body).backgroundColor)`;
    expect(await page.evaluate(colors)).toEqual([false, false, false]);
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('offers no control that does nothing without scripts', async () => {
    const still = await (browser as Browser).newPage({ javaScriptEnabled: false });
    await writeFile(path, renderers.html(many(5), { colour: false, width: 80, ruleMetadata: ruleRegistry }));
    await still.goto(pathToFileURL(path).href);
    expect(await still.locator('#search, .pager a').filter({ visible: true }).count()).toBe(0);
    expect(await still.locator('noscript p').isVisible()).toBe(true);
    await still.close();
  });

  it('sorts by a column, both ways, and says so to screen readers', async () => {
    await open(many(30));
    await follow('#columns a:text("Who")');
    const up = await names();
    expect(up).toEqual(up.toSorted());
    expect(await page.getAttribute('#columns .column-who', 'aria-sort')).toBe('ascending');
    await follow('#columns a:text("Who")');
    expect(await names()).toEqual(up.toReversed());
  });

  it('shows incomplete evidence as incomplete: what is missing, and what was not read as a part of the bar', async () => {
    const gap: Finding = {
      rule: 'evidence-incomplete',
      severity: 'error',
      waived: false,
      found: '7 rows could not be read',
      consequence: 'c',
      remedy: 'Export `them` again.',
      at: { origin: 'OnPremIDs.csv', line: 2 },
    };
    const source = {
      kind: 'onPrem' as const,
      origin: 'OnPremIDs.csv',
      sha256: 'ab',
      records: 3,
      rejected: 7,
      skipped: 0,
    };
    await open({ ...assessment([gap]), decision: 'indeterminate', evidence: [source] });
    expect(await page.textContent('h1')).toMatch(/^INDETERMINATE.*7 of 10 records in .* could not be read$/);
    expect(await page.textContent('.gap')).toContain('To get it: Export them again.');
    // Those without a counterpart in what was read are striped, too.
    // One unread record may be of the person whom only Entra has, who is not counted twice.
    const parts = await page.locator('svg.stack rect title').allTextContents();
    expect(parts.slice(-2)).toEqual(['Entra only: 1', 'Not read: 6']);
    expect(await page.textContent('#overview')).toContain('7 records could not be read. Up to 1 of them may belong to');
    expect(await page.locator('.evidence .note').textContent()).toBe('7 not read');
  });

  it('opens a hundred and ten thousand findings, searches and pages them', async () => {
    await open(many(110_000));
    expect(await page.locator('#rows tr').count()).toBe(100);
    await follow('#next');
    expect(await count()).toBe('101–200 of 110,000 findings');
    await page.fill('#search', 'person99999@');
    expect(await count()).toBe('1–1 of 1 finding, of 110,000 in all');
  });

  it('prints every finding', async () => {
    await open(many(300), '#page=2');
    const rows = () => page.locator('tr').count();
    const onScreen = await rows();
    // A tagged PDF names each row that it has. What `emulateMedia` draws says nothing of what is printed.
    const pdf = await page.pdf({ tagged: true });
    expect(pdf.toString('latin1').match(/\/S \/TR\b/g)).toHaveLength(onScreen - 100 + 300);
    expect(await rows()).toBe(onScreen);
    expect(await count()).toBe('101–200 of 300 findings');
  });

  it('says how many findings it does not print', async () => {
    const prepare = (event: string) => page.evaluate(`dispatchEvent(new Event('${event}'))`);
    await open(many(300));
    await prepare('beforeprint');
    expect(await page.textContent('#print-note')).toBe('');
    await open(many(2500));
    await prepare('beforeprint');
    expect(await page.locator('#rows tr').count()).toBe(2000);
    expect(await page.textContent('#print-note')).toMatch(/^Printed: 2,000 of 2,500 findings\./);
    await prepare('afterprint');
    expect(await page.locator('#rows tr').count()).toBe(100);
  });

  const person = '#person=00000000-0000-4000-8000-000000000003';
  const gap = {
    rule: 'evidence-incomplete',
    severity: 'error',
    waived: false,
    consequence: 'c',
    remedy: 'r',
  } as const;
  /** The page in each state. */
  const inState = {
    blocked: () => many(150),
    indeterminate: () => {
      const content = many(150);
      const unread = content.evidence.map((source) => ({ ...source, rejected: 4 }));
      const findings = content.findings.map((finding) => ({ ...finding, severity: 'warning' as const }));
      return { ...content, decision: 'indeterminate' as const, findings: [...findings, gap], evidence: unread };
    },
    'cleared for some questions': () => assessed(organisation().person(1, 'ann')),
    cleared: () => assessed(organisation().person(1, 'ann'), { openQuestions: [], cutoverReady: true }),
    'of nobody': () => assessed(organisation()),
    'with a histogram': (): Assessment => ({
      ...assessed(organisation().person(1, 'ann')),
      findings: [{ ...gap, rule: 'source-attribute', severity: 'info', found: 'of 1' }],
      sourceAttribute: {
        people: 1,
        explained: [{ source: 'objectGUID', people: 1 }],
        unexplained: 0,
        organizationalUnits: [],
        exceptions: [],
      },
    }),
  };
  const states = Object.keys(inState) as (keyof typeof inState)[];
  it.each([
    ...states.flatMap((state) =>
      (['light', 'dark'] as const).flatMap((scheme) => [1200, 360].map((width) => [state, scheme, '', width] as const)),
    ),
    ['blocked', 'light', person, 1200],
    ['blocked', 'dark', person, 360],
    ['blocked', 'light', '#q=nobody', 1200],
  ] as const)('has no accessibility defect that axe knows (%s %s %s %i)', async (state, colorScheme, hash, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await open(inState[state](), hash);
    expect(await page.locator('h1:visible').count()).toBe(1);
    // The page's own policy forbids a second script, so axe comes in through the debugger instead of a tag.
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    const session = await page.context().newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: await readFile(axe, 'utf8') });
    const result = await session.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" "))))',
      awaitPromise: true,
      returnByValue: true,
    });
    expect(JSON.parse(result.result.value as string)).toEqual([]);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('fits a phone: nothing wider than it, and no word cut', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(assessment());
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.locator('#rows a.who').first().click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('keeps the focus on what the Enter key chose, also where names differ by their numbers alone', async () => {
    await open(many(60));
    const focused = () => page.evaluate('document.activeElement.title || document.activeElement.textContent');
    const enter = async () => {
      await page.keyboard.press('Enter');
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    };
    const chosen = 'OU=Unit 3,DC=corp,DC=example';
    await page.locator('#by-unit summary').click();
    await page.locator(`#by-unit a[title="${chosen}"]`).focus();
    await enter();
    expect(await focused()).toBe(chosen);
    expect(await count()).toMatch(/of 1 finding,/);
    await enter();
    expect(await focused()).toBe(chosen);
    expect(await count()).toMatch(/of 60 findings$/);
    await page.locator('#columns a:text("Who")').focus();
    await enter();
    expect(await focused()).toMatch(/^Who/);
    await page.locator('#by-severity a.warning').focus();
    await enter();
    expect(await focused()).toMatch(/^warning/);
  });

  it('can be used with the keyboard alone', async () => {
    await open(many(5));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('findings-heading');
    await page.keyboard.press('/');
    await page.keyboard.type('person3');
    expect(await count()).toBe('1–1 of 1 finding, of 5 in all');
    await page.fill('#search', '');
    await page.locator('#by-rule a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('#by-rule a[aria-current]').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-current")')).toBe('true');
  });
});
