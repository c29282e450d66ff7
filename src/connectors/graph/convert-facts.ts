import type { RecordPosition } from '../../domain/evidence.js';
import type {
  AccessPolicyFact,
  AgentFact,
  ConnectExportFact,
  DeletionPreventionFact,
  DomainFact,
  FeaturesFact,
  LicenceFact,
} from '../../domain/service.js';
import { type SyncRole, syncRoleIds } from '../../domain/sync-roles.js';
import { jsonObject } from '../../evidence/json-document.js';
import { knownFields } from '../../evidence/known-fields.js';
import {
  jsonText,
  type KnownMembers,
  knownMembers,
  type Members,
  type Reject,
  shownValue,
} from '../../evidence/known-members.js';

/** A domain of `GET /domains`, or undefined for one that does not say what a rule needs, which is rejected. */
export function convertDomain(json: unknown, at: RecordPosition, reject: Reject): DomainFact | undefined {
  const { required } = entry(json, reject);
  const name = required.text('id');
  const verified = required.flag('isVerified');
  const authenticationType = required.text('authenticationType');
  if (name === undefined || verified === undefined || authenticationType === undefined) return undefined;
  return {
    fact: 'domain',
    at,
    name: name.toLowerCase(),
    verified,
    // Only what Graph calls managed is: anchors of federated users may not change (ENTRA-12, GRAPH-20).
    federated: authenticationType !== 'Managed',
  };
}

/** `features` of directory/onPremisesSynchronization (GRAPH-9). */
export function convertFeatures(object: Entry, at: RecordPosition): FeaturesFact {
  const { flag } = object.inside('features');
  return {
    fact: 'features',
    at,
    ...knownFields({
      softMatchBlocked: flag('blockSoftMatchEnabled'),
      hardMatchBlocked: flag('blockCloudObjectTakeoverThroughHardMatchEnabled'),
      objectIdentifierUpdateAllowed: flag('allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled'),
      passwordSyncEnabled: flag('passwordSyncEnabled'),
    }),
  };
}

const preventions = {
  disabled: 'disabled',
  enabledForCount: 'count',
  enabledForPercentage: 'percentage',
} as const;

/** `configuration.accidentalDeletionPrevention` (GRAPH-9); a word that we don't know is `unknown`. */
export function convertDeletionPrevention(object: Entry, at: RecordPosition): DeletionPreventionFact {
  const prevention = object.inside('configuration').inside('accidentalDeletionPrevention');
  const type = prevention.text('synchronizationPreventionType') ?? '';
  const threshold = prevention.number('alertThreshold');
  return {
    fact: 'deletionPrevention',
    at,
    prevention: Object.hasOwn(preventions, type) ? preventions[type as keyof typeof preventions] : 'unknown',
    ...(threshold !== undefined && { threshold }),
  };
}

/** Beta `configuration`: what an Entra Connect server reported; undefined when none ever did. */
export function convertConnectExport(object: Entry, at: RecordPosition): ConnectExportFact | undefined {
  const configuration = object.inside('configuration');
  const exported = configuration.inside('currentExportData');
  const known = knownFields({
    anchorAttribute: configuration.text('anchorAttribute'),
    clientMachineName: exported.text('clientMachineName'),
    clientVersion: configuration.text('synchronizationClientVersion'),
    pendingAdditions: exported.number('pendingObjectsAddition'),
    pendingUpdates: exported.number('pendingObjectsUpdate'),
    pendingDeletions: exported.number('pendingObjectsDeletion'),
  });
  return Object.keys(known).length === 0 ? undefined : { fact: 'connectExport', at, ...known };
}

/** A provisioning agent of onPremisesPublishingProfiles (beta), or undefined for an entry without an id, which is rejected. */
export function convertAgent(json: unknown, at: RecordPosition, reject: Reject = () => {}): AgentFact | undefined {
  const { required, text } = entry(json, reject);
  const agentId = required.text('id');
  if (agentId === undefined) return undefined;
  return {
    fact: 'agent',
    at,
    agentId,
    machineName: text('machineName') ?? 'unknown',
    // Samples write it with a capital letter, the type without.
    status: (text('status') ?? 'unknown').toLowerCase(),
  };
}

/** A policy of `GET /identity/conditionalAccess/policies`, or undefined for one that is not enforced. */
export function convertAccessPolicy(json: unknown, at: RecordPosition, reject: Reject): AccessPolicyFact | undefined {
  const policy = entry(json, reject);
  if (policy.text('state') !== 'enabled') return undefined;
  const conditions = policy.inside('conditions');
  const users = conditions.inside('users');
  const ids = (name: string): readonly string[] => listOf(users, name, 'a list of ids');
  const undecided = undecidedConditions(conditions);
  const [excludedRoles, includedRoles] = [ids('excludeRoles'), ids('includeRoles')];
  const stance = (role: SyncRole): 'excluded' | 'included' | undefined => {
    if (excludedRoles.includes(syncRoleIds[role])) return 'excluded';
    return includedRoles.includes(syncRoleIds[role]) ? 'included' : undefined;
  };
  return {
    fact: 'accessPolicy',
    at,
    name: policy.text('displayName') ?? 'a policy without a name',
    demands: demandsOf(policy.inside('grantControls')),
    ...(sparesSync(conditions) && { sparesSync: true }),
    ...(undecided.length > 0 && { undecided }),
    everybody: ids('includeUsers').includes('all'),
    syncRole: stance('directory') ?? 'unnamed',
    ...knownFields({ onPremSyncRole: stance('onPremises') }),
    includedUsers: ids('includeUsers').filter((id) => id !== 'all'),
    includedGroups: ids('includeGroups'),
    excludedUsers: ids('excludeUsers'),
    excludedGroups: ids('excludeGroups'),
    ...principalsOf(conditions.inside('clientApplications')),
  };
}

/** What a policy demands: nobody is there to accept terms or to answer a factor of another vendor either. */
function demandsOf(grant: Entry): readonly string[] {
  const others = ['termsOfUse', 'customAuthenticationFactors'].filter((name) => listOf(grant, name).length > 0);
  const strength = grant.inside('authenticationStrength').text('id') === undefined ? [] : ['authenticationStrength'];
  return [...textsOf(grant.read('builtInControls', 'a list of controls', listOfTexts)), ...others, ...strength].sort();
}

/** Client types of a policy that concern what signs in as the sync does (ENTRA-34). */
const desktopClients = ['all', 'mobileappsanddesktopclients'];

/** True where a condition leaves out each sign-in of a sync, whatever the others say. */
function sparesSync(conditions: Entry): boolean {
  const applications = conditions.inside('applications');
  const included = listOf(applications, 'includeApplications');
  // What somebody registers or steps up for does not stop a sign-in to an app.
  const actions = ['includeUserActions', 'includeAuthenticationContextClassReferences'];
  const isAboutOthers = included.length === 0 && actions.some((name) => listOf(applications, name).length > 0);
  const clients = listOf(conditions, 'clientAppTypes');
  const platforms = listOf(conditions.inside('platforms'), 'includePlatforms');
  const methods = (conditions.inside('authenticationFlows').text('transferMethods') ?? 'none').toLowerCase();
  return (
    isAboutOthers ||
    (included.length > 0 && included.every((name) => name === 'none')) ||
    (clients.length > 0 && !clients.some((type) => desktopClients.includes(type))) ||
    (platforms.length > 0 && !platforms.some((name) => name === 'all' || name === 'windows')) ||
    methods !== 'none'
  );
}

/** Conditions of which the policy alone does not tell whether the sign-in of a sync meets them, in words. */
function undecidedConditions(conditions: Entry): readonly string[] {
  const inside = (name: string, ...lists: readonly string[]): readonly string[] =>
    lists.flatMap((list) => listOf(conditions.inside(name), list));
  const isChosen = (values: readonly string[]): boolean => values.some((value) => value !== 'all');
  const applications = conditions.inside('applications');
  const risks = ['userRiskLevels', 'signInRiskLevels', 'servicePrincipalRiskLevels'];
  return Object.entries({
    apps:
      isChosen(inside('applications', 'includeApplications', 'excludeApplications')) ||
      applications.inside('applicationFilter').text('rule') !== undefined,
    'device filter': conditions.inside('devices').inside('deviceFilter').text('rule') !== undefined,
    'device platforms': isChosen(inside('platforms', 'includePlatforms', 'excludePlatforms')),
    places: isChosen(inside('locations', 'includeLocations', 'excludeLocations')),
    risks:
      risks.some((name) => listOf(conditions, name).length > 0) || conditions.text('insiderRiskLevels') !== undefined,
  }).flatMap(([words, isOpen]) => (isOpen ? words : []));
}

/** The texts of a list, in lower case; empty where it is null or missing. */
function listOf(object: Entry, name: string, expected = 'a list of names'): readonly string[] {
  return textsOf(object.read(name, expected, listOfTexts)).map((text) => text.toLowerCase());
}

/** `conditions.clientApplications` (GRAPH-25); nothing where the policy is for users. */
function principalsOf(applications: Entry): Partial<AccessPolicyFact> {
  const ids = (name: string): readonly string[] => listOf(applications, name, 'a list of ids');
  const included = ids('includeServicePrincipals').filter((id) => id !== 'none');
  const filtered = applications.inside('servicePrincipalFilter').text('rule') !== undefined;
  if (included.length === 0 && !filtered) return {};
  return {
    includedPrincipals: included.filter((id) => id !== ownPrincipals),
    excludedPrincipals: ids('excludeServicePrincipals'),
    everyPrincipal: included.includes(ownPrincipals),
    principalFilter: filtered,
  };
}

/** `ServicePrincipalsInMyTenant`: all that are the tenant's own. */
const ownPrincipals = 'serviceprincipalsinmytenant';

function listOfTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one): one is string => typeof one === 'string') ? value : undefined;
}

function textsOf(list: readonly string[] | undefined): readonly string[] {
  return list ?? [];
}

/**
 * Who assigned a user's licenses: `licenseAssignmentStates`. Those that are switched off are none, and so are those that failed,
 * for want of a license for instance (ENTRA-36); one that does not say which license it is is rejected.
 */
export function convertLicences(json: Members, at: RecordPosition, reject: Reject): LicenceFact[] {
  const states = json.get('licenseAssignmentStates') ?? [];
  const id = json.get('id');
  if (!Array.isArray(states)) {
    reject(`licenseAssignmentStates is ${shownValue(states)}, expected a list.`);
    return [];
  }
  if (typeof id !== 'string') return [];
  return states.flatMap((item): LicenceFact[] => {
    const { required, text } = entry(item, (message) => reject(`licenseAssignmentStates: ${message}`));
    const [skuId, group, state] = [required.text('skuId'), text('assignedByGroup'), text('state')];
    if (skuId === undefined || /^(disabled|error)$/i.test(state ?? '')) return [];
    const throughGroup = group !== undefined && { throughGroup: group };
    const off = jsonObject(item)?.get('disabledPlans');
    const disabledPlans = Array.isArray(off) && off.length > 0 && { disabledPlans: off.map(jsonText).sort() };
    return [{ fact: 'licence', at, entraObjectId: id.toLowerCase(), skuId, ...throughGroup, ...disabledPlans }];
  });
}

/** An object of an answer, read by its known members. */
export interface Entry extends KnownMembers {
  /** The same members where a missing one is rejected, too. */
  readonly required: Pick<KnownMembers, 'text' | 'flag'>;
  /** The object that stands under the name; one without members where it is null or missing. */
  readonly inside: (name: string) => Entry;
}

/** An entry of an answer; what is not an object is rejected and has no members. */
export function entry(json: unknown, reject: Reject): Entry {
  const members = jsonObject(json);
  if (members === undefined) reject(`An entry is ${shownValue(json)}, expected an object.`);
  const known = knownMembers(members, reject);
  const demand = <Value>(name: string, value: Value | undefined): Value | undefined => {
    // Of a wrong type it was told already, and so was an entry that is not an object.
    const found = members?.get(name);
    if (members !== undefined && (found === undefined || found === null || found === ''))
      reject(`An entry has no ${name}, expected one in each.`);
    return value;
  };
  return {
    ...known,
    required: {
      text: (name) => demand(name, known.text(name)),
      flag: (name) => demand(name, known.flag(name)),
    },
    inside: (name) => entry(known.read(name, 'an object', jsonObject) === undefined ? {} : members?.get(name), reject),
  };
}
