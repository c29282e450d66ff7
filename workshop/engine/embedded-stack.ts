import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/domain/errors.js';
import type { WrapperArguments } from './arguments.js';
import { openDesk } from './connect-server.js';
import type { Engine } from './engine.js';
import { prepareEnvironment } from './environment.js';
import { lock } from './lock.js';
import type { RunningOrganisation, StartOrganisation } from './organisation.js';
import type { Say } from './progress.js';
import { runPulumi } from './run-pulumi.js';

const defaultScenario = 'mismatching-organisation';
/** What outlives a reset: programs and plugins, which cost time to get and hold nothing of the organization. */
const keptByReset = ['home', 'bin', 'running'];

/** Everything that one run against the stand-ins needs; the functions are arguments so that tests can replace them. */
export interface EmbeddedRun {
  readonly asked: WrapperArguments;
  readonly engine: Engine;
  readonly projectDirectory: string;
  /** Keeps the organization, the stack's state and the programs between runs. */
  readonly workDirectory: string;
  readonly scenariosDirectory: string;
  readonly startOrganisation: StartOrganisation;
  /** Writes the directory's evidence of a scenario's folder to a file. */
  readonly collectOnPremises: (scenario: string, output: string) => Promise<void>;
  /** What takes over, as the stack's file says. */
  readonly syncTool: 'cloudSync' | 'connect';
  readonly say: Say;
  /** The user's environment, for the child processes. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs the Pulumi CLI on a stack whose services are the stand-ins: starts them where the last run left them, creates the
 * stack when it is new, passes the arguments on, keeps what changed.
 * @returns the CLI's exit code
 */
export async function runEmbedded(options: EmbeddedRun): Promise<number> {
  const { asked, workDirectory } = options;
  const scenario = scenarioFolder(options.scenariosDirectory, asked.scenario ?? defaultScenario);
  const release = lock(workDirectory);
  try {
    if (asked.reset) forget(workDirectory);
    const statePath = join(workDirectory, 'organisation.json');
    const organisation = await options.startOrganisation({ scenario, statePath });
    try {
      return await runAgainst(organisation, options);
    } finally {
      await organisation.save();
      await organisation.stop();
    }
  } finally {
    release();
  }
}

async function runAgainst(organisation: RunningOrganisation, options: EmbeddedRun): Promise<number> {
  const { asked, engine, workDirectory, projectDirectory: cwd, say, environment } = options;
  const { scenario, endpoints } = organisation;
  if (asked.scenario !== undefined && asked.scenario !== scenario) {
    throw new UserError(
      `The embedded organization began as the scenario ${scenario}, not ${asked.scenario}. Add --reset to forget it and its ` +
        'stack, or leave --scenario out to go on with it.',
    );
  }
  if (asked.pulumi.length === 0) {
    say(`The embedded organization begins again as the scenario ${scenario}.`);
    return 0;
  }
  const evidence = join(workDirectory, 'on-prem.evidence.ndjson');
  const usesConnect = options.syncTool === 'connect';
  // An Entra Connect server has to read the directory after us: its operator exports both.
  if (!usesConnect || !existsSync(evidence))
    await options.collectOnPremises(join(options.scenariosDirectory, scenario), evidence);
  if (usesConnect) await openDesk(organisation, workDirectory);
  const { env } = await prepareEnvironment({
    engine,
    workDirectory,
    endpoints,
    say,
    ...(environment && { environment }),
  });
  const selected = await runPulumi(['stack', 'select', '--create', asked.stack, '--non-interactive'], { env, cwd });
  if (selected.code !== 0) throw new UserError(`The stack ${asked.stack} cannot be opened:\n${selected.stderr.trim()}`);
  const { code } = await runPulumi(keepingTheStackFile(asked.pulumi), { env, cwd, inheritStdio: true });
  return code;
}

/** `pulumi stack rm` deletes the stack's committed file as well, unless it is told not to. */
function keepingTheStackFile(pulumi: readonly string[]): readonly string[] {
  const removes = pulumi[0] === 'stack' && pulumi[1] === 'rm';
  return removes && !pulumi.includes('--preserve-config') ? [...pulumi, '--preserve-config'] : pulumi;
}

function forget(workDirectory: string): void {
  for (const name of readdirSync(workDirectory)) {
    if (!keptByReset.includes(name)) rmSync(join(workDirectory, name), { recursive: true });
  }
}

function scenarioFolder(scenariosDirectory: string, scenario: string): string {
  const known = existsSync(scenariosDirectory) ? readdirSync(scenariosDirectory).sort() : [];
  if (known.includes(scenario)) return join(scenariosDirectory, scenario);
  throw new UserError(`There is no scenario ${scenario}; scenarios/ has: ${known.join(', ') || 'none'}.`);
}
