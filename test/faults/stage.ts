import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEngine } from '../../engine/acquire.js';
import { createProject, type Project } from '../../engine/project.js';
import { baselinePath } from '../../src/pipeline/baseline.js';
import { bothAreOn } from './organisation-facts.js';
import { type ProviderProcess, startProviderProcess } from './provider-process.js';
import { journalOf, type Recording, recordEnvironment, type Stop } from './recording.js';
import { createWitness, operatorHeader, type Surroundings, type Witness } from './witness.js';

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
  readonly provider: () => ProviderProcess;
  readonly killProvider: () => void;
  /** Starts another process where the last one was killed. */
  readonly reviveProvider: () => Promise<void>;
  /** Makes organisation and journal what they were at the stop, or what is given, and the people of the cleared evidence. */
  readonly goBackTo: (stop: Stop, place?: { readonly organisation: string; readonly journal: string }) => void;
  /** Begins to watch; what is left out is an organisation at rest. */
  readonly begin: (surroundings?: Partial<Surroundings>) => void;
  readonly stop: () => Promise<void>;
}

/** Records the environment's phases on the real engine, then starts the real provider as a process of its own. */
export async function setStage(say: (line: string) => void): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'entra-cutover faults '));
  const witness = createWitness();
  const engine = await acquireEngine({ say });
  const project = await createProject({ directory, engine, scenario: 'repaired-organisation', watcher: witness });
  const recording = await recordEnvironment(project);
  const journal = journalOf(project);
  const holdFile = join(directory, 'hold');
  const env = { ...project.env, CUTOVER_HOLD_FILE: holdFile };
  const start = (): Promise<ProviderProcess> => startProviderProcess(directory, env);
  let current = await start();
  // Starting takes longer than a run: the next process waits already.
  let next = start();
  let alive = true;
  return {
    project,
    recording,
    witness,
    journal,
    holdFile,
    twoWriters: () => bothAreOn(project.organisation.snapshot()),
    provider: () => current,
    killProvider() {
      current.kill();
      alive = false;
    },
    async reviveProvider() {
      if (alive) return;
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
    begin: (surroundings) =>
      witness.begin({
        journal,
        apps: 2,
        violations: project.organisation.violations,
        snapshot: project.organisation.snapshot,
        held: () => false,
        fits: () => true,
        ...surroundings,
      }),
    async stop() {
      current.kill();
      (await next).kill();
      await project.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export { operatorHeader };
