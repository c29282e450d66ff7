import { resolve } from 'node:path';
import { readStackSettings } from '../../config/read.js';
import { journalOf } from '../../config/settings.js';
import { createGraphClient, type GraphClient, openGraphSession } from '../../connectors/graph/client.js';
import { createSubReadLog, readTenantId } from '../../connectors/graph/read.js';
import { readDomainFacts } from '../../connectors/graph/service-facts.js';
import { readPart } from '../../connectors/graph/sub-read.js';
import { UserError } from '../../domain/errors.js';
import type { DomainFact, EntraRecord } from '../../domain/service.js';
import { planRestore, type RestoreStep } from '../../remediation/restore-plan.js';
import { backupPath, earlierBackups, pagesOf, readBackup } from './backup.js';

/** What would be written to have back what was there before the cutover. */
export interface RestorePlan {
  readonly stack: string;
  /** When the backup was read (ISO 8601, UTC). */
  readonly keptAt: string;
  readonly steps: readonly RestoreStep[];
  /** Paths of earlier backups, the last one first. */
  readonly earlier: readonly string[];
}

/**
 * Compares the sealed backup of a stack with the tenant as it is now. Only reads.
 *
 * @param person an object id, UPN or address; everybody when left out.
 * @param file an earlier backup.
 * @throws UserError where there is no backup, no key, no such person, or the tenant can't be read whole.
 */
export async function restorePlanOfStack(
  stack: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
  { person, file }: { readonly person?: string | undefined; readonly file?: string | undefined } = {},
): Promise<RestorePlan> {
  const settings = await readStackSettings(stack, directory);
  const { tenant } = settings;
  const journal = journalOf(settings, stack);
  const path = file === undefined ? backupPath(resolve(directory, journal)) : resolve(file);
  const client = async (): Promise<GraphClient> =>
    createGraphClient(await openGraphSession({ graphEndpoint: tenant.graphEndpoint, tenantId: tenant.id }));
  const plan = await restorePlan({ path, stack, environment, person }, client);
  const others = (await earlierBackups(directory, journal)).filter((one) => resolve(directory, one) !== path);
  return { stack, ...plan, earlier: others };
}

/** The same by a backup and a tenant. */
export async function restorePlan(
  {
    path,
    stack,
    environment,
    person,
  }: {
    readonly path: string;
    readonly stack: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly person?: string | undefined;
  },
  open: () => Promise<GraphClient>,
): Promise<Omit<RestorePlan, 'stack' | 'earlier'>> {
  const backup = await readBackup(path, stack, environment);
  if (backup === undefined) {
    throw new UserError(
      `${path} is not there: it is kept before the first write of a cutover. Fetch it (entra-cutover audit fetch), or name another one with --backup.`,
    );
  }
  const client = await open();
  const tenant = await readTenantId(client);
  if (tenant !== backup.header.tenant)
    throw new UserError(
      `${path} is of the tenant ${backup.header.tenant}, but ${client.graphUrl} shows ${tenant}: sign in to the tenant of the backup.`,
    );
  const now: EntraRecord[] = [];
  for await (const records of pagesOf(client, new Date())) for (const record of records) now.push(record);
  now.push(...(await readDomains(client)));
  const steps = planRestore(backup.records, now, client.graphUrl, person);
  if (steps === undefined)
    throw new UserError(
      `The backup has nobody called ${person}: give an object id, or a UPN or address from before the cutover.`,
    );
  return { keptAt: backup.header.at, steps };
}

/** Which domains are federated. None where they can't be read whole: the plan then says what it does not know. */
async function readDomains(client: GraphClient): Promise<readonly DomainFact[]> {
  const parts = createSubReadLog(client);
  const at = { origin: parts.log.origin, line: 1 };
  const domains = await readPart('domains', parts, () => readDomainFacts(client, at, parts));
  return parts.log.summary().issues.length > 0 ? [] : (domains ?? []);
}
