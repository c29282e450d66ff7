import type { ContainerScope } from '../domain/connect.js';
import { directoryMark } from '../domain/directory-mark.js';
import { domainOfDistinguishedName, isInContainer } from '../domain/distinguished-name.js';
import type { OnPremObject } from '../domain/objects.js';
import { selfSid } from '../domain/sid.js';
import { bigInteger, recipientType } from './account.js';

/** The organizational units that the sync tool is configured for. Empty lists: everything is in scope. */
export interface SynchronizationScope {
  readonly organizationalUnits: readonly string[];
  readonly excludedOrganizationalUnits: readonly string[];
  /** What the policy of Entra Connect shows, besides what was declared; left out where none was read. */
  readonly policy?: readonly ContainerScope[];
  /** True where the policy has directories that show no scope: a domain that it does not name may be theirs. */
  readonly isPartial?: boolean;
}

export interface Exclusion {
  /**
   * `filter`: Entra's own rules, which nobody can accept away; `linked-mailbox`: one of them, but the person has another
   * account; `scope`: the configured OUs; `no-anchor`: the source anchor attribute is empty; `cloud-managed`: the sync leaves the
   * account alone.
   */
  readonly kind: 'filter' | 'linked-mailbox' | 'scope' | 'no-anchor' | 'cloud-managed';
  readonly reason: string;
}

/** msExchRecipientTypeDetails bits of mailboxes that Entra Connect leaves out (CONNECT-29). */
const filteredRecipientTypes = 0x21c07000n;
const linkedMailbox = 2n;

/** What names are like that Windows, Exchange and Entra Connect give to accounts of their own (CONNECT-29). */
export const reservedNames = {
  support: /^support_388945a0$/i,
  synchronization: /^(aad_|msol_)/i,
  systemMailbox: /^systemmailbox\{/i,
  cas: /^cas_/i,
} as const;
/** How an adminDescription begins with which an administrator takes an object out (CONNECT-29). */
export const reservedDescriptions = { group: 'Group_', user: 'User_' } as const;

/** Why the sync tool leaves the user out, or undefined when it is in scope. */
export function exclusionOf(
  user: OnPremObject,
  fields: ReadonlySet<string>,
  scope: SynchronizationScope | undefined,
): Exclusion | undefined {
  if (isLinkedMailbox(user)) {
    return {
      kind: 'linked-mailbox',
      reason: 'it is a linked mailbox; the account in the account forest gives anchor and UPN',
    };
  }
  const filter = defaultFilter(user, fields);
  if (filter !== undefined) return { kind: 'filter', reason: filter };
  const outside = outOfScope(user, scope);
  return outside === undefined ? undefined : { kind: 'scope', reason: outside };
}

/** A mailbox whose owner signs in with an account of another forest: msExchMasterAccountSid names it; SELF is a shared one. */
export function isLinkedMailbox(user: OnPremObject): boolean {
  if (user.objectType !== 'user') return false;
  if (recipientType(user) === linkedMailbox) return true;
  const master = user.attributes.get('msexchmasteraccountsid');
  return user.enabled === false && master !== undefined && master !== selfSid && master !== user.objectSid;
}

/**
 * Why Entra Connect's default rules leave the user out, or undefined. Judged only on attributes that the evidence has:
 * an absent column says nothing. Source: CONNECT-29.
 */
function defaultFilter(user: OnPremObject, fields: ReadonlySet<string>): string | undefined {
  const attribute = (name: string): string => user.attributes.get(name) ?? '';
  const account = user.samAccountName ?? '';
  const nickname = attribute('mailnickname');

  if (/^(true|1)$/i.test(attribute('iscriticalsystemobject'))) return 'isCriticalSystemObject is TRUE';
  const reserved = user.objectType === 'group' ? reservedDescriptions.group : reservedDescriptions.user;
  if (attribute('admindescription').toLowerCase().startsWith(reserved.toLowerCase()))
    return `adminDescription starts with ${reserved}`;
  if (user.objectType !== 'user') return objectFilter(user, fields);
  if (fields.has('samAccountName') && account === '') return 'it has no sAMAccountName';
  if (reservedNames.support.test(account)) return 'sAMAccountName is SUPPORT_388945a0';
  if (reservedNames.synchronization.test(account)) return 'sAMAccountName starts with AAD_ or MSOL_';
  if (reservedNames.systemMailbox.test(nickname)) return 'mailNickname starts with SystemMailbox{';
  if ([account, nickname].some((name) => reservedNames.cas.test(name) && name.includes('}')))
    return 'its name starts with CAS_ and has a }';
  if ((recipientType(user) & filteredRecipientTypes) !== 0n) return 'msExchRecipientTypeDetails marks a system mailbox';
  if (directoryMark(user) === 'CNF') return 'it is a replication conflict (CNF)';
  return undefined;
}

/** What Entra Connect requires of other objects: contacts and distribution groups with mail, computers with a certificate. */
function objectFilter(object: OnPremObject, fields: ReadonlySet<string>): string | undefined {
  const addressed = object.mail !== undefined || (object.proxyAddresses?.length ?? 0) > 0;
  const groupType = object.attributes.get('grouptype');
  // groupType is a signed 32-bit integer whose highest bit says "security".
  const distribution = groupType !== undefined && (bigInteger(groupType) & 0x80000000n) === 0n;
  if (fields.has('mail') && !addressed && (object.objectType === 'contact' || distribution))
    return 'it has no mail address';
  if (object.objectType === 'device' && fields.has('usercertificate') && !object.attributes.has('usercertificate'))
    return 'the computer has no userCertificate';
  return undefined;
}

/** Why the configured OU scope leaves the object out, or undefined. Without a distinguished name it is in scope. */
function outOfScope(user: OnPremObject, scope: SynchronizationScope | undefined): string | undefined {
  const name = user.distinguishedName;
  if (scope === undefined || name === undefined) return undefined;
  const excluded = scope.excludedOrganizationalUnits.find((unit) => isInContainer(name, unit));
  if (excluded !== undefined) return `it is in ${excluded}, which the scope excludes`;
  const units = scope.organizationalUnits;
  if (units.length > 0 && !units.some((unit) => isInContainer(name, unit))) return 'it is in none of the OUs in scope';
  return scope.policy && outOfPolicy(name, scope.policy, scope.isPartial === true);
}

/**
 * Why the policy of Entra Connect leaves the object out, or undefined. Each domain is a partition of its own, whatever its name ends
 * in. Of several containers that the object lies in the innermost decides: a container may be chosen again below one that is not
 * ("Microsoft Entra Connect Sync: Configure filtering").
 */
export function outOfPolicy(name: string, policy: readonly ContainerScope[], isPartial: boolean): string | undefined {
  const domain = domainOfDistinguishedName(name);
  const partitions = policy.filter((one) => domainOfDistinguishedName(one.distinguishedName) === domain);
  if (partitions.length === 0 && isPartial) return undefined;
  if (partitions.length === 0) return `the policy of Entra Connect does not select its domain ${domain ?? name}`;
  const containers = partitions.flatMap(({ inclusions, exclusions }) => [
    ...exclusions.map((container) => ({ container, isExcluded: true })),
    ...inclusions.map((container) => ({ container, isExcluded: false })),
  ]);
  const around = containers.filter(({ container }) => isInContainer(name, container));
  around.sort(
    (a, b) => Number(isInContainer(b.container, a.container)) - Number(isInContainer(a.container, b.container)),
  );
  const [innermost] = around;
  if (innermost === undefined) return 'it is in no container that the policy of Entra Connect includes';
  return innermost.isExcluded
    ? `it is in ${innermost.container}, which the policy of Entra Connect excludes`
    : undefined;
}
