import { z } from 'zod';
import { readStackSettings } from '../config/read.js';
import { phaseShape } from '../config/resource-table.js';
import { journalOf, settingsArgument } from '../config/settings.js';
import type { ProviderFunction } from './resource-type.js';

const inputs = z.strictObject({ stack: z.string().min(1).describe('Name of the stack, as in Pulumi.NAME.yaml.') });

/** The checked settings of a stack, for programs that can't read them by the package itself: YAML, Python. */
export const getStackSettings: ProviderFunction<typeof inputs> = {
  name: 'getStackSettings',
  description: 'The settings of the stack, as Pulumi.<stack>.yaml says, checked; every problem of the file at once.',
  inputs,
  outputs: z.object({
    settings: settingsArgument,
    phase: phaseShape,
    hold: z.boolean().describe('True refuses every write but pausing an Entra synchronization.'),
    journal: z.string().describe('Path of the audit journal, relative to the stack file.'),
  }),
  async call({ stack }) {
    const settings = await readStackSettings(stack, process.cwd());
    const { phase, hold } = settings;
    return { settings, phase, hold, journal: journalOf(settings, stack) };
  },
};
