import { spelledAddress } from '../domain/account-values.js';
import type { EntraObject } from '../domain/objects.js';
import { profileProperties } from '../domain/profile-properties.js';
import { type DomainFact, type EntraRecord, isEntraObject, type LicenceFact } from '../domain/service.js';

/** What a step brings back, in the order in which it can be written: a name is free, and an account is there, before what hangs on it. */
export const restoreKinds = [
  'names',
  'account',
  'group',
  'contact',
  'state',
  'addresses',
  'attributes',
  'manager',
  'groups',
  'licenses',
] as const;
export type RestoreKind = (typeof restoreKinds)[number];

/** A request to Microsoft Graph, v1.0. */
export interface RestoreRequest {
  readonly method: 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

/** One thing of somebody that is not as it was, and what would be written to have it back. */
export interface RestoreStep {
  readonly kind: RestoreKind;
  readonly objectId: string;
  /** The UPN of then; of a group or contact its name. */
  readonly subject: string;
  /** Who masters it now, and so where it is written; `nowhere` where it is unavailable back. */
  readonly where: 'Graph' | 'Exchange' | 'Active Directory' | 'membership rule' | 'nowhere';
  readonly text: string;
  /** Left out for what Graph does not write. */
  readonly request?: RestoreRequest;
}

/** Names of Graph's that it writes for an account of the cloud, by their lower-case form. */
const written: ReadonlyMap<string, string> = new Map(
  [
    'displayName',
    ...profileProperties,
    'mailNickname',
    ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
  ].map((name) => [name.toLowerCase(), name]),
);
const binDays = 30;

type Known = EntraObject & { readonly entraObjectId: string };

interface Tenant {
  readonly objects: ReadonlyMap<string, Known>;
  readonly licences: ReadonlyMap<string, readonly LicenceFact[]>;
  /** Who has a UPN or an address, by its lower-case form. */
  readonly holders: ReadonlyMap<string, readonly Known[]>;
  /** In the recycle bin. */
  readonly deleted: ReadonlyMap<string, Known>;
  /** By name; empty where they were not read. */
  readonly domains: ReadonlyMap<string, DomainFact>;
}

/**
 * What would be written to have everything of `before` that `now` lacks or has otherwise. What came since is left alone, and
 * nothing is written here. An account in the recycle bin has one step: what it does not bring along shows once it is back.
 *
 * @param graphUrl the origin of Microsoft Graph in the tenant's cloud: what a request refers to lies there.
 * @param person an object id, UPN or address of then: only the steps of that object.
 * @returns sorted by kind, then by subject; undefined where the person is not in `before`.
 */
export function planRestore(
  before: Iterable<EntraRecord>,
  now: Iterable<EntraRecord>,
  graphUrl: string,
  person?: string,
): RestoreStep[] | undefined {
  const [then, today] = [tenantOf(before), tenantOf(now)];
  const meant =
    person === undefined
      ? undefined
      : new Set([...then.objects.values()].filter((one) => isCalled(one, person)).map(idOf));
  if (meant?.size === 0) return undefined;
  const steps = [...then.objects.values()].flatMap((object) => [
    ...(object.objectType === 'group' ? membershipSteps(object, then, today, graphUrl, meant) : []),
    ...objectSteps(object, then, today, graphUrl).filter(({ objectId }) => meant?.has(objectId) !== false),
  ]);
  return steps.sort(inOrder);
}

function objectSteps(object: Known, then: Tenant, today: Tenant, graphUrl: string): RestoreStep[] {
  const current = today.objects.get(idOf(object));
  switch (object.objectType) {
    case 'user':
      return [
        ...heldNameSteps(object, then, today),
        ...(current === undefined
          ? [accountStep(object, today.deleted.get(idOf(object)))]
          : [...valueSteps(object, current, today, graphUrl), ...licenceSteps(object, then, today)]),
      ];
    case 'group':
    case 'contact':
      return [
        ...heldNameSteps(object, then, today),
        ...(current === undefined
          ? [goneStep(object, object.objectType, today.deleted.get(idOf(object)))]
          : otherSteps(object, current)),
      ];
    default:
      return [];
  }
}

/** Who has a name of then now, a twin for instance: Entra takes a UPN or an address from nobody else before it is free. */
function heldNameSteps(object: Known, then: Tenant, today: Tenant): RestoreStep[] {
  const current = today.objects.get(idOf(object));
  const own = new Set(current === undefined ? [] : namesOf(current));
  const held = new Map<Known, string[]>();
  for (const name of new Set(namesOf(object))) {
    if (own.has(name)) continue;
    for (const holder of today.holders.get(name) ?? []) held.set(holder, [...(held.get(holder) ?? []), name]);
  }
  return [...held].map(([holder, names]) => {
    const isSignInName = names.includes(holder.userPrincipalName?.toLowerCase() ?? '');
    const where = mastered(holder) ? 'Active Directory' : isSignInName ? 'Graph' : 'Exchange';
    const since = then.objects.has(idOf(holder)) ? '' : ', which was not there then';
    const text = `${names.toSorted().join(', ')} is held by the ${holder.objectType} ${nameOf(holder)} (${idOf(holder)})${since}: free the name first`;
    return step('names', object, where, text);
  });
}

/** UPN and addresses, in lower case. */
function namesOf({ userPrincipalName, mail, proxyAddresses = [] }: Known): string[] {
  const addresses = proxyAddresses.filter((one) => /^smtp:/i.test(one)).map((one) => one.slice('smtp:'.length));
  return [userPrincipalName, mail, ...addresses].flatMap((name) => (name ? [name.toLowerCase()] : []));
}

/** ENTRA-10, ENTRA-26: anyone who is restored has the object id of before. */
function accountStep(object: Known, deleted: Known | undefined): RestoreStep {
  if (deleted === undefined) {
    return step(
      'account',
      object,
      'nowhere',
      'is gone, from the recycle bin too: no request brings its object id back',
    );
  }
  const text = `is in the recycle bin${lastDay(deleted.deletedDateTime)}: restore it, with its mailbox and licenses; then make the plan again`;
  return { ...step('account', object, 'Graph', text), request: restoreRequest(object) };
}

function restoreRequest(object: Known): RestoreRequest {
  return { method: 'POST', path: `/directory/deletedItems/${idOf(object)}/restore` };
}

function lastDay(deletedAt: string | undefined): string {
  const time = Date.parse(deletedAt ?? '');
  if (Number.isNaN(time)) return '';
  return ` until ${new Date(time + binDays * 86_400_000).toISOString().slice(0, 10)}`;
}

function valueSteps(object: Known, current: Known, today: Tenant, graphUrl: string): RestoreStep[] {
  const here = mastered(current) ? 'Active Directory' : 'Graph';
  const patch = (body: object): Pick<RestoreStep, 'request'> =>
    here === 'Graph' ? { request: { method: 'PATCH', path: userPath(object), body } } : {};
  const steps: RestoreStep[] = [];
  const { accountEnabled } = object;
  if (accountEnabled !== undefined && current.accountEnabled !== accountEnabled) {
    const text = `accountEnabled ${shown(current.accountEnabled)}, was ${accountEnabled}`;
    steps.push({ ...step('state', object, here, text), ...patch({ accountEnabled }) });
  }
  steps.push(...signInSteps(object, current, today), ...addressSteps(object, current));
  for (const [name, value] of object.properties ?? []) {
    const found = current.properties?.get(name);
    if (found === value) continue;
    if (name === 'manager') {
      const isThere = today.objects.has(value.toLowerCase());
      const text = `manager ${shown(found)}, was ${value}${isThere ? '' : ', whose account is not there now'}`;
      const body = { '@odata.id': `${graphUrl}/v1.0/users/${value}` };
      steps.push({
        ...step('manager', object, here, text),
        ...(here === 'Graph' &&
          isThere && { request: { method: 'PUT', path: `${userPath(object)}/manager/$ref`, body } }),
      });
      continue;
    }
    const property = written.get(name) ?? name;
    const [master, more] =
      here === 'Active Directory' && exchangeAttributes.test(name)
        ? exchangeMaster(object, current)
        : ([here, ''] as const);
    const text = `${property} ${shown(found)}, was ${value}${more}`;
    // Where Active Directory has none, a usage location is the cloud's own.
    const isOwn = name === 'usagelocation';
    steps.push({
      ...step('attributes', object, isOwn ? 'Graph' : master, text),
      ...(isOwn ? { request: { method: 'PATCH', path: userPath(object), body: { usageLocation: value } } } : {}),
      ...(isOwn || !written.has(name) ? {} : patch(bodyOf(property, value))),
    });
  }
  return steps;
}

function bodyOf(property: string, value: string): object {
  if (property.startsWith('extensionAttribute')) return { onPremisesExtensionAttributes: { [property]: value } };
  return { [property]: property === 'businessPhones' ? [value] : value };
}

/**
 * UPN and ImmutableID. What there was none of is left alone: a match brought it, and nobody can take it away (GRAPH-14). On a federated
 * domain Graph writes no ImmutableID (GRAPH-15).
 */
function signInSteps(object: Known, current: Known, { domains }: Tenant): RestoreStep[] {
  const { userPrincipalName: name, immutableId } = object;
  const [path, here] = [userPath(object), mastered(current) ? 'Active Directory' : 'Graph'] as const;
  const anchorDiffers = immutableId !== undefined && immutableId !== current.immutableId;
  const isFederated = (upn: string | undefined): boolean =>
    domains.get(upn?.replace(/^.*@/s, '').toLowerCase() ?? '')?.federated === true;
  const [isNow, willBe] = [isFederated(current.userPrincipalName), isFederated(name ?? current.userPrincipalName)];
  const steps: RestoreStep[] = [];
  if (name !== undefined && !isSameName(name, current.userPrincipalName)) {
    const text = `userPrincipalName ${shown(current.userPrincipalName)}, was ${name}`;
    const isLast = here === 'Graph' && anchorDiffers && !isNow && willBe;
    const more = isLast ? ', on a federated domain: write the ImmutableID first, then make the plan again' : '';
    steps.push({
      ...step('addresses', object, here, `${text}${more}`),
      ...(here === 'Graph' && !isLast && { request: { method: 'PATCH', path, body: { userPrincipalName: name } } }),
    });
  }
  if (!anchorDiffers) return steps;
  const text = `onPremisesImmutableId ${shown(current.immutableId)}, was ${immutableId}`;
  if (here !== 'Graph') {
    const told = `${text}: while the account is synchronized, nobody can change it`;
    return [...steps, step('attributes', object, 'nowhere', told)];
  }
  const request: RestoreRequest = { method: 'PATCH', path, body: { onPremisesImmutableId: immutableId } };
  if (domains.size === 0) {
    const told = `${text}; which domains are federated was not read: there Graph refuses it until the UPN is in a managed domain`;
    return [...steps, { ...step('attributes', object, here, told), request }];
  }
  if (!isNow || !willBe) return [...steps, { ...step('attributes', object, here, text), request }];
  const managed = [...domains.values()].filter(({ verified, federated }) => verified && !federated);
  const example = managed.length > 0 ? `, such as ${managed[0]?.name}` : '';
  const told = `${text}: on a federated domain Graph refuses it. Move the UPN to a managed domain${example}, write the ImmutableID, and move the UPN back`;
  return [...steps, step('attributes', object, here, told)];
}

/** By lower-case name, besides addresses: what IsExchangeCloudManaged keeps from the sync (ENTRA-23). */
const exchangeAttributes = /^(mailnickname|extensionattribute\d+)$/;

/** Who writes the Exchange attributes of an object that is synchronized, and what to say where Graph does not tell (ENTRA-23). */
function exchangeMaster(object: Known, current: Known): readonly [where: RestoreStep['where'], more: string] {
  if (object.objectType !== 'user') return ['Active Directory', ''];
  const isCloudManaged = current.exchangeCloudManaged ?? object.exchangeCloudManaged;
  if (isCloudManaged !== undefined) return [isCloudManaged ? 'Exchange' : 'Active Directory', ''];
  return ['Active Directory', ' (in Exchange, where IsExchangeCloudManaged of the mailbox is true)'];
}

/** Graph shows addresses; Exchange writes them. */
function addressSteps(object: Known, current: Known): RestoreStep[] {
  const [where, more] = mastered(current) ? exchangeMaster(object, current) : (['Exchange', ''] as const);
  const has = new Set(current.proxyAddresses?.map(spelledAddress));
  const lost = (object.proxyAddresses ?? []).filter((address) => !has.has(spelledAddress(address)));
  const texts = [
    ...(object.mail !== undefined && !isSameName(object.mail, current.mail)
      ? [`mail ${shown(current.mail)}, was ${object.mail}`]
      : []),
    ...(lost.length > 0 ? [`proxyAddresses without ${lost.toSorted().join(', ')}`] : []),
  ];
  return texts.map((text) => step('addresses', object, where, `${text}${more}`));
}

/** Of groups and contacts, names and addresses. */
function otherSteps(object: Known, current: Known): RestoreStep[] {
  const { objectType, displayName } = object;
  const kind = objectType === 'group' ? 'group' : 'contact';
  const isRenamed = displayName !== undefined && displayName !== current.displayName;
  const where = mastered(current) ? 'Active Directory' : kind === 'group' ? 'Graph' : 'Exchange';
  const renamed: RestoreStep = {
    ...step(kind, object, where, `displayName ${shown(current.displayName)}, was ${displayName}`),
    ...(where === 'Graph' && {
      request: { method: 'PATCH', path: `/groups/${idOf(object)}`, body: { displayName } },
    }),
  };
  return [...(isRenamed ? [renamed] : []), ...addressSteps(object, current)];
}

/** ENTRA-27. The recycle bin of groups is not always read. */
function goneStep(object: Known, kind: 'group' | 'contact', deleted: Known | undefined): RestoreStep {
  if (kind === 'contact') {
    const where = mastered(object) ? 'Active Directory' : 'Exchange';
    return step(kind, object, where, 'is gone: create it again; it gets a new object id');
  }
  if (isOfType(object, 'unified')) {
    const where =
      deleted === undefined
        ? 'is gone, or in the recycle bin'
        : `is in the recycle bin${lastDay(deleted.deletedDateTime)}`;
    const text = `${where}: restore it; then make the plan again`;
    return { ...step(kind, object, 'Graph', text), request: restoreRequest(object) };
  }
  const text =
    'is gone: look for it in the deleted groups of the Entra admin center; security groups can’t be restored through Graph, and a new one has another object id';
  return step(kind, object, mastered(object) ? 'Active Directory' : 'nowhere', text);
}

/**
 * Who is no longer in the group. Anyone who is gone is not a member before the account is back; of what is neither in the backup
 * nor among what is read, such as a device, nobody knows.
 *
 * @param meant the ids of the plan of one: of a group all its members, of anybody else their own membership. There a group that is
 *   gone is told as a membership, too. The plan of all, and that of the group, tells it as a group.
 */
function membershipSteps(
  group: Known,
  then: Tenant,
  today: Tenant,
  graphUrl: string,
  meant: ReadonlySet<string> | undefined,
): RestoreStep[] {
  const current = today.objects.get(idOf(group));
  const isMeant = (id: string): boolean => meant === undefined || meant.has(idOf(group)) || meant.has(id);
  if (current === undefined) {
    const members = (group.members ?? []).flatMap((id) =>
      meant?.has(id.toLowerCase()) ? (then.objects.get(id.toLowerCase()) ?? []) : [],
    );
    const { where } = goneStep(group, 'group', undefined);
    const more = where === 'Graph' ? ': restore it first, by its own plan' : '';
    const text = `no member of ${nameOf(group)} any more: the group is gone${more}`;
    return members.map((member) => step('groups', member, where, text));
  }
  const members = new Set((current.members ?? []).map((id) => id.toLowerCase()));
  return (group.members ?? []).flatMap((member): RestoreStep[] => {
    const id = member.toLowerCase();
    if (members.has(id) || !isMeant(id) || (then.objects.has(id) && !today.objects.has(id))) return [];
    const object = then.objects.get(id) ?? ({ ...group, entraObjectId: id, userPrincipalName: id } as Known);
    const [where, how] = takesMembers(current);
    const more = today.objects.has(id)
      ? how
      : `${how}; what it is was not read, a device for instance: look whether it is still there`;
    const body = { '@odata.id': `${graphUrl}/v1.0/directoryObjects/${id}` };
    return [
      {
        ...step('groups', object, where, `no member of ${nameOf(group)} any more${more}`),
        ...(where === 'Graph' && {
          request: { method: 'POST', path: `/groups/${idOf(group)}/members/$ref`, body },
        }),
      },
    ];
  });
}

/** Where the group takes members, and what to say of it (ENTRA-28). */
function takesMembers(group: Known): readonly [RestoreStep['where'], string] {
  const { groupTypes, mailEnabled } = group;
  if (mastered(group)) return ['Active Directory', ''];
  if (isOfType(group, 'dynamicmembership'))
    return ['membership rule', ': its membership rule decides: give the person the attributes that the rule asks for'];
  if (!mailEnabled || isOfType(group, 'unified')) return ['Graph', ''];
  if (groupTypes !== undefined) return ['Exchange', ''];
  // Without its types nothing tells a Microsoft 365 group from a distribution list.
  return ['Graph', ' (a distribution list takes members in Exchange only)'];
}

function isOfType({ groupTypes }: Known, type: 'unified' | 'dynamicmembership'): boolean {
  return groupTypes?.some((one) => one.toLowerCase() === type) === true;
}

/** ENTRA-29: of several assignments of a license each gives its service plans, so a plan is off where all of them have it off. */
function licenceSteps(object: Known, then: Tenant, today: Tenant): RestoreStep[] {
  const before = then.licences.get(idOf(object)) ?? [];
  const current = today.licences.get(idOf(object)) ?? [];
  const steps: RestoreStep[] = [];
  const direct: { skuId: string; disabledPlans: readonly string[] }[] = [];
  const lacks = (skuId: string): boolean => {
    const [was, is] = [before, current].map((list) => plansOff(list.filter((licence) => licence.skuId === skuId)));
    return is === undefined || [...is].some((plan) => was?.has(plan) !== true);
  };
  for (const { skuId, throughGroup, disabledPlans = [] } of before) {
    if (throughGroup === undefined) {
      if (!lacks(skuId)) continue;
      // What came since is left alone: a plan that is on now stays on.
      const own = current.find((licence) => licence.skuId === skuId && licence.throughGroup === undefined);
      const off = own === undefined ? disabledPlans : disabledPlans.filter((plan) => own.disabledPlans?.includes(plan));
      direct.push({ skuId, disabledPlans: off });
    } else if (lacks(skuId)) steps.push(groupLicenceStep(object, skuId, throughGroup, then, today));
  }
  if (direct.length === 0) return steps;
  const request: RestoreRequest = {
    method: 'POST',
    path: `${userPath(object)}/assignLicense`,
    body: { addLicenses: direct, removeLicenses: [] },
  };
  const text = `without ${direct.map(({ skuId }) => skuId).join(', ')}, or with other service plans`;
  return [...steps, { ...step('licenses', object, 'Graph', text), request }];
}

/** The service plans that are off for somebody with these assignments of one license; undefined without any. */
function plansOff(licences: readonly LicenceFact[]): ReadonlySet<string> | undefined {
  const [first, ...others] = licences.map(({ disabledPlans = [] }) => disabledPlans);
  return first && new Set(first.filter((plan) => others.every((plans) => plans.includes(plan))));
}

/** A license that came from a group comes from there again: as a direct one it would stay with anyone who leaves the group. */
function groupLicenceStep(
  object: Known,
  skuId: string,
  throughGroup: string,
  then: Tenant,
  today: Tenant,
): RestoreStep {
  const id = throughGroup.toLowerCase();
  const [group, name] = [today.objects.get(id), then.objects.get(id)];
  const text = `license ${skuId} came from the group ${name === undefined ? throughGroup : nameOf(name)}`;
  const told = (more: string): RestoreStep => step('licenses', object, 'Graph', `${text}${more}`);
  if (group === undefined) return told(', which is gone: give it by another group, or directly');
  if (!group.members?.some((member) => member.toLowerCase() === idOf(object))) return told(', and comes back with it');
  const request: RestoreRequest = { method: 'POST', path: `${userPath(object)}/reprocessLicenseAssignment` };
  const given = [...today.licences.values()]
    .flat()
    .some((licence) => licence.skuId === skuId && licence.throughGroup?.toLowerCase() === id);
  return { ...told(given ? '' : ', where nobody has it now: check whether the group still has the license'), request };
}

function step(kind: RestoreKind, object: Known, where: RestoreStep['where'], text: string): RestoreStep {
  return { kind, objectId: idOf(object), subject: nameOf(object), where, text };
}

function tenantOf(records: Iterable<EntraRecord>): Tenant {
  const objects = new Map<string, Known>();
  const deleted = new Map<string, Known>();
  const licences = new Map<string, LicenceFact[]>();
  const domains = new Map<string, DomainFact>();
  for (const record of records) {
    if (isEntraObject(record)) {
      if (record.entraObjectId === undefined) continue;
      const known = record as Known;
      (record.deletedDateTime === undefined ? objects : deleted).set(idOf(known), known);
    } else if (record.fact === 'licence') {
      const id = record.entraObjectId.toLowerCase();
      licences.set(id, [...(licences.get(id) ?? []), record]);
    } else if (record.fact === 'domain') domains.set(record.name, record);
  }
  return { objects, licences, deleted, domains, holders: holdersIn(objects.values()) };
}

function holdersIn(objects: Iterable<Known>): ReadonlyMap<string, readonly Known[]> {
  const holders = new Map<string, Known[]>();
  for (const object of objects)
    for (const name of new Set(namesOf(object))) holders.set(name, [...(holders.get(name) ?? []), object]);
  return holders;
}

/** True where Active Directory masters the object: Graph and Exchange refuse to write it (GRAPH-14). */
function mastered({ synced, cloudManaged }: Pick<EntraObject, 'synced' | 'cloudManaged'>): boolean {
  return synced === true && cloudManaged !== true;
}

function isCalled(object: Known, name: string): boolean {
  const wanted = name.toLowerCase();
  const { userPrincipalName, mail, displayName, proxyAddresses = [] } = object;
  return [
    idOf(object),
    userPrincipalName,
    mail,
    displayName,
    ...proxyAddresses.map((one) => one.replace(/^smtp:/i, '')),
  ]
    .map((one) => one?.toLowerCase())
    .includes(wanted);
}

function nameOf({ userPrincipalName, displayName, mail, entraObjectId }: Known): string {
  return userPrincipalName ?? displayName ?? mail ?? entraObjectId;
}

function idOf({ entraObjectId }: Known): string {
  return entraObjectId.toLowerCase();
}

function userPath(object: Known): string {
  return `/users/${idOf(object)}`;
}

function shown(value: unknown): string {
  return value === undefined ? '(none)' : String(value);
}

function isSameName(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function inOrder(one: RestoreStep, other: RestoreStep): number {
  const [a, b] = [one, other].map(
    ({ kind, subject, objectId, text }) => `${restoreKinds.indexOf(kind)} ${subject} ${objectId} ${text}`,
  );
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
