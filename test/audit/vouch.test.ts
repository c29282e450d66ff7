import { describe, expect, it } from 'vitest';
import { chainEntry, genesisHash } from '../../src/audit/entry.js';
import type { AuditEntry, AuditRecord, JsonValue } from '../../src/audit/index.js';
import { notVouchedFor } from '../../src/audit/index.js';

const at = '2026-11-29T12:00:00Z';
function journal(...written: readonly (readonly [string, string, AuditRecord['outcome']])[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const [operation, target, outcome] of written)
    entries.push(
      chainEntry(
        { stack: 'prod', phase: 'cutover', operation, target, outcome, at },
        entries.length + 1,
        entries.at(-1)?.hash ?? genesisHash,
      ),
    );
  return entries;
}

it('says nothing of writes whose end is recorded, done or failed', () => {
  expect(notVouchedFor([])).toEqual([]);
  expect(
    notVouchedFor(
      journal(['off', 'a', 'started'], ['off', 'b', 'started'], ['off', 'b', 'failed'], ['off', 'a', 'done']),
    ),
  ).toEqual([]);
});

it.each<[string, AuditEntry[], number[]]>([
  ['a write whose end nobody recorded', journal(['off', 'a', 'started']), [1]],
  [
    'of two targets the one that is open',
    journal(['off', 'a', 'started'], ['off', 'b', 'started'], ['off', 'b', 'done']),
    [1],
  ],
  ['the latest of several tries', journal(['off', 'a', 'started'], ['off', 'a', 'started']), [2]],
  ['another operation does not end it', journal(['off', 'a', 'started'], ['on', 'a', 'done']), [1]],
  ['entries that were lost', journal(['audit.journal.lost', 'j', 'done']), [1]],
])('names %s', (_, entries, expected) => {
  expect(notVouchedFor(entries).map((line) => Number(/^Entry (\d+)/.exec(line)?.[1]))).toEqual(expected);
});

describe('an app or a job that was found otherwise than an entry left it', () => {
  const [on, off] = [{ connection: 'ENABLED' }, { connection: 'DISABLED' }];
  type Written = readonly [string, AuditRecord['outcome'], (JsonValue | undefined)?, JsonValue?];
  const told = (...written: readonly Written[]) =>
    notVouchedFor(
      written.map(([target, outcome, before, after], index) =>
        chainEntry(
          {
            stack: 'prod',
            phase: 'cutover',
            operation: outcome === 'done' && before !== undefined ? 'audit.found' : 'write',
            target,
            outcome,
            ...(before !== undefined && { before }),
            ...(after !== undefined && { after }),
            at,
          },
          index + 1,
          genesisHash,
        ),
      ),
    );

  it('is named by the entry that found it, with the one that left it', () => {
    expect(told(['a', 'started', on], ['a', 'done', undefined, off], ['a', 'started', on], ['a', 'failed'])).toEqual([
      expect.stringMatching(/^Entry 3: a was found as ENABLED, and entry 2 had left it as DISABLED/),
    ]);
    expect(
      told(['a', 'done', undefined, { scheduleState: 'Active' }], ['a', 'done', on, { scheduleState: 'Paused' }]),
    ).toEqual([expect.stringMatching(/^Entry 2: a was found as Paused, and entry 1 had left it as Active/)]);
  });

  it.each<[string, readonly Written[]]>([
    [
      'as it was left',
      [
        ['a', 'done', undefined, off],
        ['a', 'started', off],
        ['a', 'done', undefined, on],
      ],
    ],
    [
      'of another app',
      [
        ['a', 'done', undefined, off],
        ['b', 'started', on],
        ['b', 'done', undefined, off],
      ],
    ],
    [
      'after a write that failed',
      [
        ['a', 'done', undefined, off],
        ['a', 'started', off],
        ['a', 'failed'],
        ['a', 'started', on],
        ['a', 'done', undefined, off],
      ],
    ],
    [
      'of a kind without a switch',
      [
        ['a', 'done', undefined, [1]],
        ['a', 'started', 'everybody'],
        ['a', 'done', undefined, null],
      ],
    ],
  ])('is not named %s', (_, written) => {
    expect(told(...written)).toEqual([]);
  });
});
