import type { EntraObject } from '../domain/objects.js';
import { profileProperties } from '../domain/profile-properties.js';
import { type EntraRecord, isEntraObject, type LicenceFact } from '../domain/service.js';

/** What a step brings back, in the order in which it can be written: an account before what hangs on it. */
export const restoreKinds = [
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
  readonly where: 'Graph' | 'Exchange' | 'Active Directory' | 'nowhere';
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
  /** In the recycle bin. */
  readonly deleted: ReadonlyMap<string, Known>;
}

/**
 * What would be written to have everything of `before` that `now` lacks or has otherwise. What came since is left alone, and
 * nothing is written here. An account in the recycle bin has one step: what it does not bring along shows once it is back.
 *
 * @param person an object id, UPN or address of then: only the steps of that object.
 * @returns sorted by kind, then by subject; undefined where the person is not in `before`.
 */
export function planRestore(
  before: Iterable<EntraRecord>,
  now: Iterable<EntraRecord>,
  person?: string,
): RestoreStep[] | undefined {
  const [then, today] = [tenantOf(before), tenantOf(now)];
  const meant =
    person === undefined
      ? undefined
      : new Set([...then.objects.values()].filter((one) => isCalled(one, person)).map(idOf));
  if (meant?.size === 0) return undefined;
  const steps = [...then.objects.values()].flatMap((object) => [
    ...(object.objectType === 'group' ? membershipSteps(object, then, today, meant !== undefined) : []),
    ...objectSteps(object, then, today),
  ]);
  return steps.filter(({ objectId }) => meant === undefined || meant.has(objectId)).sort(inOrder);
}

function objectSteps(object: Known, then: Tenant, today: Tenant): RestoreStep[] {
  const current = today.objects.get(idOf(object));
  switch (object.objectType) {
    case 'user':
      return current === undefined
        ? [accountStep(object, today.deleted.get(idOf(object)))]
        : [...valueSteps(object, current, today), ...licenceSteps(object, then, today)];
    case 'group':
    case 'contact':
      return current === undefined ? [goneStep(object, object.objectType)] : otherSteps(object, current);
    default:
      return [];
  }
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
  const until = lastDay(deleted.deletedDateTime);
  return {
    ...step(
      'account',
      object,
      'Graph',
      `is in the recycle bin${until}: restore it, with its mailbox and licenses; then make the plan again`,
    ),
    request: { method: 'POST', path: `/directory/deletedItems/${idOf(object)}/restore` },
  };
}

function lastDay(deletedAt: string | undefined): string {
  const time = Date.parse(deletedAt ?? '');
  if (Number.isNaN(time)) return '';
  return ` until ${new Date(time + binDays * 86_400_000).toISOString().slice(0, 10)}`;
}

function valueSteps(object: Known, current: Known, today: Tenant): RestoreStep[] {
  const here = mastered(current) ? 'Active Directory' : 'Graph';
  const patch = (body: object): Pick<RestoreStep, 'request'> =>
    here === 'Graph' ? { request: { method: 'PATCH', path: userPath(object), body } } : {};
  const steps: RestoreStep[] = [];
  const { accountEnabled, userPrincipalName, immutableId } = object;
  if (accountEnabled !== undefined && current.accountEnabled !== accountEnabled) {
    const text = `accountEnabled ${shown(current.accountEnabled)}, was ${accountEnabled}`;
    steps.push({ ...step('state', object, here, text), ...patch({ accountEnabled }) });
  }
  if (!isSameName(userPrincipalName, current.userPrincipalName)) {
    const text = `userPrincipalName ${shown(current.userPrincipalName)}, was ${shown(userPrincipalName)}`;
    steps.push({ ...step('addresses', object, here, text), ...patch({ userPrincipalName }) });
  }
  steps.push(...addressSteps(object, current));
  if (immutableId !== current.immutableId) {
    const text = `onPremisesImmutableId ${shown(current.immutableId)}, was ${shown(immutableId)}`;
    steps.push({ ...step('attributes', object, here, text), ...patch({ onPremisesImmutableId: immutableId ?? null }) });
  }
  for (const [name, value] of object.properties ?? []) {
    const found = current.properties?.get(name);
    if (found === value) continue;
    if (name === 'manager') {
      const isThere = today.objects.has(value.toLowerCase());
      const text = `manager ${shown(found)}, was ${value}${isThere ? '' : ', whose account is not there now'}`;
      const body = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${value}` };
      steps.push({
        ...step('manager', object, here, text),
        ...(here === 'Graph' &&
          isThere && { request: { method: 'PUT', path: `${userPath(object)}/manager/$ref`, body } }),
      });
      continue;
    }
    const property = written.get(name) ?? name;
    const text = `${property} ${shown(found)}, was ${value}`;
    // Where Active Directory has none, a usage location is the cloud's own.
    const isOwn = name === 'usagelocation';
    steps.push({
      ...step('attributes', object, isOwn ? 'Graph' : here, text),
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

/** Graph shows addresses; Exchange writes them. */
function addressSteps(object: Known, current: Known): RestoreStep[] {
  const where = mastered(current) ? 'Active Directory' : 'Exchange';
  const lost = (object.proxyAddresses ?? []).filter((address) => !current.proxyAddresses?.includes(address));
  const texts = [
    ...(object.mail !== undefined && !isSameName(object.mail, current.mail)
      ? [`mail ${shown(current.mail)}, was ${object.mail}`]
      : []),
    ...(lost.length > 0 ? [`proxyAddresses without ${lost.toSorted().join(', ')}`] : []),
  ];
  return texts.map((text) => step('addresses', object, where, text));
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

/** ENTRA-27. */
function goneStep(object: Known, kind: 'group' | 'contact'): RestoreStep {
  if (kind === 'contact') {
    const where = mastered(object) ? 'Active Directory' : 'Exchange';
    return step(kind, object, where, 'is gone: create it again; its object id is another one then');
  }
  const text =
    'is gone: look for it in the deleted groups of the Entra admin center; security groups can’t be restored through Graph, and a new one has another object id';
  return step(kind, object, mastered(object) ? 'Active Directory' : 'nowhere', text);
}

/**
 * Who is no longer in the group. Anyone who is gone is not a member before the account is back.
 *
 * @param ofOne for the plan of one object: there a group that is gone is told as a membership. The plan of all tells it as a group.
 */
function membershipSteps(group: Known, then: Tenant, today: Tenant, ofOne: boolean): RestoreStep[] {
  const current = today.objects.get(idOf(group));
  if (current === undefined) {
    const members = ofOne ? (group.members ?? []).flatMap((id) => then.objects.get(id.toLowerCase()) ?? []) : [];
    const text = `no member of ${nameOf(group)} any more: the group is gone`;
    return members.map((member) => step('groups', member, 'nowhere', text));
  }
  const members = new Set((current.members ?? []).map((id) => id.toLowerCase()));
  return (group.members ?? []).flatMap((member): RestoreStep[] => {
    const id = member.toLowerCase();
    if (members.has(id) || !today.objects.has(id)) return [];
    const object = then.objects.get(id) ?? ({ ...group, entraObjectId: id, userPrincipalName: id } as Known);
    const where = mastered(current) ? 'Active Directory' : 'Graph';
    // Graph shows alike what it writes (a Microsoft 365 group) and what it refuses.
    const list =
      where === 'Graph' && current.mailEnabled ? ' (a distribution list takes members in Exchange only)' : '';
    const body = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` };
    return [
      {
        ...step('groups', object, where, `no member of ${nameOf(group)} any more${list}`),
        ...(where === 'Graph' && {
          request: { method: 'POST', path: `/groups/${idOf(group)}/members/$ref`, body },
        }),
      },
    ];
  });
}

function licenceSteps(object: Known, then: Tenant, today: Tenant): RestoreStep[] {
  const current = today.licences.get(idOf(object)) ?? [];
  const steps: RestoreStep[] = [];
  const direct: { skuId: string; disabledPlans: readonly string[] }[] = [];
  for (const { skuId, throughGroup, disabledPlans = [] } of then.licences.get(idOf(object)) ?? []) {
    const same = current.filter((licence) => licence.skuId === skuId);
    if (throughGroup === undefined) {
      const isWhole = same.some(
        (licence) => licence.throughGroup !== undefined || isSameList(licence.disabledPlans ?? [], disabledPlans),
      );
      if (!isWhole) direct.push({ skuId, disabledPlans });
    } else if (same.length === 0) {
      const group = today.objects.get(throughGroup.toLowerCase());
      const isMember = group?.members?.some((id) => id.toLowerCase() === idOf(object)) === true;
      const name = then.objects.get(throughGroup.toLowerCase());
      const text = `license ${skuId} came from the group ${name === undefined ? throughGroup : nameOf(name)}`;
      const request: RestoreRequest = { method: 'POST', path: `${userPath(object)}/reprocessLicenseAssignment` };
      steps.push({
        ...step('licenses', object, 'Graph', isMember ? text : `${text}, and comes back with it`),
        ...(isMember && { request }),
      });
    }
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

function step(kind: RestoreKind, object: Known, where: RestoreStep['where'], text: string): RestoreStep {
  return { kind, objectId: idOf(object), subject: nameOf(object), where, text };
}

function tenantOf(records: Iterable<EntraRecord>): Tenant {
  const objects = new Map<string, Known>();
  const deleted = new Map<string, Known>();
  const licences = new Map<string, LicenceFact[]>();
  for (const record of records) {
    if (isEntraObject(record)) {
      if (record.entraObjectId === undefined) continue;
      const known = record as Known;
      (record.deletedDateTime === undefined ? objects : deleted).set(idOf(known), known);
    } else if (record.fact === 'licence') {
      const id = record.entraObjectId.toLowerCase();
      licences.set(id, [...(licences.get(id) ?? []), record]);
    }
  }
  return { objects, licences, deleted };
}

/** True where Active Directory masters the object: Graph and Exchange refuse to write it (GRAPH-14). */
function mastered({ synced, cloudManaged }: EntraObject): boolean {
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

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join(' ') === [...other].sort().join(' ');
}

function inOrder(one: RestoreStep, other: RestoreStep): number {
  const [a, b] = [one, other].map(
    ({ kind, subject, objectId, text }) => `${restoreKinds.indexOf(kind)} ${subject} ${objectId} ${text}`,
  );
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
