import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CompleteSide } from '../../../../src/domain/evidence.js';
import { defaultSourceAnchor } from '../../../../src/domain/source-anchor.js';
import { demandSigners } from '../../../../src/evidence/evidence-file/signature.js';
import { readEntraFiles, readOnPremFiles } from '../../../../src/evidence/files.js';
import { assess } from '../../../../src/pipeline/assess/assess.js';
import { assessCompact } from '../../../../src/pipeline/assess/compact/assess.js';
import { writeIdentityLines } from '../../../../src/pipeline/assess/identity-lines.js';
import type { SynchronizationScope } from '../../../../src/validation/filters.js';
import { collectedDialect, groupLines, linesOf, plainCollected, writeCollected } from './collected.js';
import {
  anchorOf,
  defect,
  dialect,
  entraHeader,
  everyDefect,
  guidOf,
  onPremHeader,
  organisationOf,
  type Row,
  writeCsv,
} from './organisations.js';
import { outcomesByContract } from './reference.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-compact-'));
afterAll(() => rmSync(folder, { recursive: true }));
const onPrem = join(folder, 'OnPremIDs.csv');
const entra = join(folder, 'AzureADSyncedIDS.csv');
const limits = {
  thresholds: { creations: { total: 2, perOrganizationalUnit: {} }, softMatches: 1 },
  waivers: [],
  missing: [],
  at: '2026-07-01T00:00:00.000Z',
};

/** Both paths on the files as they are; the compact one is undefined where it leaves the files to the other. */
async function bothPaths(
  verifiedDomains?: readonly string[],
  expected?: { rows: number; keys: number },
  further: { scope?: SynchronizationScope; complete?: readonly CompleteSide[]; signers?: ReadonlySet<string> } = {},
) {
  const { scope, complete, signers } = further;
  const validation = {
    sourceAnchor: defaultSourceAnchor,
    ...(verifiedDomains && { verifiedDomains: new Set(verifiedDomains) }),
    ...(scope && { scope }),
  };
  const gate = { ...limits, ...(complete && { complete }) };
  const identities = join(folder, 'identities.jsonl');
  const written = async <Result>(write: (descriptor: number) => Result): Promise<[Awaited<Result>, string]> => {
    const descriptor = openSync(identities, 'w');
    const result = await write(descriptor);
    closeSync(descriptor);
    return [result, readFileSync(identities, 'utf8')];
  };
  const objects = assess({
    evidence: {
      onPrem: demandSigners(await readOnPremFiles([onPrem]), signers),
      entra: demandSigners(await readEntraFiles([entra]), signers),
    },
    validation,
    gate,
  });
  const [, lines] = await written((descriptor) => writeIdentityLines(descriptor, objects.identities));
  const [compact, compactLines] = await written((identities) =>
    assessCompact({ onPrem, entra, validation, gate, identities, signers, ...(expected && { expected }) }),
  );
  return {
    objects: { assessment: objects.assessment, lines },
    compact: compact && { assessment: compact, lines: compactLines },
  };
}

/** Holds what the compact path says against what the object path says, byte for byte. */
function expectSame({ objects, compact }: Awaited<ReturnType<typeof bothPaths>>): void {
  expect(compact?.lines).toBe(objects.lines);
  expect(compact?.assessment).toEqual(objects.assessment);
  expect(JSON.stringify(compact?.assessment)).toBe(JSON.stringify(objects.assessment));
}

/** How a file lies on the disk. */
const packings: Readonly<Record<string, (text: string | Buffer) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  gzip: (text) => gzipSync(text),
  utf16LittleEndian: (text) => Buffer.from(`\uFEFF${text.toString()}`, 'utf16le'),
  utf16BigEndian: (text) => Buffer.from(`\uFEFF${text.toString()}`, 'utf16le').swap16(),
  utf16InGzip: (text) => gzipSync(Buffer.from(`\uFEFF${text.toString()}`, 'utf16le')),
  cutGzip: (text) => gzipSync(text).subarray(0, -9),
  gzipAndMore: (text) => Buffer.concat([gzipSync(text), Buffer.from('x')]),
  halfUtf16: (text) => Buffer.concat([Buffer.from(`\uFEFF${text.toString()}`, 'utf16le'), Buffer.from('x')]),
};
const soundPackings = ['gzip', 'utf16LittleEndian', 'utf16BigEndian', 'utf16InGzip'];
/** Mostly plain: what else makes columns impossible is rare enough then. */
const packing = fc.oneof(
  { weight: 30, arbitrary: fc.constant('plain') },
  { weight: 3, arbitrary: fc.constantFrom(...soundPackings) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(packings)) },
);

function writePacked(path: string, text: string | Buffer, how: string): void {
  writeFileSync(path, packings[how]?.(text) ?? text);
}

const positionsOf = (header: readonly string[], names: readonly string[]): number[] =>
  names.map((name) => header.indexOf(name));
const organisation = fc.record({
  numbers: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 14 }),
  defects: fc.array(defect, { maxLength: 6 }),
  order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(64)]),
  onPremDialect: dialect(onPremHeader.length, positionsOf(onPremHeader, ['UserPrincipalName', 'objectGUID'])),
  entraDialect: dialect(entraHeader.length, positionsOf(entraHeader, ['UserPrincipalName', 'OnPremisesImmutableId'])),
  expected: fc.constantFrom({ rows: 1, keys: 1 }, undefined),
  onPremPacking: packing,
  entraPacking: packing,
  verifiedDomains: fc.option(fc.constantFrom(['corp.example'], ['x.example', 'example']), { nil: undefined }),
});

const plainDialect = {
  delimiter: ',',
  lineBreak: '\r\n',
  quotes: 'all',
  start: '',
  blankLines: false,
  lastBreak: true,
  upperCase: false,
} as const;

/** A fixed, uneven order. */
function mixed<Item>(all: readonly Item[], order: readonly number[]): Item[] {
  const items = all.map((item, index) => ({ item, key: order[index] ?? 0 }));
  return items.sort((x, y) => x.key - y.key).map(({ item }) => item);
}

describe('the compact path', () => {
  it('says byte for byte what the object path says, on random organizations in hostile dialects', async () => {
    let taken = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        organisation,
        async ({ numbers, defects, order, onPremDialect, entraDialect, verifiedDomains, expected, ...packed }) => {
          const rows = organisationOf(numbers, defects);
          const cells = (header: readonly string[], all: readonly Row[]) =>
            all.map((row) => header.map((column) => row[column] ?? ''));
          const here = writeCsv(onPremHeader, cells(onPremHeader, mixed(rows.onPrem, order)), onPremDialect);
          const there = writeCsv(entraHeader, cells(entraHeader, mixed(rows.entra, order.slice(3))), entraDialect);
          writePacked(onPrem, here, packed.onPremPacking);
          writePacked(entra, there, packed.entraPacking);
          const both = await bothPaths(verifiedDomains, expected);
          runs += 1;
          if (both.compact === undefined) return;
          taken += 1;
          expectSame(both);
        },
      ),
      { numRuns: Number(process.env.COMPACT_RUNS ?? 200) },
    );
    // Otherwise the comparison above would compare nothing.
    expect(taken / runs).toBeGreaterThan(0.25);
  }, 120_000);

  it.each([
    ['every column', []],
    ['no userAccountControl', ['userAccountControl']],
    ['no addresses on-premises', ['userAccountControl', 'proxyAddresses', 'mail']],
    ['no addresses in Entra', ['userAccountControl', 'ProxyAddresses', 'Mail']],
    ['no lists of addresses', ['userAccountControl', 'proxyAddresses', 'ProxyAddresses']],
    ['no SIDs and account names on-premises', ['userAccountControl', 'objectSid', 'sAMAccountName']],
    [
      'no SIDs, account names and ids in Entra',
      ['Enabled', 'OnPremisesSecurityIdentifier', 'OnPremisesSamAccountName', 'Id'],
    ],
  ])(
    'says byte for byte what the object path says of every defect in every column, with %s',
    async (_what, without) => {
      const rows = everyDefect();
      const write = (path: string, header: readonly string[], all: readonly Row[]): void => {
        const columns = header.filter((name) => !without.includes(name));
        const cells = all.map((row) => columns.map((name) => row[name] ?? ''));
        writeFileSync(path, writeCsv(columns, cells, { ...plainDialect, columns: columns.map((_, index) => index) }));
      };
      write(onPrem, onPremHeader, rows.onPrem);
      write(entra, entraHeader, rows.entra);
      expectSame(await bothPaths(['corp.example']));
    },
    120_000,
  );

  it.each(soundPackings)('takes files that are packed as %s', async (how) => {
    const rows = organisationOf([1, 2, 3], []);
    for (const [side, path] of [['onPrem', onPrem] as const, ['entra', entra] as const])
      writePacked(path, writeCollected(side, linesOf(side, rows[side]), plainCollected), how);
    const both = await bothPaths();
    expect(both.compact?.assessment.counts.outcomes.hardMatch).toBe(3);
    expectSame(both);
  });

  it('says byte for byte what the object path says, on random organizations as collect writes them, sound and damaged', async () => {
    let taken = 0;
    let runs = 0;
    const settings = fc.record({
      scope: fc.option(
        fc.record({
          organizationalUnits: fc.constantFrom([], ['OU=A,DC=corp,DC=example'], ['DC=corp,DC=example']),
          excludedOrganizationalUnits: fc.constantFrom(
            [],
            ['ou=b,dc=corp,dc=example'],
            ['CN=Doe\\2C 7,OU=a,DC=corp,DC=example'],
          ),
        }),
        { nil: undefined },
      ),
      complete: fc.constantFrom([], ['onPrem' as const], ['entra' as const]),
      isSigned: fc.nat({ max: 9 }).map((number) => number === 0),
      withGroups: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        organisation,
        collectedDialect,
        collectedDialect,
        settings,
        async (
          { numbers, defects, order, verifiedDomains, expected, ...packed },
          here,
          there,
          { scope, complete, isSigned, withGroups },
        ) => {
          const rows = organisationOf(numbers, defects);
          const write = (side: 'onPrem' | 'entra', path: string, how: typeof here): void => {
            const lines = linesOf(side, rows[side]);
            const all = mixed([...lines, ...(withGroups ? groupLines(side, lines) : [])], order);
            writePacked(path, writeCollected(side, all, how), packed[`${side}Packing`]);
          };
          write('onPrem', onPrem, here);
          write('entra', entra, there);
          const signers = isSigned ? new Set(['somebody']) : undefined;
          const both = await bothPaths(verifiedDomains, expected, {
            ...(scope && { scope }),
            complete,
            ...(signers && { signers }),
          });
          runs += 1;
          if (both.compact === undefined) return;
          taken += 1;
          expectSame(both);
        },
      ),
      { numRuns: Number(process.env.COMPACT_RUNS ?? 200) },
    );
    expect(taken / runs).toBeGreaterThan(0.1);
  }, 120_000);

  it.each([
    ['everything', undefined, undefined],
    ['no SIDs on-premises', 'objectSid', undefined],
    ['no properties', undefined, 'properties'],
  ])(
    'says byte for byte what the object path says of every defect in lines that collect writes, with %s',
    async (_what, here, there) => {
      const rows = everyDefect();
      for (const [side, path, without] of [['onPrem', onPrem, here] as const, ['entra', entra, there] as const]) {
        const lines = linesOf(side, rows[side]);
        writeFileSync(
          path,
          writeCollected(side, [...lines, ...groupLines(side, lines)], { ...plainCollected, without: without ?? '' }),
        );
      }
      expectSame(await bothPaths());
    },
    120_000,
  );

  it.each([
    ['a property of Entra that no attribute fills', {}, { properties: { jobtitle: 'Clerk' } }, 'attribute-deletion'],
    [
      'a property that another attribute would fill',
      { attributes: { cn: 'x' } },
      { properties: { jobtitle: 'Clerk' } },
      'attribute-deletion',
    ],
    [
      'a property that its attribute fills',
      { attributes: { title: 'Boss' } },
      { properties: { jobtitle: 'Clerk' } },
      undefined,
    ],
    ['an objectGUID in capital letters', { objectGuid: guidOf(101).toUpperCase() }, {}, undefined],
    ['a text where a flag is expected', { enabled: 'true' }, {}, 'evidence-incomplete'],
    ['an empty name', { name: '' }, {}, 'evidence-incomplete'],
    ['an account managed in the cloud', {}, { cloudManaged: true }, undefined],
    [
      'an account managed in the cloud that only its SID leads to',
      { objectSid: 'S-1-5-21-1-2-3-4' },
      { cloudManaged: true, immutableId: undefined, onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-4' },
      undefined,
    ],
  ])('sees in a line that collect writes %s', async (_what, here, there, rule) => {
    const rows = organisationOf([101, 102, 103], []);
    for (const [side, path, change] of [['onPrem', onPrem, here] as const, ['entra', entra, there] as const]) {
      const [first, ...others] = linesOf(side, rows[side]);
      writeFileSync(
        path,
        writeCollected(side, [{ ...first, ...change }, ...others], { ...plainCollected, facts: 'none' }),
      );
    }
    const { objects, compact } = await bothPaths();
    expect(compact).toEqual(objects);
    if (rule !== undefined) expect(objects.assessment.findings.map((finding) => finding.rule)).toContain(rule);
  });

  it('sees a property in a table that no attribute fills', async () => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,${guidOf(number)},${number === 2 ? '' : 'Sales'}`);
    const there = people.map((number) => `user${number}@corp.example,${anchorOf(guidOf(number))},Sales`);
    writeFileSync(onPrem, ['UserPrincipalName,objectGUID,department', ...here, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,ImmutableID,Department', ...there, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(compact).toEqual(objects);
    expect(objects.assessment.findings.some(({ rule }) => rule === 'attribute-deletion')).toBe(true);
  });

  it('gives the outcomes that a comparison of everybody with everybody gives by the words of the contract', async () => {
    const number = fc.nat({ max: 5 });
    const person = fc.tuple(number, number).map(([upn, id]) => ({ name: `User${upn}@corp.example`, anchor: id }));
    const account = fc.tuple(number, fc.oneof({ weight: 4, arbitrary: number }, fc.constant(undefined)), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { maxLength: 7 }),
        fc.array(account, { maxLength: 7 }),
        async (people, accounts) => {
          // One healthy pair more, so that there always is one.
          const here = [...people, { name: 'sure@corp.example', anchor: 99 }];
          const written = [...accounts, [99, 99, true] as const].map(([upn, id, synced]) => ({
            name: upn === 99 ? 'sure@corp.example' : `user${upn}@corp.example`,
            immutableId: id === undefined ? undefined : anchorOf(guidOf(id)),
            synced,
          }));
          const rows = here.map(({ name, anchor }) => `${name},${guidOf(anchor)}\n`);
          writeFileSync(onPrem, `UserPrincipalName,objectGUID\n${rows.join('')}`);
          // Equal rows are one account.
          const said = written.map((account) => JSON.stringify(account));
          const there = written.filter((_, index) => said.indexOf(said[index] ?? '') === index);
          const cloud = written.map(({ name, immutableId, synced }) => `${name},${immutableId ?? ''},${synced}\n`);
          writeFileSync(entra, `UserPrincipalName,ImmutableID,DirSyncEnabled\n${cloud.join('')}`);
          const { compact } = await bothPaths();
          // The same objectGUID is the same object, read twice: the first record counts.
          const once = here.filter(({ anchor }, index) => here.findIndex((other) => other.anchor === anchor) === index);
          expect(compact?.assessment.counts.outcomes).toEqual(
            outcomesByContract(
              once.map(({ name, anchor }) => ({ name, anchor: anchorOf(guidOf(anchor)) })),
              there,
            ),
          );
        },
      ),
      { numRuns: 120 },
    );
  }, 120_000);

  it('joins the segments of a longer file: lines, order, defects and quoted line breaks', async () => {
    const people = Array.from({ length: 9000 }, (_, index) => index + 1000);
    const step = 6421;
    const here = people.map((number) => [
      `person.with.a.long.name.${(number * step) % 9973}@corp.example`,
      number % 1000 === 7 ? 'two\nlines' : `Person ${number}`,
      guidOf(number),
      number % 500 === 3 ? 'wrong' : anchorOf(guidOf(number)),
      'True',
    ]);
    const there = people
      .filter((number) => number % 800 !== 5)
      .map((number) => [
        `person.with.a.long.name.${(number * step) % 9973}@${number % 700 === 1 ? 'new' : 'corp'}.example`,
        number % 600 === 2 ? guidOf(number) : anchorOf(guidOf(number)),
        number % 900 === 4 ? 'False' : 'True',
      ])
      .reverse();
    const titles = ['UserPrincipalName', 'Name', 'objectGUID', 'ImmutableID', 'Enabled'];
    writeFileSync(onPrem, writeCsv(titles, here, { ...plainDialect, columns: [0, 1, 2, 3, 4] }));
    writeFileSync(
      entra,
      writeCsv(['UPN', 'ImmutableID', 'AccountEnabled'], there, { ...plainDialect, columns: [0, 1, 2] }),
    );
    const { objects, compact } = await bothPaths();
    expect(compact?.assessment).toEqual(objects.assessment);
    expect(compact?.lines).toBe(objects.lines);
  }, 120_000);

  // The line break in its display name makes a row odd.
  it.each([
    ['an odd row has its name', `user1@corp.example,"a\nb",${guidOf(7)}`, ''],
    ['an odd row has its anchor', `other@corp.example,"a\nb",${guidOf(1)}`, ''],
    ['a name looks like its name', `\uff55ser1@corp.example,x,${guidOf(7)}`, ''],
    ['the name of an account looks like its name', '', `USER 1@corp.example,x,${anchorOf(guidOf(7))}`],
    ['an odd account has its name', '', `user1@corp.example,"a\nb",${anchorOf(guidOf(7))}`],
    ['an odd account has its anchor', '', `other@corp.example,"a\nb",${anchorOf(guidOf(1))}`],
    ['another pair has its name', `USER1@corp.example,x,${guidOf(7)}`, `user1@corp.example,x,${anchorOf(guidOf(7))}`],
    ['another pair has its anchor', `other@corp.example,x,${guidOf(1)}`, `other@corp.example,x,${anchorOf(guidOf(1))}`],
    ['its account is there twice, and differs', '', `user1@corp.example,y,${anchorOf(guidOf(1))}`],
  ])('calls no pair clean where %s', async (_what, row, account) => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)}`);
    const there = people.map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))}`);
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID', ...here, row, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,DisplayName,ImmutableID', ...there, account, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(objects.assessment.decision).not.toBe('cleared');
    expect(compact).toEqual(objects);
  });

  // Of the person with the name user1, whose pair is alike in itself.
  it.each([
    ['the SID', 'objectSid', 'OnPremisesSecurityIdentifier', ['S-1-5-21-1-2-3-1', 'S-1-5-21-1-2-3-2']],
    ['the account name', 'sAMAccountName', 'OnPremisesSamAccountName', ['ann', 'bob']],
  ])(
    'calls no pair clean where two accounts have %s of one person and the other none',
    async (_what, here, there, [a, b]) => {
      const numbers = [1, 2, 3];
      const own = [a, b, `${a}9`];
      const borne = [b, '', `${a}9`];
      const people = numbers.map((number, index) => `user${number}@corp.example,${guidOf(number)},${own[index]}`);
      const accounts = numbers.map(
        (number, index) => `user${number}@corp.example,${anchorOf(guidOf(number))},${borne[index]}`,
      );
      writeFileSync(onPrem, [`UserPrincipalName,objectGUID,${here}`, ...people, ''].join('\n'));
      writeFileSync(entra, [`UserPrincipalName,ImmutableID,${there}`, ...accounts, ''].join('\n'));
      const { objects, compact } = await bothPaths();
      expect(objects.assessment.counts.outcomes.hardMatch).toBeLessThan(3);
      expect(compact).toEqual(objects);
    },
  );

  it('counts an anchor that is also the text of another attribute', async () => {
    const guid = '41414141-4141-4141-4141-414141414141';
    const people = [1, 2].map((number) => `user${number}@corp.example,Somebody,${guidOf(number)}`);
    const accounts = [`user1@corp.example,${anchorOf(guidOf(1))}`, `user2@corp.example,${guidOf(2)}`];
    writeFileSync(
      onPrem,
      ['UserPrincipalName,Name,objectGUID', ...people, `user3@corp.example,${'A'.repeat(16)},${guid}`, ''].join('\n'),
    );
    writeFileSync(
      entra,
      ['UserPrincipalName,ImmutableID', ...accounts, `user3@corp.example,${anchorOf(guid)}`, ''].join('\n'),
    );
    const { objects, compact } = await bothPaths();
    expect(JSON.stringify(objects.assessment.sourceAttribute)).toContain('name:text-base64');
    expect(compact).toEqual(objects);
  });

  it('sees an account in the recycle bin by its name, which the person on-premises has as well', async () => {
    const id = guidOf(9);
    const name = `${id.replaceAll('-', '')}user9@corp.example`;
    const people = [1, 2].map((number) => `user${number}@corp.example,${guidOf(number)}`);
    const accounts = [1, 2].map(
      (number) => `${guidOf(number + 20)},user${number}@corp.example,${anchorOf(guidOf(number))}`,
    );
    writeFileSync(onPrem, ['UserPrincipalName,objectGUID', ...people, `${name},${guidOf(3)}`, ''].join('\n'));
    writeFileSync(
      entra,
      ['Id,UserPrincipalName,ImmutableID', ...accounts, `${id},${name},${anchorOf(guidOf(3))}`, ''].join('\n'),
    );
    const { objects, compact } = await bothPaths();
    expect(objects.assessment.counts.outcomes.hardMatch).toBe(2);
    expect(compact).toEqual(objects);
  });

  it('takes two equal rows for one account, as the object path does', async () => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)}`);
    const there = [...people, 1].map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))}`);
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID', ...here, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,DisplayName,ImmutableID', ...there, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(objects.assessment).toMatchObject({ decision: 'cleared', counts: { entraUsers: 3 } });
    expect(compact).toEqual(objects);
  });

  it.each([
    ['an account of the cloud', `dan@corp.example,x,,user1@corp.example`, ''],
    ['a person on-premises', '', `dan@corp.example,x,${guidOf(7)},user1@corp.example`],
  ])('sees where %s has an address that is the name of a clean pair', async (_what, account, row) => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)},`);
    const there = people.map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))},`);
    const rule = 'duplicate-proxy-address';
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID,mail', ...here, row, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,DisplayName,ImmutableID,mail', ...there, account, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(compact).toEqual(objects);
    expect(objects.assessment.findings.some((finding) => finding.rule === rule)).toBe(true);
  });

  it('sees where an account has an object identifier that names the person of a clean pair', async () => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)}`);
    const there = people.map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))},`);
    const account = `dan@corp.example,x,,${guidOf(1)}`;
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID', ...here, ''].join('\n'));
    writeFileSync(
      entra,
      ['UserPrincipalName,DisplayName,ImmutableID,OnPremisesObjectIdentifier', ...there, account, ''].join('\n'),
    );
    const { objects, compact } = await bothPaths();
    expect(compact).toEqual(objects);
    expect(objects.assessment.findings.some(({ rule }) => rule === 'hard-match-blocked-object-identifier')).toBe(true);
  });

  it.each([
    ['Enabled', 'True', 'AccountEnabled', 'True', false],
    ['Enabled', '', 'AccountEnabled', 'True', true],
    ['Enabled', 'True', 'AccountEnabled', '', true],
    ['Enabled', '', 'AccountEnabled', '', true],
    ['userAccountControl', '', 'AccountEnabled', 'True', true],
    ['Enabled', 'True', 'BlockCredential', '', true],
  ])('knows an account state only where everybody has one: %s %j, %s %j', async (column, cell, flag, state, isOpen) => {
    const people = [1, 2, 3];
    const value = column === 'userAccountControl' ? '512' : 'True';
    const stated = flag === 'BlockCredential' ? 'False' : 'True';
    const here = people.map((number) => `user${number}@corp.example,${guidOf(number)},${number === 2 ? cell : value}`);
    const there = people.map(
      (number) => `user${number}@corp.example,${anchorOf(guidOf(number))},${number === 2 ? state : stated}`,
    );
    writeFileSync(onPrem, [`UserPrincipalName,objectGUID,${column}`, ...here, ''].join('\n'));
    writeFileSync(entra, [`UserPrincipalName,ImmutableID,${flag}`, ...there, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(objects.assessment.openQuestions.includes('accountState')).toBe(isOpen);
    if (compact !== undefined) expect(compact).toEqual(objects);
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from('a@corp.example,\xff\n', 'latin1')],
    ['a zero byte', Buffer.from('a@corp.example,\0\n')],
    ['a quote that is never closed', Buffer.from('a@corp.example,"\n')],
  ])('leaves a file with %s to the object path, or says the same', async (_what, row) => {
    writeFileSync(onPrem, `UserPrincipalName,objectGUID\nsure@corp.example,${guidOf(99)}\n`);
    writeFileSync(
      entra,
      Buffer.concat([Buffer.from(`UserPrincipalName,ImmutableID\nsure@corp.example,${anchorOf(guidOf(99))}\n`), row]),
    );
    const { objects, compact } = await bothPaths();
    expect(objects.assessment.decision).toBe('indeterminate');
    if (compact !== undefined) expect(compact).toEqual(objects);
  });
});
