import { domainOf } from '../directory.js';
import type { AdObject } from './state.js';
import { first, present, type Values } from './values.js';

const linkedMailbox = '2';
/** Types of mailboxes that would not work in Exchange Online, and the one of role groups. */
const unsuitableMailboxes = 0x21c07000;
const roleGroup = 0x40000000;
const accountDisabled = 2;
const securityEnabled = 0x80000000;
const mostMembers = 250_000;

/** True when the rules' scoping filters leave the object out: nothing joins it, so it is nobody's source. */
export function isOutOfScope({ objectType, values }: AdObject): boolean {
  const prefix = objectType === 'group' ? 'group_' : objectType === 'user' ? 'user_' : 'contact_';
  return (
    first(values, 'isCriticalSystemObject').toUpperCase() === 'TRUE' ||
    first(values, 'adminDescription').toLowerCase().startsWith(prefix)
  );
}

/**
 * True when the out-of-box rules set cloudFiltered: the object is in the metaverse and is not provisioned to Entra, where an
 * account that was joined to it is deleted ("Understanding the default configuration").
 */
export function isCloudFiltered({ objectType, dn, values }: AdObject): boolean {
  const account = first(values, 'sAMAccountName');
  const alias = first(values, 'mailNickname');
  const mailboxType = Number(first(values, 'msExchRecipientTypeDetails') || 0);
  const isTemporary = (name: string): boolean => name.toUpperCase().startsWith('CAS_') && name.includes('}');
  if (/^[^,]*\\0ACNF:/i.test(dn)) return true;
  switch (objectType) {
    case 'contact':
      return !isMailEnabled(values) || isTemporary(alias);
    case 'group':
      return (
        (!isSecurityGroup(values) && !isMailEnabled(values)) ||
        (values.member ?? []).length >= mostMembers ||
        (mailboxType & roleGroup) !== 0 ||
        account === 'MSOL_AD_Sync_RichCoexistence'
      );
    default:
      return (
        account === '' ||
        /^(AAD_|MSOL_)/i.test(account) ||
        account.toUpperCase() === 'SUPPORT_388945A0' ||
        alias.toLowerCase().startsWith('systemmailbox{') ||
        isTemporary(alias) ||
        isTemporary(account) ||
        (mailboxType & unsuitableMailboxes) !== 0
      );
  }
}

function isSecurityGroup(values: Values): boolean {
  return (Number(first(values, 'groupType') || 0) & securityEnabled) !== 0;
}

function isMailEnabled(values: Values): boolean {
  const addresses = values.proxyAddresses ?? [];
  const primary = addresses.find((address) => address.startsWith('SMTP:')) ?? '';
  return addresses.length > 0 && (primary.includes('@') || first(values, 'mail').includes('@'));
}

/**
 * The source anchor that the rules compute, or '': mS-DS-ConsistencyGuid where it is the anchor and present, else objectGUID;
 * text attributes as they are. A linked mailbox gives none ("Design concepts", "Understanding the default configuration").
 */
export function sourceAnchorOf({ objectType, values }: AdObject, attribute: string): string {
  if (objectType === 'user' && first(values, 'msExchRecipientTypeDetails') === linkedMailbox) return '';
  if (attribute.toLowerCase() === 'ms-ds-consistencyguid')
    return first(values, 'mS-DS-ConsistencyGuid') || first(values, 'objectGUID');
  const name = Object.keys(values).find((known) => known.toLowerCase() === attribute.toLowerCase());
  return name === undefined ? '' : first(values, name);
}

/** What the object contributes to the metaverse, under Entra's attribute names. */
export function contributionOf(object: AdObject): Values {
  const { values, objectType, dn } = object;
  const take = (name: string): readonly string[] => values[name] ?? [];
  const common = {
    displayName: values.displayName ?? take('cn'),
    mail: take('mail'),
    proxyAddresses: addressesOf(values),
    alias: [aliasOf(values)],
    onPremiseSecurityIdentifier: take('objectSid'),
    onPremisesSamAccountName: take('sAMAccountName'),
    onPremisesObjectIdentifier: take('objectGUID'),
  };
  if (objectType === 'group')
    return present({ ...common, member: take('member'), securityEnabled: [String(isSecurityGroup(values))] });
  const named = { ...common, givenName: take('givenName'), surname: take('sn') };
  if (objectType === 'contact') return present(named);
  const enabled = (Number(first(values, 'userAccountControl') || 0) & accountDisabled) === 0;
  return present({
    ...named,
    accountEnabled: [String(enabled)],
    userPrincipalName: [first(values, 'userPrincipalName') || `${first(values, 'sAMAccountName')}@${domainOf(dn)}`],
    title: take('title'),
    department: take('department'),
    usageLocation: take('msExchUsageLocation'),
    manager: take('manager'),
    dnsDomainName: [domainOf(dn)],
    onPremisesDistinguishedName: [dn],
  });
}

/** proxyAddresses; without any, mail becomes the primary one in Entra. */
function addressesOf(values: Values): readonly string[] {
  const mail = first(values, 'mail');
  return values.proxyAddresses ?? (mail === '' ? [] : [`SMTP:${mail}`]);
}

/** MailNickName, by "How the proxyAddresses attribute is populated": the first of these that is there, before its @. */
function aliasOf(values: Values): string {
  const addresses = values.proxyAddresses ?? [];
  const primary = addresses.find((address) => address.startsWith('SMTP:'))?.slice('SMTP:'.length);
  const secondary = addresses.find((address) => address.startsWith('smtp:'))?.slice('smtp:'.length);
  const named = [first(values, 'mailNickname'), primary, first(values, 'mail'), first(values, 'userPrincipalName')];
  return [...named, secondary].find((name) => name !== undefined && name !== '')?.split('@')[0] ?? '';
}
