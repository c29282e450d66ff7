import { expect, it } from 'vitest';
import { chainEntry, genesisHash } from '../../src/audit/entry.js';
import type { AuditEntry, AuditRecord } from '../../src/audit/index.js';
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
