import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { program, projectFile } from '../../src/cli/project-files.js';
import type { ConnectOptions } from '../simulators/connect/index.js';
import { type Organisation, startOrganisation, type Watcher } from '../simulators/index.js';
import { type ConnectDesk, openDesk } from './connect-server.js';
import type { Engine } from './engine.js';
import { prepareEnvironment } from './environment.js';
import { linkDependencies, packageDirectory } from './launchers.js';
import type { Finished, RunOptions } from './processes.js';
import { buildProduct, collectOnPremises } from './product.js';
import type { Say } from './progress.js';
import { runPulumi } from './run-pulumi.js';
import { declareConnect, setConfiguration } from './stack-settings.js';

const referenceStack = 'staging';

/**
 * What `init` writes for a user, as JavaScript, since the package has no compiler, with the packages that were installed
 * with this one. It has the name of the reference deployment, whose workflows go on with its stack in tests.
 */
function writeProgram(directory: string, stackFile: string): void {
  linkDependencies(directory);
  symlinkSync(packageDirectory, join(directory, 'node_modules', 'entra-cutover'), 'junction');
  const project = projectFile
    .replace(/^name: .*/, 'name: entra-cutover')
    .replace('index.ts', 'index.js')
    .replace(/^ *nodeargs:.*\n/m, '');
  const files = { 'index.js': program, 'Pulumi.yaml': project, 'package.json': '{ "type": "module" }\n' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  cpSync(join(packageDirectory, `Pulumi.${referenceStack}.yaml`), join(directory, stackFile));
}

/** The folder of a scenario by its name, or by its own absolute path. */
export const scenarioFolder = (name: string): string => resolve(packageDirectory, 'scenarios', name);

/** A project of a user with an organization of its own: what demo, rehearsal and tests of whole runs use. */
export interface Project {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly organisation: Organisation;
  /** Runs the real Pulumi CLI in the project, on its stack. */
  readonly pulumi: (args: readonly string[], options?: Omit<RunOptions, 'env' | 'cwd'>) => Promise<Finished>;
  /** Writes one `cutover:` setting of the stack. */
  readonly set: (key: string, value: unknown) => void;
  /** Changes the one line of the stack file by which an environment moves. */
  readonly setPhase: (phase: string) => void;
  /** Plays the directory: exports the scenario's users and dates the evidence. */
  readonly collect: (scenario: string) => Promise<void>;
  /** Of the Entra Connect server, where that is the tool. */
  readonly desk?: ConnectDesk;
  readonly stop: () => Promise<void>;
}

/**
 * Makes the project in an empty folder and starts its organization. Committed files stay as they are: the phase is changed
 * in the copy.
 */
export async function createProject(options: {
  readonly directory: string;
  readonly engine: Engine;
  readonly scenario: string;
  /** What the stack is called; `staging` when left out. */
  readonly stack?: string;
  readonly say?: Say;
  /** Sees each request of the organization. */
  readonly watcher?: Watcher;
  /** Most entries on a page of the services; few, when left out, so that every list has several. */
  readonly pageLimit?: number;
  /** So many people of a crowd are in the tenant besides. */
  readonly generatedUsers?: number;
  /** An Entra Connect server takes over, installed so; cloud sync when left out. */
  readonly connect?: ConnectOptions['installation'];
}): Promise<Project> {
  const {
    directory,
    engine,
    scenario,
    stack = referenceStack,
    say,
    watcher,
    pageLimit,
    generatedUsers,
    connect,
  } = options;
  const stackFile = `Pulumi.${stack}.yaml`;
  await buildProduct();
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeProgram(directory, stackFile);
  const workDirectory = join(directory, '.entra-cutover', 'embedded');
  const evidence = join(workDirectory, 'on-prem.evidence.ndjson');
  const organisation = await startOrganisation({
    scenario: scenarioFolder(scenario),
    statePath: join(workDirectory, 'organisation.json'),
    ...(watcher && { watcher }),
    ...(pageLimit !== undefined && { pageLimit }),
    ...(generatedUsers !== undefined && { generatedUsers }),
  });
  try {
    const { endpoints } = organisation;
    const { env } = await prepareEnvironment({ engine, workDirectory, endpoints, ...(say && { say }) });
    await collectOnPremises(scenarioFolder(scenario), evidence);
    const desk = connect && (await openDesk(organisation, workDirectory, connect));
    if (desk) declareConnect(join(directory, stackFile), desk.server.state);
    const project: Project = {
      directory,
      env,
      organisation,
      pulumi: (args, more) => runPulumi([...args, '--non-interactive'], { ...more, env, cwd: directory }),
      set: (key, value) => setConfiguration(join(directory, stackFile), key, value),
      setPhase: (phase) => setPhase(join(directory, stackFile), phase),
      collect: (name) => collectOnPremises(scenarioFolder(name), evidence),
      ...(desk && { desk }),
      stop: () => organisation.stop(),
    };
    const selected = await project.pulumi(['stack', 'select', '--create', stack]);
    if (selected.code !== 0) throw new Error(`the stack can't be created:\n${selected.stderr}`);
    return project;
  } catch (error) {
    await organisation.stop();
    throw error;
  }
}

function setPhase(path: string, phase: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^( *cutover:phase:).*$/m, `$1 ${phase}`));
}
