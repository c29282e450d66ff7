import { cpSync, writeFileSync } from 'node:fs';
import type { Project } from '../../engine/project.js';
import { askedOf } from './asked.js';
import { createEnvironment, type Outcome } from './environment.js';
import { type ProviderProcess, startProviderProcess } from './provider-process.js';
import { journalOf, type Recording, type Stop } from './recording.js';
import type { Surroundings, Witness } from './witness.js';

/** Another clone of the project: a folder, a journal, a state and a provider of its own, over the same organization. */
export interface Clone {
  /** Makes its state and its journal what they were at the stop. */
  readonly begin: (stop: Stop) => void;
  /** Runs one update while everybody else who is at work waits. */
  readonly update: (to: Stop, surroundings: Surroundings) => Promise<Outcome>;
  readonly stop: () => void;
}

/** @param project as it was recorded; nothing of it is shared but the services. */
export async function setClone(project: Project, recording: Recording, witness: Witness): Promise<Clone> {
  const directory = `${project.directory} clone`;
  cpSync(project.directory, directory, { recursive: true, verbatimSymlinks: true });
  const journal = journalOf({ directory });
  const provider: ProviderProcess = await startProviderProcess(directory, project.env);
  let environment = createEnvironment(recording, new Map(), () => provider);
  return {
    begin(stop) {
      writeFileSync(journal, recording[stop].journal);
      environment = createEnvironment(recording, recording[stop].kept, () => provider);
    },
    update(to, surroundings) {
      const asked = askedOf(recording, to, environment.kept);
      return witness.aside({ ...surroundings, journal, asked }, () => environment.update(to, { serial: true }));
    },
    stop: () => provider.kill(),
  };
}
