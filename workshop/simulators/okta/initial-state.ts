import type { GraphState, GraphUser } from '../graph/state.js';
import type { JsonObject } from '../json.js';
import type { KeyPair } from '../key-pair.js';
import type { AppFile, OrganisationFile } from '../organisation-file.js';
import { randomSecret, stableOktaId } from '../random.js';
import type { AppUserState, FeatureState, OktaAppState, OktaState } from './state.js';

const allOn: JsonObject = {
  create: { lifecycleCreate: { status: 'ENABLED' } },
  update: {
    lifecycleDeactivate: { status: 'ENABLED' },
    password: { status: 'DISABLED', seed: 'RANDOM', change: 'KEEP_EXISTING' },
    profile: { status: 'ENABLED' },
  },
};

/** The Okta org that provisions the tenant: its app users are Entra's users, with the ImmutableIDs that Okta stamped. */
export function initialOktaState(organisation: OrganisationFile, graph: GraphState, keys: KeyPair): OktaState {
  const { apps } = organisation.okta;
  const named = new Set(apps.flatMap(({ users }) => (Array.isArray(users) ? users : [])));
  const clientId = stableOktaId('0oa', `${organisation.tenantId}/service-app`);
  return {
    apiToken: randomSecret('00'),
    tokenKey: randomSecret(''),
    serviceApp: {
      clientId,
      keyId: stableOktaId('key', clientId),
      keys,
      scopes: [
        'okta.apps.read',
        'okta.apps.manage',
        'okta.profileMappings.read',
        'okta.schemas.read',
        'okta.users.read',
        'okta.agentPools.read',
      ],
    },
    apps: apps.map((app) => appState(app, assigned(app, graph, named))),
    agentPools: organisation.okta.agentPools ?? [],
  };
}

function assigned({ users }: AppFile, graph: GraphState, named: ReadonlySet<string>): readonly GraphUser[] {
  if (users === undefined) return [];
  if (users === 'synchronised') {
    return graph.users.filter(
      ({ onPremisesSyncEnabled, userPrincipalName }) => onPremisesSyncEnabled && !named.has(userPrincipalName),
    );
  }
  return users.map((name) => {
    const user = graph.users.find(({ userPrincipalName }) => userPrincipalName === name);
    if (user === undefined) throw new Error(`organisation.json assigns ${name}, who is not in AzureADSyncedIDS.csv.`);
    return user;
  });
}

function appState(app: AppFile, users: readonly GraphUser[]): OktaAppState {
  const provisions = app.connection !== undefined;
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    signOnMode: app.signOnMode,
    status: app.status ?? 'ACTIVE',
    settings: app.settings,
    ...(app.connection !== undefined && {
      connection: { status: app.connection, consented: true, activationWanted: false, consentState: '' },
    }),
    features: provisions ? features(app) : [],
    groupPush: app.groupPush ?? [],
    groups: app.groups ?? [],
    users: users.map((user) => appUser(user, app.inFlight ?? [])),
    ...(provisions && { mapping: { id: stableOktaId('prm', app.id), properties: mappingOf(app) } }),
  };
}

function features(app: AppFile): FeatureState[] {
  const outbound: FeatureState = {
    name: 'USER_PROVISIONING',
    description: 'User provisioning settings from Okta to a downstream application',
    capabilities: app.capabilities ?? structuredClone(allOn),
  };
  if (app.inbound === undefined) return [outbound];
  return [
    outbound,
    {
      name: 'INBOUND_PROVISIONING',
      description: 'In-bound provisioning settings for provisioning users from an application to Okta',
      capabilities: app.inbound,
    },
  ];
}

/** Okta's default mapping of the anchor (OKTA-17), unless the file has another one. */
function mappingOf({
  anchorExpression: expression = 'hasDirectoryUser()?findDirectoryUser().externalId:null',
}: AppFile): Record<string, { expression: string; pushStatus: 'PUSH' }> {
  return {
    immutableId: { expression, pushStatus: 'PUSH' },
    email: { expression: 'user.email', pushStatus: 'PUSH' },
    displayName: { expression: 'user.displayName', pushStatus: 'PUSH' },
  };
}

function appUser(user: GraphUser, inFlight: readonly string[]): AppUserState {
  const anchor = user.onPremisesImmutableId;
  // Somebody whose ImmutableID is an Okta user id was stamped with their own (OKTA-18).
  const id = anchor !== null && /^00u\w{17}$/.test(anchor) ? anchor : stableOktaId('00u', user.id);
  return {
    id,
    externalId: user.id,
    status: 'PROVISIONED',
    syncState: 'SYNCHRONIZED',
    readsUntilSettled: 0,
    inFlight: inFlight.includes(user.userPrincipalName),
    lastSync: '2026-11-20T10:00:00.000Z',
    userName: user.userPrincipalName,
    profile: { email: user.mail, displayName: user.displayName, immutableId: anchor },
  };
}
