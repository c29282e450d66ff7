import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOnPath, run } from '../../../workshop/engine/processes.js';
import { withProgress } from '../../../workshop/engine/progress.js';
import { temporaryDirectory, writeScript } from './temporary.js';

const node = (script: string): [string, readonly string[]] => [process.execPath, ['-e', script]];

describe('run', () => {
  it('returns what the program wrote and how it ended, and shows it as it comes', async () => {
    const seen: string[] = [];
    const finished = await run(...node('console.log("out"); console.error("err"); process.exitCode = 7'), {
      onOutput: (text, stream) => seen.push(`${stream}: ${text}`),
    });
    expect(finished).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n', timedOut: false });
    expect(seen.sort()).toEqual(['stderr: err\n', 'stdout: out\n']);
  });

  it('passes SIGTERM on as the interruption that the Pulumi CLI understands, and stops listening afterwards', async () => {
    const listeners = process.listenerCount('SIGTERM');
    const finished = run(...node('console.log("ready"); setInterval(() => {}, 1000)'), {
      onOutput: () => process.emit('SIGTERM', 'SIGTERM'),
    });
    expect(await finished).toMatchObject({ code: 130, timedOut: false });
    expect(process.listenerCount('SIGTERM')).toBe(listeners);
  });

  it('ends a program that takes too long', async () => {
    const finished = await run(...node('setInterval(() => {}, 1000)'), { timeoutSeconds: 0.2 });
    expect(finished).toMatchObject({ code: 137, timedOut: true });
  });

  it('rejects when the program is not there', async () => {
    await expect(run(join(temporaryDirectory(), 'nothing'), [])).rejects.toThrow('ENOENT');
  });
});

describe('findOnPath', () => {
  it('takes the first that can be started: no folder, no file without the right to execute', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'one', 'tool'), { recursive: true });
    mkdirSync(join(root, 'two'));
    writeFileSync(join(root, 'two', 'tool'), '', { mode: 0o644 });
    writeScript(join(root, 'three', 'tool'), '');
    const PATH = ['one', 'two', '', 'three'].map((folder) => folder && join(root, folder)).join(delimiter);
    expect(findOnPath('tool', { PATH })).toBe(join(root, 'three', 'tool'));
    expect(findOnPath('tool', {})).toBeUndefined();
  });
});

describe('withProgress', () => {
  it('says what begins, how long it usually takes and that it is done; a failure is thrown on', async () => {
    const said: string[] = [];
    expect(
      await withProgress(
        (line) => said.push(line),
        'building',
        '5 minutes',
        async () => 1,
      ),
    ).toBe(1);
    expect(said).toEqual(['building (usually 5 minutes)']);
    const failing = withProgress(
      () => {},
      'building',
      '5 minutes',
      () => Promise.reject(new Error('no space')),
    );
    await expect(failing).rejects.toThrow('no space');
  });
});
