import { readStackSettings } from '../config/read.js';
import { toolVersion } from '../config/tool-version.js';
import { createGraphClient, openGraphSession } from '../connectors/graph/client.js';
import { type CollectedFile, type CollectToFile, collectTenantToFile } from '../connectors/graph/collect-file.js';
import type { CollectionStepName } from '../connectors/graph/collection.js';
import { readTenantId } from '../connectors/graph/read.js';
import { refreshTenantFile } from '../connectors/graph/refresh.js';
import { RefreshImpossible } from '../connectors/graph/tenant-changes.js';
import { UserError } from '../domain/errors.js';
import { readSigningKey } from '../evidence/evidence-file/signature.js';
import { reportCollected } from './collected.js';
import { requireOtherFiles } from './files.js';
import { createProgress, type Progress } from './progress.js';

export interface CollectEntraOptions {
  readonly stack?: string;
  readonly tenant?: string;
  readonly graphEndpoint?: string;
  readonly since?: string;
  readonly output: string;
  /** PEM file of an Ed25519 private key. */
  readonly signKey?: string;
  readonly quiet?: boolean;
}

const stepNames: Readonly<Record<CollectionStepName, string>> = {
  objectIdentifiers: 'object identifiers of users',
  users: 'users',
  deletedUsers: 'deleted users',
  groups: 'groups',
  contacts: 'contacts',
  devices: 'devices',
  service: 'facts about the tenant',
};

/** Reads a tenant into an evidence file, or refreshes an earlier one. Incomplete evidence is written too, with exit code 3. */
export async function collectEntraCommand(options: CollectEntraOptions): Promise<number> {
  const target = await targetOf(options);
  // An earlier file of the tenant may be replaced by the newer one.
  await requireOtherFiles([options.output], options.signKey === undefined ? [] : [options.signKey]);
  const signingKey = options.signKey === undefined ? undefined : await readSigningKey(options.signKey);
  const client = createGraphClient(await openGraphSession(target));
  const tenant = await readTenantId(client);
  if (tenant !== target.tenantId.toLowerCase())
    throw new UserError(
      `Microsoft Graph answers for tenant ${tenant}, expected ${target.tenantId}: sign in to that one.`,
    );
  const progress = createProgress(options.quiet === true);
  const request: CollectToFile = {
    client,
    tenant,
    output: options.output,
    tool: `entra-cutover ${toolVersion}`,
    signingKey,
    now: () => new Date(),
    onPage: countPages(progress),
    onNote: progress.note,
  };
  const collected = await collect(options.since, request).finally(progress.end);
  return reportCollected(options, collected.source, collected.sha256, collected.gaps);
}

async function collect(since: string | undefined, request: CollectToFile): Promise<CollectedFile> {
  if (since === undefined) return collectTenantToFile(request);
  try {
    return await refreshTenantFile(since, request);
  } catch (error) {
    if (!(error instanceof RefreshImpossible)) throw error;
    request.onNote?.(`${error.message}: the whole tenant is read`);
    return collectTenantToFile(request);
  }
}

/** The identifiers of the users come first: their number tells how many users there will be, about. */
function countPages(progress: Progress): NonNullable<CollectToFile['onPage']> {
  let users = 0;
  return (step, objects) => {
    if (step === 'objectIdentifiers') users += objects;
    const expected = step === 'users' && users > 0 ? users : undefined;
    progress.add({ what: stepNames[step], count: objects, unit: 'objects', expected });
  };
}

async function targetOf({ stack, tenant, graphEndpoint }: CollectEntraOptions) {
  if ((stack === undefined) === (tenant === undefined) || (stack !== undefined && graphEndpoint !== undefined)) {
    throw new UserError('Give either --stack NAME, or --tenant ID (with --graph-endpoint URL for a national cloud).');
  }
  if (stack !== undefined) {
    const settings = await readStackSettings(stack, process.cwd());
    return { tenantId: settings.tenant.id, graphEndpoint: settings.tenant.graphEndpoint };
  }
  if (tenant === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant))
    throw new UserError(`--tenant ${tenant}: expected the tenant's id, a GUID (Entra admin center, Overview).`);
  return { tenantId: tenant, graphEndpoint: graphEndpoint ?? 'https://graph.microsoft.com' };
}
