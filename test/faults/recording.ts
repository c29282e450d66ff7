import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../engine/project.js';
import type { Phase } from '../../src/domain/phase.js';
import type { Properties } from '../../src/provider/properties.js';
import type { Kept } from './provider-process.js';

/** A resource of our provider as the real program declared it in a phase. */
export interface Planned {
  readonly urn: string;
  readonly inputs: Properties;
  readonly dependsOn: readonly string[];
}

/** What one phase came to on the real engine. */
export interface RecordedPhase {
  readonly plan: readonly Planned[];
  readonly kept: ReadonlyMap<string, Kept>;
  /** The organisation and the journal afterwards; the state knows the journal's last entry. */
  readonly organisation: string;
  readonly journal: string;
}

export type Recording = Readonly<Record<Phase, RecordedPhase>>;

interface ExportedResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly type: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  readonly dependencies?: readonly string[];
}

const way: readonly Phase[] = ['assess', 'stage', 'cutover', 'complete', 'rollback'];

/**
 * Takes the project's environment through its phases on the real engine and keeps what the program declared in each: so the
 * driver of the provider's own interface plays exactly the resources, inputs and order of the real program.
 */
export async function recordEnvironment(project: Project): Promise<Recording> {
  const phases: [Phase, RecordedPhase][] = [];
  for (const phase of way) {
    project.setPhase(phase);
    const done = await project.pulumi(['up', '--yes', '--skip-preview']);
    if (done.code !== 0) throw new Error(`phase ${phase} fails on the real engine:\n${done.stdout}\n${done.stderr}`);
    phases.push([phase, await exportPhase(project)]);
  }
  return Object.fromEntries(phases) as unknown as Recording;
}

/** The journal of the project's stack. */
export function journalOf({ directory }: Pick<Project, 'directory'>): string {
  return join(directory, '.entra-cutover', 'embedded', 'audit.jsonl');
}

async function exportPhase({ pulumi, organisation, directory }: Project): Promise<RecordedPhase> {
  const { stdout } = await pulumi(['stack', 'export']);
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: readonly ExportedResource[] } };
  const ours = deployment.resources.filter(({ type, custom }) => custom && type.startsWith('entra-cutover:index:'));
  const urns = new Set(ours.map(({ urn }) => urn));
  return {
    plan: ours.map(({ urn, inputs, dependencies }) => ({
      urn,
      inputs: inputs ?? {},
      dependsOn: (dependencies ?? []).filter((dependency) => urns.has(dependency)),
    })),
    kept: new Map(
      ours.map(({ urn, id, inputs, outputs }) => [urn, { id: id ?? '', inputs: inputs ?? {}, outputs: outputs ?? {} }]),
    ),
    organisation: organisation.snapshot(),
    journal: existsSync(journalOf({ directory })) ? readFileSync(journalOf({ directory }), 'utf8') : '',
  };
}
