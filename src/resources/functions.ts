import * as pulumi from '@pulumi/pulumi';
import type { AnchorBindingsInputs, AssessmentInputs } from '../config/resource-table.js';
import type { Settings } from '../config/settings.js';
import { tokenOf } from '../config/token.js';
import { userFacing } from './user-facing.js';

/** What the environment is judged by: limits and scope, and the path and SHA-256 of each evidence file as it is now. */
export async function getAssessmentInputs(settings: Settings): Promise<AssessmentInputs> {
  return (await ask('getAssessmentInputs', { settings })) as AssessmentInputs;
}

/** The same for settings that are an output of another resource. */
export function getAssessmentInputsOutput(settings: pulumi.Input<Settings>): pulumi.Output<AssessmentInputs> {
  return pulumi.output(settings).apply((known) => getAssessmentInputs(known as Settings));
}

/** The reviewed repairs of the stack: the file as it is now, and what each entry does. */
export type Remediations = Pick<AnchorBindingsInputs, 'file' | 'entries'>;

/** Reads the file that `cutover:remediations` names. Without the setting there are no entries. */
export async function getRemediations(settings: Settings): Promise<Remediations> {
  return (await ask('getRemediations', { settings })) as Remediations;
}

/** The same for settings that are an output of another resource. */
export function getRemediationsOutput(settings: pulumi.Input<Settings>): pulumi.Output<Remediations> {
  return pulumi.output(settings).apply((known) => getRemediations(known as Settings));
}

/** Paths of the jobs that a service principal already has, as azuread imports them. */
export interface ExistingJobs {
  /** Path of the job that provisions. */
  readonly provisioning?: string;
  /** Path of the job for password hashes. */
  readonly passwordHash?: string;
}

/**
 * Says before the first writes of azuread how long they take and what they need. An identity without the permission is a
 * warning where it is about to write; a preview may well be made by one that only reads.
 */
export async function foretellFirstWrites(
  { tenant }: Settings,
  servicePrincipalId: string,
  secrets: readonly string[],
) {
  const { waits, lacking } = (await ask('foretellFirstWrites', {
    tenantId: tenant.id,
    graphEndpoint: tenant.graphEndpoint,
    servicePrincipalId,
    secrets: [...secrets],
  })) as { readonly waits?: string; readonly lacking?: boolean };
  if (waits === undefined) return;
  await (lacking === true && !pulumi.runtime.isDryRun() ? pulumi.log.warn(waits) : pulumi.log.info(waits));
}

/** The synchronization jobs that the tenant has already. Empty in phase assess and with Entra Connect. */
export async function findSynchronizationJobs({ phase, tenant, cloudSync }: Settings): Promise<ExistingJobs> {
  if (phase === 'assess' || cloudSync === undefined) return {};
  const find = async (templateId: string): Promise<string | undefined> => {
    const found = await ask('findSynchronizationJob', {
      tenantId: tenant.id,
      graphEndpoint: tenant.graphEndpoint,
      servicePrincipalId: cloudSync.servicePrincipalId,
      templateId,
    })
      // A job that somebody added by hand does not stop a rollback: the state knows ours, and Okta stays off while it runs.
      .catch((error: unknown) => {
        if (phase === 'rollback') return {};
        throw error;
      });
    return (found as { jobPath?: string }).jobPath;
  };
  const provisioning = await find('AD2AADProvisioning');
  const passwordHash = cloudSync.passwordHashSync ? await find('AD2AADPasswordHash') : undefined;
  return {
    ...(provisioning !== undefined && { provisioning }),
    ...(passwordHash !== undefined && { passwordHash }),
  };
}

/** Asks our provider; what it refuses is shown as its message alone, once. */
async function ask(name: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  try {
    return await pulumi.runtime.invoke(tokenOf(name), args);
  } catch (error) {
    throw userFacing(error instanceof Error ? error.message : String(error));
  }
}
