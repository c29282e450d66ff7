import { z } from 'zod';
import { readStackSettings } from '../config/read.js';
import { drainShape, phaseShape } from '../config/resource-table.js';
import { journalOf, settingsArgument } from '../config/settings.js';
import type { ProviderFunction } from './resource-type.js';

const inputs = z.strictObject({ stack: z.string().min(1).describe('Name of the stack, as in Pulumi.NAME.yaml.') });

const oktaApp = z
  .object({
    appId: z.string().describe('Id of the app in Okta.'),
    label: z.string().describe('Its label, for people.'),
  })
  .meta({ id: 'OktaApp', description: 'An Office 365 app of the Okta org.' });

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
    // By themselves, since a YAML program can't look into settings of which the schema says nothing.
    oktaApps: z.array(oktaApp).describe('The Office 365 apps of the org.'),
    drain: drainShape,
    servicePrincipalId: z
      .string()
      .exactOptional()
      .describe('Object id of the cloud sync configuration’s service principal; left out with Entra Connect.'),
  }),
  async call({ stack }) {
    const settings = await readStackSettings(stack, process.cwd());
    const { phase, hold, okta, cloudSync } = settings;
    return {
      ...{ settings, phase, hold, journal: journalOf(settings, stack), drain: okta.drain },
      oktaApps: okta.apps.map(({ id, label }) => ({ appId: id, label })),
      ...(cloudSync && { servicePrincipalId: cloudSync.servicePrincipalId }),
    };
  },
};
