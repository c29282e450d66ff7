import type { OnPremObject } from '../domain/objects.js';
import type { Identity } from './identity.js';
import { indexBy } from './index-by.js';

/** Finds the linked mailboxes of an account: their values flow into the person beside the account's own. */
export function linkedMailboxes(identities: readonly Identity[]): (account: OnPremObject) => readonly OnPremObject[] {
  const mailboxes = identities.flatMap((identity) =>
    identity.side === 'onPrem' && identity.exclusion?.kind === 'linked-mailbox' ? [identity.onPrem] : [],
  );
  const byMaster = indexBy(mailboxes, ({ attributes }) => attributes.get('msexchmasteraccountsid'));
  return ({ objectSid }) => (objectSid === undefined ? undefined : byMaster.get(objectSid)) ?? [];
}
