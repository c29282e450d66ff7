import { canonicalName } from '../records/columns.js';
import { quoted, UnreadableValue } from './unreadable-value.js';

/** The words of Exchange's RecipientTypeDetails by the number that msExchRecipientTypeDetails has for them: 0, then a bit each. */
const wordsOfBits: readonly string[] = [
  ...['UserMailbox', 'LinkedMailbox', 'SharedMailbox', 'LegacyMailbox', 'RoomMailbox', 'EquipmentMailbox'],
  ...[
    'MailContact',
    'MailUser',
    'MailUniversalDistributionGroup',
    'MailNonUniversalGroup',
    'MailUniversalSecurityGroup',
  ],
  ...['DynamicDistributionGroup', 'PublicFolder', 'SystemAttendantMailbox', 'SystemMailbox', 'MailForestContact'],
  ...['User', 'Contact', 'UniversalDistributionGroup', 'UniversalSecurityGroup', 'NonUniversalGroup', 'DisabledUser'],
  ...['MicrosoftExchange', 'ArbitrationMailbox', 'MailboxPlan', 'LinkedUser', '', '', 'RoomList', 'DiscoveryMailbox'],
  ...['RoleGroup', 'RemoteUserMailbox', 'Computer', 'RemoteRoomMailbox', 'RemoteEquipmentMailbox'],
  ...['RemoteSharedMailbox', 'PublicFolderMailbox', 'TeamMailbox', 'RemoteTeamMailbox', 'MonitoringMailbox'],
  ...['GroupMailbox', 'LinkedRoomMailbox', 'AuditLogMailbox', 'RemoteGroupMailbox', 'SchedulingMailbox'],
  ...['GuestMailUser', 'AuxAuditLogMailbox', 'SupervisoryReviewPolicyMailbox', 'ExchangeSecurityGroup'],
];
const numbers: ReadonlyMap<string, bigint> = new Map([
  ['none', 0n],
  ...wordsOfBits.map((word, bit): [string, bigint] => [canonicalName(word), 1n << BigInt(bit)]),
]);

/** True for a word of Exchange's RecipientTypeDetails, with or without blanks. */
export function isRecipientType(text: string): boolean {
  return numbers.has(canonicalName(text));
}

/**
 * msExchRecipientTypeDetails as a decimal number (empty where there is none), from a number (hexadecimal too) or from the
 * word that Exchange writes, with or without blanks. Throws UnreadableValue for anything else: whether Entra Connect leaves the object out is read from it.
 */
export function readRecipientType(text: string, column: string): string {
  const word = text.trim();
  if (/^-?\d+$|^0x[0-9a-f]+$/i.test(word)) return String(BigInt(word));
  if (word === '') return '';
  const number = numbers.get(canonicalName(word));
  if (number !== undefined) return String(number);
  throw new UnreadableValue(
    `${column} is ${quoted(text)}, expected a number such as 1 or a word of Exchange such as UserMailbox, so nothing says whether Entra Connect takes the object. Export the column again.`,
  );
}
