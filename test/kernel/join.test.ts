import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/domain/base64.js';
import { bytesToGuid } from '../../src/domain/guid.js';
import { entraNumber, flushBytes, onPremNumber, otherCaseFlag } from '../../src/evidence/compact/layout.js';
import { identityLine } from '../../src/pipeline/assess/identity-lines.js';
import { anchorBytes, entraRow, onPremRow, type Stand, setStand } from './stand.js';

const byName = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);

/** Puts the same people on both sides, each with an anchor of their own. */
function bothSides(stand: Stand, names: readonly string[]): void {
  stand.scanAll(
    onPremNumber,
    names.map((name, index) => onPremRow(index, name)),
  );
  stand.scanAll(
    entraNumber,
    names.map((name, index) => entraRow(index, name)),
  );
}

const names = fc.uniqueArray(
  // Few letters, so that names share starts; in either case, around the letters, and longer than a vector.
  fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'Z', '[', '`', '{', '.', '~', '9'), minLength: 1, maxLength: 40 }),
  { selector: (name) => name.toLowerCase(), maxLength: 120 },
);

describe('the join of a bucket', () => {
  it('pairs whoever has the same anchor and the same name, in the order of the names in lower case', () => {
    fc.assert(
      fc.property(names, fc.string({ unit: fc.constantFrom('p', '.'), maxLength: 20 }), (suffixes, start) => {
        const stand = setStand();
        const all = suffixes.map((suffix) => `${start}${suffix}`);
        stand.scanAll(
          onPremNumber,
          all.map((name, index) => onPremRow(index, name)),
        );
        stand.scanAll(entraNumber, all.map((name, index) => entraRow(index, name.toUpperCase())).reverse());
        stand.kernel.joinBucket(0);
        const pairs = stand.pairsOf(0);
        expect(pairs.map(([user]) => user.name)).toEqual(all.toSorted(byName));
        expect(pairs.map(([, account]) => account.name)).toEqual(
          all.toSorted(byName).map((name) => name.toUpperCase()),
        );
        expect(pairs.map(([user]) => (user.state & otherCaseFlag) !== 0)).toEqual(
          all.toSorted(byName).map((name) => name !== name.toUpperCase()),
        );
        expect([stand.left(onPremNumber), stand.left(entraNumber)]).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['that differ behind a long common start', (index: number) => `a.very.long.common.start.${index}`],
    [
      'that differ in one letter of a few',
      (index: number) => `${'xyz'.charAt(index % 3)}${'-'.repeat(index)}`.slice(0, 200),
    ],
    // Eight letters are one key: what follows them, and what stands right behind them, counts as well.
    ['in groups', (index: number) => `group-${index % 10}-of-peo${'cab'.charAt(index % 3)}ple-${index}`],
    [
      'in groups of groups',
      (index: number) => `${index % 7}.same.in.many.${index % 5}.same.again.${'ba'.charAt(index % 2)}${index}`,
    ],
    [
      'whose last letters alone differ',
      (index: number) => `${'n'.repeat(180 + (index % 3))}${'qp'.charAt(index % 2)}${index}`,
    ],
    [
      'of letters in either case',
      (index: number) => `${index % 2 ? 'ABC' : 'abc'}${'defghijkl'.slice(index % 9)}${index}`,
    ],
  ])('sorts thousands of names %s', (_what, nameOf) => {
    const stand = setStand({ fileBytes: 1 << 24, expectedRows: 10_000 });
    const all = [...new Set(Array.from({ length: 3000 }, (_, index) => nameOf((index * 1009) % 3000)))];
    bothSides(stand, all);
    stand.kernel.joinBucket(0);
    expect(stand.pairsOf(0).map(([user]) => user.name)).toEqual(all.toSorted(byName));
  });

  it('leaves everybody else to the object path', () => {
    const stand = setStand();
    stand.scanAll(onPremNumber, [
      onPremRow(1, 'pair'),
      onPremRow(2, 'other-name'),
      onPremRow(3, 'other-anchor'),
      onPremRow(4, 'alone'),
      onPremRow(5, 'Twice'),
      onPremRow(6, 'twice'),
      onPremRow(7, 'same-anchor-1'),
      onPremRow(7, 'same-anchor-2'),
      onPremRow(8, 'longer'),
      onPremRow(9, 'two-in-entra'),
    ]);
    stand.scanAll(entraNumber, [
      entraRow(1, 'pair'),
      entraRow(2, 'another-name'),
      entraRow(33, 'other-anchor'),
      entraRow(44, 'nobody'),
      entraRow(5, 'twice'),
      entraRow(6, 'twice'),
      entraRow(8, 'longer-name'),
      entraRow(9, 'two-in-entra'),
      entraRow(9, 'Two-In-Entra'),
    ]);
    stand.kernel.joinBucket(0);
    // Who is paired by chance beside a namesake is taken back by name (separate.ts).
    expect(stand.pairsOf(0).map(([user]) => user.name.toLowerCase())).toEqual(['pair', 'twice', 'two-in-entra']);
    expect([stand.left(onPremNumber), stand.left(entraNumber)]).toEqual([7, 6]);
  });

  it('finds pairs by name and by anchor, in any bucket', () => {
    const long = Array.from({ length: 300 }, (_, index) => `${'abcXYZ1'.charAt(index % 7)}${index}@corp.example`);
    // Short ones, and letters that share their class with others in every place.
    const all = [...long, 'a', 'b', 'bb', 'x', 'xx', 'x{', 'z', '1', '2a', '5', '5-', '~', '{z', '-a', 'a-b', 'a1b'];
    const limits = ['1', '2b', '5', 'a1', 'a200@corp.example', 'b', 'xx', 'z10', 'z7', '{a'];
    const stand = setStand({ limits });
    bothSides(stand, all);
    for (let bucket = 0; bucket <= limits.length; bucket += 1) stand.kernel.joinBucket(bucket);
    const buckets = Array.from({ length: limits.length + 1 }, (_, bucket) =>
      stand.pairsOf(bucket).map(([user]) => user.name),
    );
    expect(buckets.flat()).toEqual(all.toSorted(byName));
    buckets.forEach((some, bucket) => {
      for (const name of some) {
        const small = name.toLowerCase();
        expect(limits.findIndex((limit) => small <= limit)).toBe(bucket === limits.length ? -1 : bucket);
      }
    });
    const { kernel } = stand;
    const found = all.map((name, index) => {
      kernel.putName(Buffer.from(name.toLowerCase()));
      const pair = kernel.findName(name.length);
      kernel.putName(Buffer.from(encodeBase64(anchorBytes(index))));
      return pair >= 0 && kernel.findRecord(kernel.findAnchor()) === pair;
    });
    expect(found).toEqual(all.map(() => true));
    kernel.putName(Buffer.from('nobody'));
    expect([kernel.findName(6), kernel.findAnchor()]).toEqual([-1, 0]);
    kernel.putName(Buffer.from(encodeBase64(anchorBytes(9999))));
    expect(kernel.findAnchor()).toBe(0);
  });
});

describe('the lines of clean pairs', () => {
  it('are those of the object path, in order, and stop before a name that comes after the key', () => {
    fc.assert(
      fc.property(names, names, (all, keys) => {
        const stand = setStand();
        stand.scanAll(
          onPremNumber,
          all.map((name, index) => onPremRow(index * 1234567, name)),
        );
        stand.scanAll(
          entraNumber,
          all.map((name, index) => entraRow(index * 1234567, name.toLowerCase())),
        );
        const { kernel } = stand;
        kernel.joinBucket(0);
        let pair = 0;
        let text = '';
        for (const key of [...keys.map((name) => name.toLowerCase()).sort(), undefined]) {
          kernel.putName(Buffer.from(key ?? ''));
          const used = kernel.writeLines(pair, all.length, key === undefined ? -1 : key.length, 0);
          pair = kernel.nextPair.value;
          text += kernel.output.toString('latin1', 0, used);
          const next = all.toSorted(byName)[pair]?.toLowerCase();
          if (key !== undefined && next !== undefined) expect(next > key).toBe(true);
        }
        const lines = all
          .map((name, index) => ({ name, bytes: anchorBytes(index * 1234567) }))
          .toSorted((a, b) => byName(a.name, b.name))
          .map(({ name, bytes }) => JSON.stringify(lineOf(name, bytes)));
        expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
      }),
    );
  });

  it('leave out pairs that are no longer clean, and stop when the output is full', () => {
    const stand = setStand({ fileBytes: 1 << 24, expectedRows: 10_000 });
    const all = Array.from({ length: 3000 }, (_, index) => `user${String(index).padStart(5, '0')}`);
    bothSides(stand, all);
    const { kernel } = stand;
    kernel.joinBucket(0);
    const used = kernel.writeLines(0, all.length, -1, 0);
    expect(used).toBeGreaterThanOrEqual(flushBytes);
    expect(used).toBeLessThan(flushBytes + 1024);
    const lines = kernel.output.toString('latin1', 0, used).trimEnd().split('\n');
    expect(lines.length).toBe(kernel.nextPair.value);
    stand.takeOut(1);
    const again = kernel.output
      .toString('latin1', 0, kernel.writeLines(0, 3, -1, 0))
      .trimEnd()
      .split('\n');
    expect(again).toEqual([lines[0], lines[2]]);
  });
});

function lineOf(name: string, bytes: Uint8Array) {
  const at = { origin: '', line: 1 };
  const anchor = encodeBase64(bytes);
  return identityLine({
    side: 'onPrem',
    outcome: 'hardMatch',
    onPrem: { objectType: 'user', at, objectGuid: bytesToGuid(bytes), userPrincipalName: name, attributes: new Map() },
    entra: { objectType: 'user', at, userPrincipalName: name.toLowerCase(), immutableId: anchor },
    sourceAnchor: anchor,
    others: [],
  });
}
