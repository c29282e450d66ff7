import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../../workshop/engine/acquire.js';
import { differencesOf, essence } from '../../../workshop/fidelity/conversation.js';
import { liveWithPlugins, readRecording, type Step } from '../../../workshop/fidelity/lifecycle.js';

// The stand-ins (or the real plugins, where this machine has them) are held to what the real ones were seen to send.
const recording = readRecording();
const directory = mkdtempSync(join(tmpdir(), 'entra-cutover contract '));
let steps: readonly Step[];

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  steps = await liveWithPlugins({ directory, engine, whole: false });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the plugins on the real engine', () => {
  it.each([...recording.keys()])('send in “%s” what the real ones were seen to send', (name) => {
    const step = steps.find((candidate) => candidate.name === name);
    expect(step?.code, step?.output).toBe(0);
    expect(step?.differences).toEqual([]);
  });
});

describe('the comparison', () => {
  const stage = recording.get('stage') ?? [];

  it('collapses polls, and sees a request that is missing, new, changed or in another place', () => {
    expect(differencesOf(stage, [...stage, ...stage.slice(-1)])).toEqual([]);
    expect(essence(stage)).toHaveLength(stage.length);
    for (const [index, line] of stage.entries()) {
      const without = stage.filter((_, position) => position !== index);
      expect(differencesOf(stage, without)).toContain(`- ${line}`);
      expect(differencesOf(stage, [...without, line.replace(/ 20\d/, ' 500')])).not.toEqual([]);
    }
    const writes = stage.filter((line) => !line.includes(' GET '));
    expect(writes).toHaveLength(3);
    const reads = stage.filter((line) => line.includes(' GET '));
    expect(differencesOf(stage, [...reads, ...writes])).not.toEqual([]);
    expect(
      differencesOf(
        stage,
        stage.map((line) => line.replace(':10}', ':11}')),
      ),
    ).toHaveLength(2);
  });

  it('lets the engine work on two resources at once, in any interleaving', () => {
    const ofSecrets = (line: string): boolean => line.includes('/synchronization/secrets');
    const others = stage.filter((line) => !ofSecrets(line));
    const secrets = stage.filter(ofSecrets);
    expect(secrets).toHaveLength(2);
    for (let place = 0; place <= others.length; place++)
      for (let later = place; later <= others.length; later++) {
        const [put = '', get = ''] = secrets;
        const sent = [...others.slice(0, place), put, ...others.slice(place, later), get, ...others.slice(later)];
        expect(differencesOf(stage, sent)).toEqual([]);
      }
    expect(differencesOf(stage, [...others, ...secrets.toReversed()])).not.toEqual([]);
  });
});
