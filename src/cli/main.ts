#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { UserError } from '../domain/errors.js';
import { declareAnchor } from './commands/anchor.js';
import { declareAssess } from './commands/assess.js';
import { declareAudit } from './commands/audit.js';
import { declareCollect } from './commands/collect.js';
import { declareCompletion } from './commands/completion.js';
import { declareDeploy } from './commands/deploy.js';
import { declareExplain } from './commands/explain.js';
import { declareInit } from './commands/init.js';
import { declareRemediate } from './commands/remediate.js';
import { declareReview } from './commands/review.js';
import { declareStatus } from './commands/status.js';
import { exitCodes } from './exit-codes.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

function createProgram(): Command {
  const program = new Command('entra-cutover')
    .description(
      'Moves Microsoft 365 provisioning from Okta to Microsoft Entra, and refuses while anybody would lose an account.',
    )
    .version(version)
    .showHelpAfterError('(entra-cutover --help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    );

  declareAssess(program);
  declareCollect(program);
  declareExplain(program);
  declareAnchor(program);
  declareAudit(program);
  declareInit(program);
  declareCompletion(program);
  declareReview(program);
  declareDeploy(program);
  declareStatus(program);
  declareRemediate(program);
  return program;
}

/** The one catch: what the user can mend is said as it is, a bug keeps its stack trace. */
async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads our output may stop early (| head): that is no error of ours.
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.cleared : exitCodes.error;
    } else if (error instanceof UserError) {
      process.stderr.write(`entra-cutover: ${error.message}\n`);
      process.exitCode = exitCodes.error;
    } else {
      process.stderr.write(
        `entra-cutover: this is a bug, please report it with the lines below.\n${(error as Error).stack ?? error}\n`,
      );
      process.exitCode = exitCodes.error;
    }
  }
}

await main();
