import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findOnPath } from '../../engine/processes.js';
import type { Project } from '../../engine/project.js';
import type { Environment, Outcome } from './environment.js';
import { killTree } from './process-tree.js';
import type { Kept } from './provider-process.js';
import { keptIn, type Recording, type Stop, setStop } from './recording.js';

/** The environment on the real engine: Pulumi CLI, language host, our provider and the others, processes of one tree. */
export interface EngineEnvironment extends Environment {
  /** SIGKILL to the whole tree of the command that runs. */
  readonly kill: () => void;
  /** Ctrl-C. */
  readonly cancel: () => void;
  /** What somebody does after such an end: `pulumi cancel` takes the lock away. */
  readonly recover: () => Promise<void>;
}

/** Puts the state of the stop into the project's stack. */
export async function createEngineEnvironment(
  project: Project,
  recording: Recording,
  begin: Stop,
): Promise<EngineEnvironment> {
  const kept = new Map<string, Kept>();
  let running: number | undefined;
  let killed = false;

  const pulumi = async (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const { env, directory: cwd } = project;
    const program = findOnPath('pulumi', env) ?? 'pulumi';
    const child = spawn(program, [...args, '--non-interactive'], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child.pid;
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    running = undefined;
    return { code, output: `${stdout}\n${stderr}` };
  };
  const readState = async (): Promise<void> => {
    const { stdout } = await project.pulumi(['stack', 'export']);
    kept.clear();
    for (const [urn, resource] of keptIn(stdout)) kept.set(urn, resource);
  };
  const carryOut = async (...args: string[]): Promise<Outcome> => {
    const { code, output } = await pulumi(...args);
    if (!killed) await readState();
    return { succeeded: code === 0, problems: code === 0 ? [] : [output] };
  };

  const file = join(project.directory, '.entra-cutover', `${begin}.deployment.json`);
  writeFileSync(file, recording[begin].deployment);
  const imported = await pulumi('stack', 'import', '--file', file);
  if (imported.code !== 0) throw new Error(`the state of ${begin} can't be imported:\n${imported.output}`);
  await readState();

  return {
    kept,
    async update(stop, { only } = {}) {
      setStop(project, stop);
      const targets = recording[stop].plan.map(({ urn }) => urn).filter((urn) => only?.(urn) ?? true);
      if (targets.length === 0) return { succeeded: true, problems: [] };
      const named = only === undefined ? [] : targets.flatMap((urn) => ['--target', urn]);
      return carryOut('up', '--yes', '--skip-preview', ...named);
    },
    refresh: () => carryOut('refresh', '--yes', '--skip-preview'),
    destroy: () => carryOut('destroy', '--yes', '--skip-preview'),
    async forget(urn) {
      await carryOut('state', 'delete', urn, '--target-dependents', '--yes');
    },
    kill() {
      killed = true;
      if (running !== undefined) killTree(running);
    },
    cancel() {
      if (running !== undefined) process.kill(running, 'SIGINT');
    },
    async recover() {
      if (!killed) return;
      await pulumi('cancel', '--yes');
      killed = false;
      await readState();
    },
  };
}
