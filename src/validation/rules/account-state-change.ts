import { type MailboxKind, mailboxKind } from '../account.js';
import { isPaired } from '../identity.js';
import { type FindingDraft, onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** Accounts behind mailboxes of no person are disabled in Active Directory by design. */
const mailboxWords: Readonly<Record<MailboxKind, FindingDraft>> = {
  shared: {
    severity: 'warning',
    consequence:
      'It is a shared mailbox: its account is disabled on-premises by design, and becomes disabled in Entra too. People who work with the mailbox open it with their own accounts.',
    remedy: 'Nothing, unless somebody or a device signs in with the account itself.',
  },
  room: {
    consequence:
      'It is a room mailbox: its account is disabled on-premises by design, but enabled in Entra, where a room system or somebody may sign in with it. That sign-in would end.',
    remedy:
      'Look at the sign-ins of the account in Entra. Enable the on-premises account if a room system needs it; if nothing signs in, disable it in Entra before the cutover.',
  },
  equipment: {
    consequence:
      'It is an equipment mailbox: its account is disabled on-premises by design, but enabled in Entra, where a device or somebody may sign in with it. That sign-in would end.',
    remedy:
      'Look at the sign-ins of the account in Entra. Enable the on-premises account if a device needs it; if nothing signs in, disable it in Entra before the cutover.',
  },
};

/** Enabled on one side, disabled on the other. */
export const accountStateChange = onPremRule(
  {
    id: 'account-state-change',
    category: 'population',
    severity: 'error',
    title: 'The account would be disabled or enabled',
    help: 'After the match the state in Active Directory decides: accountEnabled in Entra follows userAccountControl. A warning only for a shared mailbox, whose on-premises account is disabled by design.',
    consequence:
      'The on-premises state replaces the one in Entra: the person is locked out, or somebody who was locked out can sign in again.',
    remedy: 'Find out which state is right. Enable or disable the on-premises account accordingly, and export again.',
  },
  (identity) => {
    if (!isPaired(identity)) return undefined;
    const { onPrem, entra } = identity;
    if (onPrem.enabled === undefined || entra.accountEnabled === undefined || onPrem.enabled === entra.accountEnabled)
      return undefined;
    const draft = {
      ...about(identity),
      expected: onPrem.enabled ? 'enabled' : 'disabled',
      found: entra.accountEnabled ? 'enabled' : 'disabled',
    };
    const mailbox = mailboxKind(onPrem);
    if (mailbox !== undefined && !onPrem.enabled) return { ...draft, ...mailboxWords[mailbox] };
    return {
      ...draft,
      consequence: onPrem.enabled
        ? 'The account is disabled in Entra and enabled on-premises: somebody who was locked out could sign in again.'
        : 'The account is enabled in Entra and disabled on-premises: the person would be locked out.',
    };
  },
);
