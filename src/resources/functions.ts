import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../config/settings.js';
import type { AssessmentInputs } from '../domain/environment.js';

/** What the environment is judged by, with each evidence file as it is now; the provider reads the files. */
export async function getAssessmentInputs(settings: Settings): Promise<AssessmentInputs> {
  return (await pulumi.runtime.invoke('entra-cutover:index:getAssessmentInputs', { settings })) as AssessmentInputs;
}

/** The path of the provisioning job that the service principal already has, as azuread imports it; undefined without one. */
export async function findSynchronizationJob({ tenant, cloudSync }: Settings): Promise<string | undefined> {
  const { jobPath } = (await pulumi.runtime.invoke('entra-cutover:index:findSynchronizationJob', {
    tenantId: tenant.id,
    graphEndpoint: tenant.graphEndpoint,
    servicePrincipalId: cloudSync.servicePrincipalId,
  })) as { jobPath?: string };
  return jobPath;
}
