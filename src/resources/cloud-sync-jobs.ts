import * as azuread from '@pulumi/azuread';
import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../config/settings.js';
import type { Child } from './child.js';
import { type DeclaredWrite, type Guarded, guardWrites } from './declared-writes.js';
import { type ExistingJobs, foretellFirstWrites } from './functions.js';

type CloudSync = NonNullable<Settings['cloudSync']>;

export interface DeclaredJobs {
  readonly id: pulumi.Output<string>;
  readonly passwordHashId?: pulumi.Output<string>;
  readonly all: readonly pulumi.Resource[];
}

/**
 * The jobs and their secrets, paused: our own resource starts them. All of them stay in the tenant when the stack no longer
 * declares them, since deleting a job would delete whom it provisioned (PULUMI-5); `protect` would make `pulumi destroy`
 * fail instead. What azuread writes for them obeys the hold and is in the journal, like every other write.
 */
export function declareJobs(
  settings: Settings,
  cloudSync: CloudSync,
  existing: ExistingJobs,
  guarded: Guarded,
  place: {
    readonly child: Child;
    readonly before: readonly pulumi.Resource[];
    readonly provider: pulumi.ProviderResource;
  },
): DeclaredJobs {
  const servicePrincipalId = `/servicePrincipals/${cloudSync.servicePrincipalId}`;
  /** Name, arguments and options of what stays in the tenant. */
  const kept = <Args>(name: string, args: Args, write: DeclaredWrite, more: pulumi.CustomResourceOptions) => {
    const [own, , options] = place.child(name, args, place.before);
    const { provider } = place;
    return [
      own,
      args,
      { ...options, provider, retainOnDelete: true, hooks: guardWrites(own, guarded, write), ...more },
    ] as const;
  };
  const credentials = secretsOf(cloudSync);
  if (settings.phase === 'stage' || settings.phase === 'cutover')
    void foretellFirstWrites(
      settings,
      cloudSync.servicePrincipalId,
      credentials.map(({ key }) => key),
    );
  // A rollback needs no other secrets, and none that are refused may keep it from pausing the job.
  const asFound = guarded.phase === 'rollback' ? { ignoreChanges: ['credentials'] } : {};
  const secrets = new azuread.SynchronizationSecret(
    ...kept('sync-secrets', { servicePrincipalId, credentials }, secretsWrite(cloudSync), asFound),
  );
  const declare = (name: string, templateId: string, existingPath: string | undefined) => {
    const write = {
      operation: 'entra.synchronization.declare',
      target: `${servicePrincipalId}/synchronization/jobs: ${templateId}`,
      after: { templateId, enabled: false },
    };
    const found = existingPath === undefined ? {} : { import: existingPath };
    const args = { servicePrincipalId, templateId, enabled: false };
    return new azuread.SynchronizationJob(...kept(name, args, write, { ignoreChanges: ['enabled'], ...found }));
  };
  const job = declare('sync-job', 'AD2AADProvisioning', existing.provisioning);
  if (!cloudSync.passwordHashSync) return { id: job.id, all: [secrets, job] };
  const hashes = declare('password-hash-job', 'AD2AADPasswordHash', existing.passwordHash);
  return { id: job.id, passwordHashId: hashes.id, all: [secrets, job, hashes] };
}

/** As the journal tells it: the domain, and how many deletions the job may make. Recipients are people. */
function secretsWrite({ servicePrincipalId, domain, deletionThreshold }: CloudSync): DeclaredWrite {
  return {
    operation: 'entra.synchronization.secrets',
    target: `/servicePrincipals/${servicePrincipalId}/synchronization/secrets`,
    after: { domain, deletionThreshold },
  };
}

/** Every key together: a PUT replaces the whole set (CLOUDSYNC-8). */
function secretsOf({ domain, deletionThreshold, notificationRecipients }: CloudSync): { key: string; value: string }[] {
  const notification = {
    Enabled: notificationRecipients.length > 0,
    Recipients: notificationRecipients.join(','),
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: deletionThreshold,
  };
  return [
    { key: 'Domain', value: JSON.stringify({ domain }) },
    { key: 'AppKey', value: JSON.stringify({ appKeyScenario: 'AD2AADProvisioning' }) },
    { key: 'SyncNotificationSettings', value: JSON.stringify(notification) },
  ];
}
