import type { Domain, Entity, Group } from './graph/state.js';
import type { JsonObject } from './json.js';
import type { Switch } from './okta/state.js';

/** `organisation.json` of a scenario: what the two CSV files do not say. People are named by UPN. */
export interface OrganisationFile {
  readonly description: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly domains: readonly Domain[];
  readonly okta: {
    readonly apps: readonly AppFile[];
    readonly agentPools?: readonly (JsonObject & { readonly id: string })[];
  };
  /** Service principals of the provisioning agents' configurations. */
  readonly servicePrincipals: readonly Entity[];
  readonly roleAssignments?: readonly RoleFile[];
  readonly roleEligibility?: readonly RoleFile[];
  readonly roleDefinitions?: readonly Entity[];
  /** Provisioning agents of cloud sync, as beta shows them. */
  readonly agents?: readonly Entity[];
  readonly groups?: Group[];
  readonly contacts?: readonly Entity[];
  readonly devices?: readonly Entity[];
  /** Further Graph properties of users, by UPN: `onPremisesObjectIdentifier`, `usageLocation`, … */
  readonly userProperties?: Readonly<Record<string, JsonObject>>;
  /** UPNs of rows of the Entra file that are in the recycle bin. */
  readonly deletedUsers?: readonly string[];
  /** Changes to the usual directory/onPremisesSynchronization. */
  readonly onPremisesSynchronization?: JsonObject;
  /** The containers that the sync job is configured for; everything when left out. */
  readonly organizationalUnits?: readonly string[];
}

export interface AppFile {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly status?: 'ACTIVE' | 'INACTIVE';
  readonly signOnMode: string;
  readonly settings: JsonObject;
  /** Left out for apps that cannot provision. */
  readonly connection?: Switch;
  readonly capabilities?: JsonObject;
  readonly inbound?: JsonObject;
  readonly groupPush?: readonly JsonObject[];
  readonly groups?: readonly (JsonObject & { readonly id: string })[];
  /** `synchronised`: everybody whom Entra calls synced, but those of other apps' lists. */
  readonly users?: 'synchronised' | readonly string[];
  /** UPNs of people to whom a push is under way whenever provisioning is being changed. */
  readonly inFlight?: readonly string[];
  /** The expression that fills the ImmutableID, where it is another than Okta's usual one. */
  readonly anchorExpression?: string;
}

export interface RoleFile {
  /** UPN of the holder. */
  readonly user?: string;
  /** Object id of a group that holds the role, instead. */
  readonly group?: string;
  readonly roleDefinitionId: string;
}
