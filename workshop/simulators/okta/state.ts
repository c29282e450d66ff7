import type { JsonObject } from '../json.js';
import type { KeyPair } from '../key-pair.js';

export type Switch = 'ENABLED' | 'DISABLED';

export interface OktaState {
  readonly apiToken: string;
  /** Signs the bearer tokens that we issue. */
  readonly tokenKey: string;
  readonly serviceApp: {
    readonly clientId: string;
    readonly keyId: string;
    readonly keys: KeyPair;
    readonly scopes: readonly string[];
  };
  readonly apps: OktaAppState[];
  /** Agents of the directories that Okta reads. */
  readonly agentPools: readonly (JsonObject & { readonly id: string })[];
}

export interface OktaAppState {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly signOnMode: string;
  status: 'ACTIVE' | 'INACTIVE';
  readonly settings: JsonObject;
  /** Left out for apps that cannot provision at all. */
  readonly connection?: ConnectionState;
  readonly features: FeatureState[];
  readonly groupPush: readonly JsonObject[];
  /** Groups that are assigned to the app, with what the assignment gives their members (licenses, roles). */
  readonly groups: readonly (JsonObject & { readonly id: string })[];
  readonly users: AppUserState[];
  readonly mapping?: MappingState;
}

export interface ConnectionState {
  status: Switch;
  /** Whether the OAuth consent that the connection needs is there. */
  consented: boolean;
  /** An activation was asked for and waits for the consent. */
  activationWanted: boolean;
  consentState: string;
}

export interface FeatureState {
  readonly name: 'USER_PROVISIONING' | 'INBOUND_PROVISIONING';
  readonly description: string;
  capabilities: JsonObject;
}

export interface AppUserState {
  readonly id: string;
  /** The id in the target: the Entra object id. */
  readonly externalId: string | null;
  status: string;
  syncState: 'DISABLED' | 'ERROR' | 'OUT_OF_SYNC' | 'SYNCHRONIZED' | 'SYNCING';
  /** How many more reads see SYNCING. */
  readsUntilSettled: number;
  /** A push to this user is under way whenever provisioning is being changed. */
  readonly inFlight: boolean;
  lastSync: string;
  readonly userName: string;
  profile: JsonObject;
}

export interface MappingState {
  readonly id: string;
  readonly properties: Record<string, { expression: string; pushStatus: 'PUSH' | 'DONT_PUSH' }>;
}

/** True when the app writes into Microsoft 365: its API integration is on. Single capabilities may still be off. */
export function provisioningIsOn(app: OktaAppState): boolean {
  return app.connection?.status === 'ENABLED';
}

/** The status of a capability such as `update.profile`. */
export function capabilityIsOn(app: OktaAppState, ...path: readonly string[]): boolean {
  let value: unknown = app.features.find(({ name }) => name === 'USER_PROVISIONING')?.capabilities;
  for (const name of [...path, 'status'])
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return value === 'ENABLED';
}
