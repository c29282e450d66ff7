#!/usr/bin/env node
import { CommanderError } from 'commander';
import { useProxies } from '../connectors/proxy.js';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { removeTemporaryFiles } from '../evidence/temporary-files.js';
import { exitCodes } from './exit-codes.js';
import { writeRemark } from './output.js';
import { createProgram } from './program.js';

/** Ctrl-C: nothing half written stays behind, and the exit code is the shell's. */
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    removeTemporaryFiles();
    // A command that can go on later ends by itself.
    if (process.listenerCount(signal) === 0) process.exit(code);
  });
}

/**
 * The reader of what we print may stop early (`| head`): the command goes on, because its files and its exit code count. Where printing
 * fails for another reason, such as a full disk, something is lost, and that is an error whatever the verdict is.
 */
function survive(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || hasLost) return;
  hasLost = true;
  process.once('exit', () => {
    process.exitCode = exitCodes.error;
  });
  writeRemark(
    `standard output: can't be written: ${failureReason(error)}. Send it somewhere else, and run the command again.`,
  );
}
let hasLost = false;

/** The one catch: what the user can fix is said as it is, a bug keeps its stack trace. */
async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', survive);
  try {
    await useProxies();
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? exitCodes.cleared : exitCodes.error;
    } else if (error instanceof UserError) {
      writeRemark(error.message);
      process.exitCode = exitCodes.error;
    } else if (isRefusal(error)) {
      writeRemark(`${error.path ?? error.syscall}: ${failureReason(error)}.`);
      process.exitCode = exitCodes.error;
    } else {
      writeRemark(`this is a bug, please report it with the lines below.\n${(error as Error).stack ?? error}`);
      process.exitCode = exitCodes.error;
    }
  }
}

/** What the operating system refused is not a bug of ours, wherever it was asked. */
function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

await main();
