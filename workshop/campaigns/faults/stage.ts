import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baselinePath } from '../../../src/pipeline/verify/baseline.js';
import { acquireEngine } from '../../engine/acquire.js';
import { createProject, type Project } from '../../engine/project.js';
import { type Clone, setClone } from './clone.js';
import { createEngineEnvironment, type EngineEnvironment } from './engine-environment.js';
import { createEnvironment, type Environment } from './environment.js';
import { bothAreOn } from './organisation-facts.js';
import { type Kept, type ProviderProcess, startProviderProcess } from './provider-process.js';
import { journalOf, type Recording, recordEnvironment, type Stop } from './recording.js';
import { createWitness, type Surroundings, type Witness } from './witness.js';

/** Everything that a run with faults takes place on: the project, its recorded phases, the witness, the provider. */
export interface Stage {
  readonly project: Project;
  readonly recording: Recording;
  readonly witness: Witness;
  readonly journal: string;
  /** The file that CUTOVER_HOLD_FILE names. */
  readonly holdFile: string;
  /** Whether both sides are on now. */
  readonly twoWriters: () => boolean;
  /** The environment as it is after the stop, driven over the provider's interface or by the engine. */
  readonly environment: (stop: Stop, kept?: ReadonlyMap<string, Kept>) => Promise<Environment>;
  /** SIGKILL to what carries out the update: the provider, or the engine and everything that it started. */
  readonly kill: () => void;
  /** As somebody's Ctrl-C: what is under way ends, and no further write begins. */
  readonly cancel: () => void;
  /** Stops the provider's process while somebody else is at work: it does nothing meanwhile, and no time limit passes. */
  readonly whileStopped: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** What is needed before the next update where something was killed. */
  readonly recover: () => Promise<void>;
  /** Whether time limits are those of a real run, so that nobody waits for them here. */
  readonly realTime: boolean;
  /** Makes organization and journal what they were at the stop, or what is given, and the people of the cleared evidence. */
  readonly goBackTo: (stop: Stop, place?: { readonly organisation: string; readonly journal: string }) => void;
  /** Another clone, with which somebody else updates the same organization. */
  readonly clone: Clone;
  /** What the witness is told of an organization at rest, but for what is given. */
  readonly surroundings: (given?: Partial<Surroundings>) => Surroundings;
  /** Begins to watch; what is left out is an organization at rest. */
  readonly begin: (surroundings?: Partial<Surroundings>) => void;
  readonly stop: () => Promise<void>;
}

/** Records the environment's phases on the real engine, then starts the real provider as a process of its own. */
export async function setStage(say: (line: string) => void): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'entra-cutover faults '));
  const witness = createWitness();
  const engine = await acquireEngine({ say });
  const project = await createProject({ directory, engine, scenario: 'repaired-organisation', watcher: witness });
  const holdFile = join(directory, 'hold');
  project.env.CUTOVER_HOLD_FILE = holdFile;
  const recording = await recordEnvironment(project);
  const clone = await setClone(project, recording, witness);
  const journal = journalOf(project);
  const start = (): Promise<ProviderProcess> => startProviderProcess(directory, project.env);
  let current = await start();
  // Starting takes longer than a run: the next process waits already.
  let next = start();
  let alive = true;
  const surroundings = (given: Partial<Surroundings> = {}): Surroundings => ({
    journal,
    apps: 2,
    violations: project.organisation.violations,
    snapshot: project.organisation.snapshot,
    held: () => false,
    fits: () => true,
    ...given,
  });
  return {
    project,
    recording,
    witness,
    journal,
    holdFile,
    twoWriters: () => bothAreOn(project.organisation.snapshot()),
    environment: async (stop, kept = recording[stop].kept) => createEnvironment(recording, kept, () => current),
    realTime: false,
    kill() {
      current.kill();
      alive = false;
    },
    cancel() {
      // It may have been killed already.
      current.cancel().catch(() => {});
      alive = false;
    },
    async whileStopped(work) {
      const { process: stopped } = current;
      stopped.kill('SIGSTOP');
      try {
        return await work();
      } finally {
        stopped.kill('SIGCONT');
      }
    },
    async recover() {
      if (alive) return;
      current.kill();
      current = await next;
      next = start();
      alive = true;
    },
    goBackTo(stop, place = recording[stop]) {
      project.organisation.restore(place.organisation);
      writeFileSync(journal, place.journal);
      const { baseline } = recording[stop];
      if (baseline === '') rmSync(baselinePath(journal), { force: true });
      else writeFileSync(baselinePath(journal), baseline);
      // What a killed process left behind is part of its own run only.
      rmSync(`${journal}.lock`, { force: true });
    },
    clone,
    surroundings,
    begin: (given) => witness.begin(surroundings(given)),
    async stop() {
      clone.stop();
      current.kill();
      (await next).kill();
      await project.stop();
      for (const folder of [directory, `${directory} clone`]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same stage with the real engine in the place of the driver. */
export function withEngine(stage: Stage): Stage {
  let current: EngineEnvironment | undefined;
  return {
    ...stage,
    realTime: true,
    async environment(stop) {
      current = await createEngineEnvironment(stage.project, stage.recording, stop);
      return current;
    },
    kill: () => current?.kill(),
    cancel: () => current?.cancel(),
    recover: async () => current?.recover(),
  };
}
