import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defaultSourceAnchor } from '../../../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../../../src/evidence/files.js';
import { assess } from '../../../../src/pipeline/assess/assess.js';
import { assessCompact } from '../../../../src/pipeline/assess/compact/assess.js';
import { writeIdentityLines } from '../../../../src/pipeline/assess/identity-lines.js';
import {
  anchorOf,
  dialect,
  type EntraRow,
  entraHeader,
  entraRow,
  guidOf,
  healthy,
  type OnPremRow,
  onPremHeader,
  onPremRow,
  writeCsv,
} from './organisations.js';
import { outcomesByContract } from './reference.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-compact-'));
afterAll(() => rmSync(folder, { recursive: true }));
const onPrem = join(folder, 'OnPremIDs.csv');
const entra = join(folder, 'AzureADSyncedIDS.csv');
const gate = {
  thresholds: { creations: { total: 2, perOrganizationalUnit: {} }, softMatches: 1 },
  waivers: [],
  missing: [],
  at: '2026-07-01T00:00:00.000Z',
};

const cellsHere = (row: OnPremRow) => [row.name, row.display, row.guid, row.consistency, row.claim, row.enabled];
const cellsThere = (row: EntraRow) => [row.name, row.immutableId, row.enabled, row.synced, ''];

/** Both paths on the files as they are; the compact one is undefined where it leaves the files to the other. */
async function bothPaths(verifiedDomains?: readonly string[], rowsOfBucket?: number) {
  const validation = {
    sourceAnchor: defaultSourceAnchor,
    ...(verifiedDomains && { verifiedDomains: new Set(verifiedDomains) }),
  };
  const identities = join(folder, 'identities.jsonl');
  const written = async <Result>(write: (descriptor: number) => Result): Promise<[Awaited<Result>, string]> => {
    const descriptor = openSync(identities, 'w');
    const result = await write(descriptor);
    closeSync(descriptor);
    return [result, readFileSync(identities, 'utf8')];
  };
  const objects = assess({
    evidence: { onPrem: await readOnPremFiles([onPrem]), entra: await readEntraFiles([entra]) },
    validation,
    gate,
  });
  const [, lines] = await written((descriptor) => writeIdentityLines(descriptor, objects.identities));
  const [compact, compactLines] = await written((identities) =>
    assessCompact({ onPrem, entra, validation, gate, identities, ...(rowsOfBucket && { rowsOfBucket }) }),
  );
  return {
    objects: { assessment: objects.assessment, lines },
    compact: compact && { assessment: compact, lines: compactLines },
  };
}

const organisation = fc.record({
  people: healthy,
  here: fc.array(onPremRow, { maxLength: 10 }),
  there: fc.array(entraRow, { maxLength: 10 }),
  order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(32)]),
  onPremDialect: dialect(onPremHeader.length),
  entraDialect: dialect(entraHeader.length),
  rowsOfBucket: fc.constantFrom(1, 3, undefined),
  verifiedDomains: fc.option(fc.constantFrom(['corp.example'], ['x.example', 'example']), { nil: undefined }),
});

/** A fixed, uneven mixture of two lists. */
function mixed<Item>(a: readonly Item[], b: readonly Item[], order: readonly number[]): Item[] {
  const items = [...a, ...b].map((item, index) => ({ item, key: order[index] ?? 0 }));
  return items.sort((x, y) => x.key - y.key).map(({ item }) => item);
}

describe('the compact path', () => {
  it('says byte for byte what the object path says, on random organisations in hostile dialects', async () => {
    let taken = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        organisation,
        async ({ people, here, there, order, onPremDialect, entraDialect, verifiedDomains, rowsOfBucket }) => {
          const onPremRows = mixed(
            people.map((person) => person.onPrem),
            here,
            order,
          );
          const entraRows = mixed(
            people.map((person) => person.entra),
            there,
            order.slice(3),
          );
          writeFileSync(onPrem, writeCsv(onPremHeader, onPremRows.map(cellsHere), onPremDialect));
          writeFileSync(entra, writeCsv(entraHeader, entraRows.map(cellsThere), entraDialect));
          const { objects, compact } = await bothPaths(verifiedDomains, rowsOfBucket);
          runs += 1;
          if (compact === undefined) return;
          taken += 1;
          expect(compact.assessment).toEqual(objects.assessment);
          expect(JSON.stringify(compact.assessment)).toBe(JSON.stringify(objects.assessment));
          expect(compact.lines).toBe(objects.lines);
        },
      ),
      { numRuns: 200 },
    );
    // Otherwise the comparison above would compare nothing.
    expect(taken / runs).toBeGreaterThan(0.25);
  }, 120_000);

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
          // Everybody in a bucket of their own: who shares an anchor with another name meets across buckets.
          const { compact } = await bothPaths(undefined, 1);
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
    const here = people.map((number) => ({
      name: `person.with.a.long.name.${(number * step) % 9973}@corp.example`,
      display: number % 1000 === 7 ? 'two\nlines' : `Person ${number}`,
      guid: guidOf(number),
      consistency: '',
      claim: number % 500 === 3 ? 'wrong' : anchorOf(guidOf(number)),
      enabled: 'True',
    }));
    const there = people
      .filter((number) => number % 800 !== 5)
      .map((number) => ({
        name: `person.with.a.long.name.${(number * step) % 9973}@${number % 700 === 1 ? 'new' : 'corp'}.example`,
        immutableId: number % 600 === 2 ? guidOf(number) : anchorOf(guidOf(number)),
        enabled: number % 900 === 4 ? 'False' : 'True',
        synced: 'True',
      }))
      .reverse();
    const how = {
      delimiter: ',',
      lineBreak: '\r\n',
      quotes: 'all',
      start: '',
      blankLines: false,
      lastBreak: true,
      upperCase: false,
    } as const;
    writeFileSync(onPrem, writeCsv(onPremHeader, here.map(cellsHere), { ...how, columns: [0, 1, 2, 3, 4, 5] }));
    writeFileSync(entra, writeCsv(entraHeader, there.map(cellsThere), { ...how, columns: [0, 1, 2, 3, 4] }));
    const { objects, compact } = await bothPaths(undefined, 500);
    expect(compact?.assessment).toEqual(objects.assessment);
    expect(compact?.lines).toBe(objects.lines);
  }, 120_000);

  // The line break in its display name makes a row odd.
  it.each([
    ['an odd row has its name', `user1@corp.example,"a\nb",${guidOf(7)}`, ''],
    ['an odd row has its anchor', `other@corp.example,"a\nb",${guidOf(1)}`, ''],
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
    for (const rowsOfBucket of [1, 100]) {
      const { objects, compact } = await bothPaths(undefined, rowsOfBucket);
      expect(objects.assessment.decision).not.toBe('cleared');
      expect(compact).toEqual(objects);
    }
  });

  it('takes two equal rows for one account, as the object path does', async () => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)}`);
    const there = [...people, 1].map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))}`);
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID', ...here, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,DisplayName,ImmutableID', ...there, ''].join('\n'));
    for (const rowsOfBucket of [1, 100]) {
      const { objects, compact } = await bothPaths(undefined, rowsOfBucket);
      expect(objects.assessment).toMatchObject({ decision: 'cleared', counts: { entraUsers: 3 } });
      expect(compact).toEqual(objects);
    }
  });

  it.each([
    ['an account of the cloud', `dan@corp.example,x,,user1@corp.example`, ''],
    ['a person on-premises', '', `dan@corp.example,x,${guidOf(7)},user1@corp.example`],
  ])('leaves the files to the object path where %s has an address: it may be a clean pair’s name', async (_what, account, row) => {
    const people = [1, 2, 3];
    const here = people.map((number) => `user${number}@corp.example,x,${guidOf(number)},`);
    const there = people.map((number) => `user${number}@corp.example,x,${anchorOf(guidOf(number))},`);
    const rule = 'duplicate-proxy-address';
    writeFileSync(onPrem, ['UserPrincipalName,Name,objectGUID,mail', ...here, row, ''].join('\n'));
    writeFileSync(entra, ['UserPrincipalName,DisplayName,ImmutableID,mail', ...there, account, ''].join('\n'));
    const { objects, compact } = await bothPaths();
    expect(compact).toBeUndefined();
    expect(objects.assessment.findings.some((finding) => finding.rule === rule)).toBe(true);
  });

  it('leaves the files to the object path where an account has an object identifier: it may be a clean pair’s', async () => {
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
    expect(compact).toBeUndefined();
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
    expect(compact).toEqual(column === 'Enabled' && flag === 'AccountEnabled' ? objects : undefined);
  });

  it('is left to the object path where Node has no WebAssembly, or can’t compile the kernel', async () => {
    writeFileSync(onPrem, `UserPrincipalName,objectGUID\nsure@corp.example,${guidOf(99)}\n`);
    writeFileSync(entra, `UserPrincipalName,ImmutableID\nsure@corp.example,${anchorOf(guidOf(99))}\n`);
    expect((await bothPaths()).compact).toBeDefined();
    class CompileError extends Error {}
    class Module {
      constructor() {
        throw new CompileError();
      }
    }
    for (const some of [undefined, { CompileError, Module }]) {
      vi.stubGlobal('WebAssembly', some);
      expect((await bothPaths()).compact).toBeUndefined();
      vi.unstubAllGlobals();
    }
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from('a@corp.example,\xff\n', 'latin1')],
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
