import * as pulumi from '@pulumi/pulumi';
import { settingsFromEngine } from '../config/parse.js';
import { readStackFile, refusal } from '../config/read.js';
import type { Settings } from '../config/settings.js';
import { UserError } from '../domain/errors.js';
import { userFacing } from './user-facing.js';

/**
 * The settings of the stack that runs, as the engine was given them and as the stack file says.
 *
 * @throws RunError with every problem at once; the engine prints it without a stack trace.
 */
export async function stackSettings(): Promise<Settings> {
  const stack = pulumi.getStack();
  try {
    const { settings, problems } = settingsFromEngine(
      pulumi.runtime.allConfig(),
      await readStackFile(stack, process.cwd()),
    );
    if (settings !== undefined) return settings;
    throw userFacing(refusal(stack, problems));
  } catch (error) {
    if (error instanceof UserError) throw userFacing(error.message);
    throw error;
  }
}
