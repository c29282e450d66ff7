import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainEntry } from '../../src/audit/entry.js';
import {
  type AuditEntry,
  appendEntry,
  type JournalHead,
  journalHead,
  verifyJournalText,
} from '../../src/audit/index.js';

const runs = 1000;
let folder = '';
let text = '';
let head: JournalHead;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-cutover-tampering-'));
  const path = join(folder, 'journal.jsonl');
  for (let number = 1; number <= 12; number += 1) {
    await appendEntry(path, {
      stack: 'prod',
      phase: 'cutover',
      operation: number % 2 === 0 ? 'okta.connection.deactivate' : 'entra.synchronization.start',
      target: `target ${number}`,
      outcome: number % 3 === 0 ? 'started' : 'done',
      before: { connection: 'ENABLED', count: number },
      after: { connection: 'DISABLED' },
      authorisedBy: { decision: 'cleared', digest: `sha256:${number}` },
      actor: 'Ånn Ödegård',
      at: `2026-11-24T05:00:${String(number).padStart(2, '0')}.000Z`,
    });
  }
  text = await readFile(path, 'utf8');
  head = await journalHead(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A small generator of its own: the same thousand tamperings in every run, each with a number to reproduce it. */
function random(seed: number): (limit: number) => number {
  let state = (seed + 1) * 2_654_435_761;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return (state >>> 0) % limit;
  };
}

const lines = (): string[] => text.trimEnd().split('\n');
const joined = (entries: readonly string[]): string => (entries.length === 0 ? '' : `${entries.join('\n')}\n`);

/** Chains the entries again from the position on, as somebody would who knows how the hashes are made. */
function rechained(entries: readonly string[]): string {
  let previous = '0'.repeat(64);
  const fresh = entries.map((line, index) => {
    const { sequence: _, previous: __, hash: ___, ...record } = JSON.parse(line) as AuditEntry;
    const entry = chainEntry(record, index + 1, previous);
    previous = entry.hash;
    return JSON.stringify(entry);
  });
  return joined(fresh);
}

const tamperings: ReadonlyArray<readonly [string, (pick: (limit: number) => number) => string]> = [
  ['a character is replaced', (pick) => replaceAt(pick(text.length), String.fromCodePoint(33 + pick(90)))],
  ['a character is removed', (pick) => cut(pick(text.length), 1)],
  ['white space is inserted', (pick) => insertAt(pick(text.length), [' ', '\n', '\t', '\r'][pick(4)] ?? ' ')],
  ['an entry is deleted', (pick) => joined(lines().toSpliced(pick(12), 1))],
  ['an entry is repeated', (pick) => joined(lines().toSpliced(pick(12), 0, lines()[pick(12)] ?? ''))],
  ['two entries change places', (pick) => swapped(pick(12), pick(11))],
  ['the end is cut off at an entry', (pick) => joined(lines().slice(0, pick(12)))],
  ['the end is cut off in the middle', (pick) => text.slice(0, pick(text.length - 1))],
  ['the beginning is cut off', (pick) => joined(lines().slice(1 + pick(11)))],
  ['a value is changed and its hash made again', (pick) => edited(pick(12))],
  ['a value is changed and everything chained again', (pick) => rechained(changed(pick(12)))],
  ['an entry is deleted and everything chained again', (pick) => rechained(lines().toSpliced(pick(12), 1))],
  [
    'two entries change places and everything is chained again',
    (pick) => rechained(swapped(pick(12), pick(11)).trimEnd().split('\n')),
  ],
];

function replaceAt(position: number, character: string): string {
  return text.slice(0, position) + character + text.slice(position + 1);
}

function insertAt(position: number, character: string): string {
  return text.slice(0, position) + character + text.slice(position);
}

function cut(position: number, length: number): string {
  return text.slice(0, position) + text.slice(position + length);
}

function swapped(one: number, other: number): string {
  const entries = lines();
  const second = other >= one ? other + 1 : other;
  [entries[one], entries[second]] = [entries[second] ?? '', entries[one] ?? ''];
  return joined(entries);
}

function changed(position: number): string[] {
  return lines().map((line, index) => (index === position ? line.replace('DISABLED', 'ENABLED') : line));
}

function edited(position: number): string {
  const entries = changed(position);
  const { hash: _, sequence, previous, ...record } = JSON.parse(entries[position] ?? '') as AuditEntry;
  entries[position] = JSON.stringify(chainEntry(record, sequence, previous));
  return joined(entries);
}

describe('a thousand random tamperings', () => {
  it('the journal as it was written is whole', () => {
    expect(verifyJournalText(text, 'journal', head)).toMatchObject({ entries: 12, problems: [], cutOff: [] });
  });

  it('each of them is caught, with the head that the Pulumi state saw', () => {
    const missed: string[] = [];
    let tampered = 0;
    for (let seed = 0; tampered < runs; seed += 1) {
      const pick = random(seed);
      const [name, tamper] = tamperings[seed % tamperings.length] ?? ['', () => text];
      const result = tamper(pick);
      // Some choices change nothing: a character replaced by itself is not tampering.
      if (result === text) continue;
      tampered += 1;
      if (verifyJournalText(result, 'journal', head).problems.length === 0) missed.push(`${seed}: ${name}`);
    }
    expect(tampered).toBe(runs);
    expect(missed).toEqual([]);
  });

  it('an entry after the witness is not tampering, and a line that a crash cut off is none either', () => {
    const earlier = JSON.parse(lines()[9] ?? '') as AuditEntry;
    const witness = { sequence: earlier.sequence, hash: earlier.hash };
    expect(verifyJournalText(text, 'journal', witness).problems).toEqual([]);
    const crashed = lines().toSpliced(10, 0, (lines()[10] ?? '').slice(0, 40));
    expect(verifyJournalText(joined(crashed), 'journal', head)).toMatchObject({
      problems: [],
      cutOff: [expect.any(String)],
    });
  });
});
