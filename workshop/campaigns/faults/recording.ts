import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Phase } from '../../../src/domain/phase.js';
import { baselinePath } from '../../../src/pipeline/verify/baseline.js';
import type { Properties } from '../../../src/provider/properties.js';
import type { Project } from '../../engine/project.js';
import { readJournal } from './journal-file.js';
import type { Kept } from './provider-process.js';

/** A resource of our provider as the real program declared it in a phase. */
export interface Planned {
  readonly urn: string;
  readonly inputs: Properties;
  readonly dependsOn: readonly string[];
}

/** What one stop came to on the real engine. */
export interface RecordedStop {
  /** The engine's own state, as `pulumi stack export` gives it. */
  readonly deployment: string;
  readonly plan: readonly Planned[];
  readonly kept: ReadonlyMap<string, Kept>;
  /** The organization and the journal afterwards; the state knows the journal's last entry. */
  readonly organisation: string;
  readonly journal: string;
  /** The people of the cleared evidence, as they are kept next to the journal. */
  readonly baseline: string;
}

/** Where an environment can be: its phases, and the cutover once more when its second wave is reached. */
export const stops = ['assess', 'stage', 'cutover', 'widened', 'complete', 'rollback'] as const;
export type Stop = (typeof stops)[number];

export function phaseOf(stop: Stop): Phase {
  return stop === 'widened' ? 'cutover' : stop;
}

export type Recording = Readonly<Record<Stop, RecordedStop>>;

interface ExportedResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly type: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
  readonly dependencies?: readonly string[];
}

/** What the stack file says besides the reference deployment: everything that a cutover of cloud sync can write. */
const more = `  cutover:matching:
    openUntil: '2099-12-31T00:00:00Z'
    hardMatch: true
    deletionThreshold: 7
  cutover:pilot:
    - CN=Aisha Mohammed,OU=Frontline,DC=corp,DC=example
  cutover:waves:
    - name: Frontline
      organizationalUnits: ['OU=Frontline,DC=corp,DC=example']
    - name: Staff
      organizationalUnits: ['OU=Staff,DC=corp,DC=example']
  cutover:wave: 1
`;

/**
 * Takes the project's environment through its phases on the real engine and keeps what the program declared in each: so the
 * driver of the provider's own interface plays exactly the resources, inputs and order of the real program.
 */
export async function recordEnvironment(project: Project): Promise<Recording> {
  appendFileSync(stackFileOf(project), more);
  const recorded: [Stop, RecordedStop][] = [];
  for (const stop of stops) {
    setStop(project, stop);
    const done = await project.pulumi(['up', '--yes', '--skip-preview']);
    if (done.code !== 0) throw new Error(`${stop} fails on the real engine:\n${done.stdout}\n${done.stderr}`);
    recorded.push([stop, await exportStop(project)]);
  }
  return Object.fromEntries(recorded) as unknown as Recording;
}

/** Changes the lines of the stack file by which the environment moves. */
export function setStop(project: Pick<Project, 'directory' | 'setPhase'>, stop: Stop): void {
  project.setPhase(phaseOf(stop));
  const wave = stops.indexOf(stop) < stops.indexOf('widened') ? 1 : 2;
  const file = stackFileOf(project);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^( *cutover:wave:).*$/m, `$1 ${wave}`));
}

function stackFileOf({ directory }: Pick<Project, 'directory'>): string {
  return join(directory, 'Pulumi.staging.yaml');
}

/** The journal of the project's stack. */
export function journalOf({ directory }: Pick<Project, 'directory'>): string {
  return join(directory, '.entra-cutover', 'embedded', 'audit.jsonl');
}

async function exportStop(project: Project): Promise<RecordedStop> {
  const { stdout: deployment } = await project.pulumi(['stack', 'export']);
  const ours = resourcesIn(deployment);
  const urns = new Set(ours.map(({ urn }) => urn));
  return {
    deployment,
    plan: ours.map(({ urn, inputs, dependencies }) => ({
      urn,
      inputs: inputs ?? {},
      dependsOn: (dependencies ?? []).filter((dependency) => urns.has(dependency)),
    })),
    kept: keptIn(deployment),
    organisation: project.organisation.snapshot(),
    journal: readJournal(journalOf(project)),
    baseline: readJournal(baselinePath(journalOf(project))),
  };
}

/** What the engine keeps of our resources, from `pulumi stack export`. */
export function keptIn(deployment: string): ReadonlyMap<string, Kept> {
  const kept = ({ urn, id, inputs, outputs }: ExportedResource): [string, Kept] => [
    urn,
    { id: id ?? '', inputs: inputs ?? {}, outputs: outputs ?? {} },
  ];
  return new Map(resourcesIn(deployment).map(kept));
}

function resourcesIn(text: string): readonly ExportedResource[] {
  const { deployment } = JSON.parse(text) as { deployment: { resources?: readonly ExportedResource[] } };
  return (deployment.resources ?? []).filter(({ type, custom }) => custom && type.startsWith('entra-cutover:index:'));
}
