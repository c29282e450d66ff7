import { readFileSync } from 'node:fs';
import type { Engine } from '../engine/engine.js';
import type { Say } from '../engine/progress.js';
import { createProject } from '../engine/project.js';
import { type Conversation, differencesOf, listenToPlugins, parseRecording } from './conversation.js';

const scenario = 'repaired-organisation';

/** One step of an environment's life and what came of it. */
export interface Step {
  readonly name: string;
  readonly code: number;
  readonly output: string;
  readonly sent: Conversation;
  /** Against what was recorded; empty also for a step that the recording does not have. */
  readonly differences: readonly string[];
}

/** The recorded requests of the real plugins, by step. */
export function readRecording(): ReadonlyMap<string, Conversation> {
  return parseRecording(readFileSync(new URL('requests-of-the-real-plugins.txt', import.meta.url), 'utf8'));
}

/**
 * Takes an environment through its life on the real engine, with whatever plugins are installed, and then a second one that
 * finds the job of the first, because a destroy leaves it in the tenant. `whole` adds cutover and complete, during which the
 * plugins only read.
 */
export async function liveWithPlugins(options: {
  readonly directory: string;
  readonly engine: Engine;
  readonly whole: boolean;
  readonly say?: Say;
}): Promise<readonly Step[]> {
  const { whole, ...rest } = options;
  const first = [up('assess'), up('stage'), run('refresh'), run('destroy')];
  const second = [
    { ...up('assess'), name: 'assess again' },
    { ...up('stage'), name: 'stage with a job that is there' },
  ];
  return live(rest, [...first, ...second, ...(whole ? [up('cutover'), up('complete')] : [])]);
}

interface Move {
  readonly name: string;
  readonly phase?: string;
  readonly args: readonly string[];
}

const run = (command: string): Move => ({ name: command, args: [command, '--yes', '--skip-preview'] });
const up = (phase: string): Move => ({ ...run('up'), name: phase, phase });

async function live(
  options: { readonly directory: string; readonly engine: Engine; readonly say?: Say },
  moves: readonly Move[],
): Promise<Step[]> {
  const { watcher, take } = listenToPlugins();
  const recording = readRecording();
  const project = await createProject({ ...options, scenario, watcher });
  try {
    const steps: Step[] = [];
    for (const { name, phase, args } of moves) {
      if (phase !== undefined) project.setPhase(phase);
      take();
      const { code, stdout, stderr } = await project.pulumi(args);
      const sent = take();
      const recorded = recording.get(name);
      const differences = recorded === undefined ? [] : differencesOf(recorded, sent);
      steps.push({ name, code: code ?? -1, output: `${stdout}\n${stderr}`, sent, differences });
    }
    return steps;
  } finally {
    await project.stop();
  }
}
