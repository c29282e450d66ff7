import { connectEvidenceKinds } from '../domain/connect.js';
import type { EvidenceSource } from '../domain/evidence.js';
import { hasDomain, isSameMachine } from '../domain/host-name.js';

/** Whose evidence a stack takes. */
export interface OriginDemands {
  readonly tenantId: string;
  /** Domains of the tenant, and of the Active Directory that the evidence is from. */
  readonly domains?: readonly string[];
  /** The Entra Connect server that the stack names. */
  readonly serverName?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ofConnect: ReadonlySet<string> = new Set(connectEvidenceKinds);

/**
 * What tells that a source is of another tenant or server than the stack’s, or undefined: it answers no question then. The
 * Entra side must say its tenant; an export of Entra Connect must not say another one.
 *
 * @param sources all of the assessment: a directory may have a domain that is none of the tenant’s.
 */
export function foreignOrigin(
  source: EvidenceSource,
  sources: readonly EvidenceSource[],
  demands: OriginDemands,
): { readonly found: string; readonly expected: string } | undefined {
  const { kind, origin, tenant, server } = source;
  const { tenantId, serverName } = demands;
  if (kind === 'entra' && tenant?.toLowerCase() !== tenantId.toLowerCase())
    return { found: tenant ?? `${origin} does not say which tenant it is from`, expected: tenantId };
  if (!ofConnect.has(kind)) return undefined;
  if (server !== undefined && serverName !== undefined && !isSameMachine(server, serverName))
    return { found: `${origin} is from the server ${server}`, expected: serverName };
  if (tenant === undefined) return undefined;
  if (guid.test(tenant))
    return tenant.toLowerCase() === tenantId.toLowerCase() ? undefined : { found: tenant, expected: tenantId };
  const ofDirectory = sources.flatMap((other) => (other.kind === 'onPrem' ? (other.tenant ?? []) : []));
  const known = [...(demands.domains ?? []), ...ofDirectory];
  if (known.length === 0 || known.some((domain) => isWithin(tenant, domain))) return undefined;
  return { found: tenant, expected: [...new Set(known)].sort().join(', ') };
}

/** A source that is of another tenant or server than the rest of the evidence. */
export interface MixedOrigin {
  readonly origin: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * Sources that contradict each other: of Entra and its exports all must be of one tenant, and what was exported from Entra
 * Connect of one server. What a source does not say contradicts nothing.
 */
export function mixedOrigins(sources: readonly EvidenceSource[]): MixedOrigin[] {
  const ofTenant = sources.filter(
    ({ kind, tenant }) => (kind === 'entra' || ofConnect.has(kind)) && guid.test(tenant ?? ''),
  );
  const tenants = ofTenant.map(({ origin, tenant = '' }) => ({ origin, value: tenant }));
  const servers = sources.flatMap(({ kind, origin, server }) =>
    ofConnect.has(kind) && server !== undefined ? [{ origin, value: server }] : [],
  );
  return [
    ...otherThanFirst('tenant', tenants, (a, b) => a.toLowerCase() === b.toLowerCase()),
    ...otherThanFirst('server', servers, isSameMachine),
  ];
}

function otherThanFirst(
  what: string,
  named: readonly { readonly origin: string; readonly value: string }[],
  isSame: (one: string, other: string) => boolean,
): MixedOrigin[] {
  const [any] = named;
  if (any === undefined) return [];
  // A short name does not tell two machines apart that have it in two domains.
  const first = named.find(({ value }) => hasDomain(value) && isSame(value, any.value)) ?? any;
  return named
    .filter(({ value }) => !isSame(value, first.value))
    .map(({ origin, value }) => ({
      origin,
      found: `${origin} is from the ${what} ${value}`,
      expected: `${first.value}, as ${first.origin} is`,
    }));
}

function isWithin(name: string, domain: string): boolean {
  return `.${name.toLowerCase()}`.endsWith(`.${domain.toLowerCase()}`);
}
