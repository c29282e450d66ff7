import { delimiter, dirname, join } from 'node:path';
import { UserError } from '../../src/domain/errors.js';
import { startOrganisation } from '../simulators/index.js';
import { acquireEngine } from './acquire.js';
import { parseArguments } from './arguments.js';
import { runEmbedded } from './embedded-stack.js';
import type { Engine } from './engine.js';
import { packageDirectory } from './launchers.js';
import { run } from './processes.js';
import { buildProduct, collectOnPremises } from './product.js';
import { sayOn } from './progress.js';
import { assertFilledIn, embeddedFolder, isEmbedded, syncToolOf } from './stack-file.js';

// `npm run pulumi -- …`: the Pulumi CLI on this repository's program. A stack whose file says `embedded` gets stand-ins,
// stand-ins and a state of its own; any other stack gets the user's own PULUMI_HOME, backend and plugins, and nothing of ours.
const say = sayOn(process.stderr);

async function main(): Promise<number> {
  const asked = parseArguments(process.argv.slice(2), process.env);
  const embedded = await isEmbedded(packageDirectory, asked.stack);
  if (!embedded && (asked.reset || asked.scenario !== undefined)) {
    throw new UserError(`--scenario and --reset are for an embedded stack; Pulumi.${asked.stack}.yaml is not one.`);
  }
  if (!embedded) await assertFilledIn(packageDirectory, asked.stack, asked.pulumi);
  await buildProduct();
  const engine = await acquireEngine({ say });
  if (!embedded) return runOwn(engine, asked.pulumi);
  const syncTool = await syncToolOf(packageDirectory, asked.stack);
  return runEmbedded({
    asked,
    engine,
    projectDirectory: packageDirectory,
    workDirectory: embeddedFolder(packageDirectory, syncTool),
    syncTool,
    scenariosDirectory: join(packageDirectory, 'scenarios'),
    startOrganisation,
    collectOnPremises,
    say,
  });
}

async function runOwn(engine: Engine, args: readonly string[]): Promise<number> {
  if (!engine.hasNodeLanguageHost) {
    throw new UserError(
      `This stack is not embedded, and ${engine.pulumi} has no Node language host; the stand-in is for embedded stacks only. ` +
        'Install the official Pulumi CLI (https://www.pulumi.com/docs/install/) and run the command again.',
    );
  }
  const env = { ...process.env, PATH: [dirname(engine.pulumi), process.env.PATH ?? ''].join(delimiter) };
  return (await run(engine.pulumi, args, { env, cwd: packageDirectory, inheritStdio: true })).code;
}

try {
  process.exitCode = await main();
} catch (problem) {
  if (!(problem instanceof UserError)) throw problem;
  say(problem.message);
  process.exitCode = 1;
}
