import { createGraphClient, type GraphClient, openGraphSession } from '../../connectors/graph/client.js';
import { GraphApiError } from '../../connectors/graph/errors.js';
import {
  type KeptTenant,
  type RefreshOptions,
  readKeptTenant,
  refreshKeptTenant,
} from '../../connectors/graph/kept-tenant.js';
import { domainsOf, readEntraTenant } from '../../connectors/graph/read.js';
import { rereadUsers } from '../../connectors/graph/reread.js';
import { RefreshImpossible } from '../../connectors/graph/tenant-changes.js';
import { isYoungerThan } from '../../domain/clock.js';
import type { Evidence } from '../../domain/evidence.js';
import { inTurn } from '../../domain/in-turn.js';
import type { EntraRecord } from '../../domain/service.js';
import type { LiveEntra, LiveTenant, ReadLiveEntra } from './live-entra.js';

/**
 * Reads a tenant through Microsoft Graph, with the credential that the environment names.
 *
 * @throws UserError when signing in fails or a page of users can't be read.
 */
export const readLiveEntra: ReadLiveEntra = async (tenant) => {
  const client = await openClient(tenant);
  return liveEntra(client, await readEntraTenant(client));
};

/** So old a reading is not brought up to date any more. */
const oldestKeptMilliseconds = 60 * 60 * 1000;

interface Kept {
  readonly of: string;
  readonly tenant: KeptTenant;
  /** When its first page was read. */
  readonly wholeAt: number;
  /** True where that was so long after the beginning of its changes that it shows what was changed before. */
  readonly isSettled: boolean;
}

/**
 * The same for a process that assesses several times, as the provider does within an update: the first reading is kept in memory, and
 * each further one asks only for what has changed since (docs/decisions/0017-one-reading.md). Who asks while a reading is under way
 * waits for it. Whatever keeps the changes from being known leads to a whole reading.
 */
export function keepingLiveEntra(
  open: (tenant: LiveTenant) => Promise<GraphClient> = openClient,
  now: () => Date = () => new Date(),
): ReadLiveEntra {
  let kept: Kept | undefined;
  const turn = inTurn();
  // Apart from the whole reading, which must not hold an earlier one in memory as well.
  const refresh = async (client: GraphClient, of: string, { reading, settle }: LiveTenant): Promise<typeof kept> => {
    const isFresh = kept?.of === of && isYoungerThan(oldestKeptMilliseconds, kept.wholeAt, now().getTime());
    const earlier = isFresh ? kept : undefined;
    // A reading that fails leaves none behind.
    kept = undefined;
    if (earlier === undefined || reading === 'whole') return undefined;
    if (!earlier.isSettled && (reading === 'identifiers' || settle !== undefined)) return undefined;
    const tenant = await broughtUpToDate(client, earlier.tenant, { now, identifiersAgain: reading === 'identifiers' });
    return tenant && { ...earlier, tenant };
  };
  const read = async (tenant: LiveTenant): Promise<LiveEntra> => {
    const client = await open(tenant);
    const of = JSON.stringify([tenant.tenantId, client.graphUrl]);
    kept = await refresh(client, of, tenant);
    if (kept === undefined) {
      let isSettled = false;
      const whole = await readKeptTenant(client, now, async () => {
        isSettled = (await tenant.settle?.()) ?? false;
      });
      kept = { of, tenant: whole, wholeAt: Date.parse(whole.evidence.source.readAt ?? ''), isSettled };
    }
    return liveEntra(client, kept.tenant.evidence);
  };
  return (tenant) => turn(() => read(tenant));
}

async function broughtUpToDate(
  client: GraphClient,
  tenant: KeptTenant,
  options: RefreshOptions,
): Promise<KeptTenant | undefined> {
  try {
    return await refreshKeptTenant(client, tenant, options);
  } catch (error) {
    if (error instanceof RefreshImpossible || error instanceof GraphApiError) return undefined;
    throw error;
  }
}

async function openClient({ tenantId, graphEndpoint }: LiveTenant): Promise<GraphClient> {
  return createGraphClient(await openGraphSession({ tenantId, graphEndpoint }));
}

function liveEntra(client: GraphClient, evidence: Evidence<EntraRecord>): LiveEntra {
  const domains = domainsOf(evidence);
  return {
    evidence: [evidence],
    readAgain: async (objectIds) => {
      const again = await rereadUsers(client, evidence, objectIds);
      return again && [again];
    },
    ...(domains && { verifiedDomains: domains.verified, federatedDomains: domains.federated }),
  };
}
