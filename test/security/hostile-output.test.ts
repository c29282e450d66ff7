import { describe, expect, it } from 'vitest';
import { chainEntry, genesisHash } from '../../src/audit/entry.js';
import { tellEntry } from '../../src/audit/index.js';
import { shownPeople } from '../../src/pipeline/masking/shown-people.js';
import { escapeTerminalLines } from '../../src/reports/escape.js';

/** What a terminal or a runner would obey. */
const hostile = [
  '\u001b]0;owned\u0007',
  '\u009b2J',
  '\n::error::owned',
  '\r\n  ::add-mask::owned',
  '##vso[task.setvariable variable=x]owned',
  '##[command]owned',
  '\u202eowned',
  '\u2028::warning::owned',
].join('');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e\u2066-\u2069]|^\s*::|##\[|##vso/m;

describe('a name that would steer a terminal or a runner', () => {
  it('is what the tests say it is', () => {
    expect(hostile).toMatch(steering);
  });

  it('does not, in what the provider says to the engine', async () => {
    const people = await shownPeople('staging', '.', {});
    const text = people.text(`Refused: ${hostile}: anchor-mismatch.\nnothing was written`);
    expect(text).not.toMatch(steering);
    expect(text).toContain('owned');
    expect(text.split('\n').at(-1)).toBe('nothing was written');
  });

  it('does not, in the story of the journal', () => {
    const record = { stack: 's', phase: 'cutover', operation: hostile, target: hostile, outcome: 'done' as const };
    const entry = chainEntry({ ...record, actor: hostile, at: '2026-11-24T00:00:00Z' }, 1, genesisHash);
    expect(escapeTerminalLines(tellEntry(entry))).not.toMatch(steering);
  });
});
