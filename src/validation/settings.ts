import type { ConnectConfiguration } from '../domain/connect.js';
import type { DomainFact, FeaturesFact, ServiceFact, SynchronizationJobFact } from '../domain/service.js';
import type { SourceAnchorSetting } from '../domain/source-anchor.js';
import type { SynchronizationScope } from './filters.js';
import { type CurrentWave, type DeclaredWaves, waveOf } from './wave.js';

/** What takes over: it decides what happens to those whom nobody synchronizes any more. */
export type SyncTool = 'cloudSync' | 'connect';

/** What the validation is told about the environment, besides the evidence. A field that is left out is unknown. */
export interface ValidationSettings {
  readonly sourceAnchor: SourceAnchorSetting;
  /** Domains verified in the tenant, lower case. */
  readonly verifiedDomains?: ReadonlySet<string>;
  /** Those of them whose sign-in is federated. */
  readonly federatedDomains?: ReadonlySet<string>;
  readonly scope?: SynchronizationScope;
  /** Of a server of Entra Connect; left out: it takes everybody in scope at once. */
  readonly waves?: DeclaredWaves;
  /** The one of them by which it is judged; computed. */
  readonly wave?: CurrentWave;
  /** blockSoftMatchEnabled of the tenant. */
  readonly softMatchBlocked?: boolean;
  /** blockCloudObjectTakeoverThroughHardMatchEnabled of the tenant. */
  readonly hardMatchBlocked?: boolean;
  /** The tenant's bypass of the hardening of 2026: onPremisesObjectIdentifier blocks nobody (ENTRA-6). */
  readonly objectIdentifierUpdateAllowed?: boolean;
  readonly syncTool?: SyncTool;
  /** Ids of the Office 365 apps that a stack declares. */
  readonly declaredOktaApps?: ReadonlySet<string>;
  /** Versions that a stack acknowledges, each `product version`: of an agent nothing else tells it. */
  readonly versionsAccepted?: readonly string[];
  /** The attribute that becomes the UPN in Entra; userPrincipalName when left out (Connect's alternate ID). */
  readonly userPrincipalNameAttribute?: string;
}

const everything: SynchronizationScope = { organizationalUnits: [], excludedOrganizationalUnits: [] };

/**
 * The settings, completed by what the tenant and Entra Connect say of themselves; what was declared goes first.
 *
 * @param service with every reading of a fact, as often as it was read.
 * @param isListed true where lists of an Entra Connect server were given.
 */
export function completeSettings(
  settings: ValidationSettings,
  service: readonly ServiceFact[],
  connectConfig: readonly ConnectConfiguration[],
  isListed = false,
): ValidationSettings {
  const domains = service.filter((fact): fact is DomainFact => fact.fact === 'domain');
  const features = service.filter((fact): fact is FeaturesFact => fact.fact === 'features');
  const feature = (name: 'softMatchBlocked' | 'hardMatchBlocked' | 'objectIdentifierUpdateAllowed') =>
    settings[name] ?? agreed(features.map((fact) => fact[name]));
  const syncTool = settings.syncTool ?? impliedTool(service, connectConfig, isListed);
  // Whom the policy leaves out until a later wave is not left out for good: the gate compares it with the wave.
  const wave = settings.waves && waveOf(settings.waves, settings.scope, connectConfig);
  const policy = syncTool === 'connect' && wave === undefined ? connectConfig.flatMap(({ scope = [] }) => scope) : [];
  const isPartial = connectConfig.some(({ unscopedDirectories = 0 }) => unscopedDirectories > 0);
  const known = {
    verifiedDomains: settings.verifiedDomains ?? domainsThat('verified', domains),
    federatedDomains: settings.federatedDomains ?? domainsThat('federated', domains),
    softMatchBlocked: feature('softMatchBlocked'),
    hardMatchBlocked: feature('hardMatchBlocked'),
    objectIdentifierUpdateAllowed: feature('objectIdentifierUpdateAllowed'),
    syncTool,
    wave,
    scope: policy.length > 0 ? { ...(settings.scope ?? everything), policy, isPartial } : settings.scope,
    userPrincipalNameAttribute:
      settings.userPrincipalNameAttribute ??
      connectConfig.find(({ userPrincipalNameAttribute }) => userPrincipalNameAttribute !== undefined)
        ?.userPrincipalNameAttribute,
  };
  return { ...settings, ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) };
}

/** The value that all who give one give; where they contradict each other none is known, whichever was read first. */
function agreed<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  const [value, ...others] = new Set(values.filter((one) => one !== undefined));
  return others.length === 0 ? value : undefined;
}

/** The domains of which it is true; undefined where nobody knows of one of them. */
function domainsThat(
  property: 'verified' | 'federated',
  domains: readonly DomainFact[],
): ReadonlySet<string> | undefined {
  const known = new Set(domains.filter((domain) => domain[property]).map(({ name }) => name.toLowerCase()));
  const isDisputed = domains.some((domain) => !domain[property] && known.has(domain.name.toLowerCase()));
  return domains.length === 0 || isDisputed ? undefined : known;
}

/** The tool that the evidence shows: Connect by its configuration or what a server of it lists, else cloud sync by a job of it. */
function impliedTool(
  service: readonly ServiceFact[],
  connectConfig: readonly ConnectConfiguration[],
  isListed: boolean,
): SyncTool | undefined {
  if (connectConfig.length > 0 || isListed) return 'connect';
  const jobs = service.filter((fact): fact is SynchronizationJobFact => fact.fact === 'job');
  return jobs.some(({ templateId }) => templateId === 'AD2AADProvisioning') ? 'cloudSync' : undefined;
}
