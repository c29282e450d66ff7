import type { Identity } from '../identity.js';
import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { isAssigned, isFederated, oktaLeads } from '../service-facts.js';
import { about, subjectOf } from '../subject.js';

/** What sign-in sends is not what Entra holds (ENTRA-12, OKTA-26). */
export const oktaClaimDiffers: Rule = {
  id: 'okta-claim-differs',
  category: 'anchors',
  severity: 'error',
  title: 'Okta sends another ImmutableID than Entra holds',
  help: 'On a federated domain the sign-in token carries the ImmutableID of Okta’s app profile. Provisioning and sign-in use the same profile, so a difference shows a push that never arrived, or a value that somebody changed on one side. The person who signs in is the one of the user name in Okta: the app profile must not lead to another person’s account, and two people must not send one ImmutableID. A warning while the evidence does not show which domains are federated.',
  consequence: 'The person can’t sign in to Microsoft 365 with the ImmutableID that Okta sends.',
  remedy:
    'Correct Okta’s profile mapping or the person’s app profile so that it sends the ImmutableID that Entra holds.',
  find(population) {
    const { oktaUsers, identities } = population;
    if (oktaUsers.length === 0) return [];
    const leads = oktaLeads(population);
    const holders = indexBy(identities, heldBy);
    // An app whose schema has no such attribute shows nobody's claim: its absence then says nothing.
    const claiming = new Set(
      oktaUsers.filter(({ immutableId }) => immutableId !== undefined).map(({ appId }) => appId),
    );
    const assigned = oktaUsers.filter((user) => isAssigned(user) && claiming.has(user.appId));
    const senders = indexBy(assigned, ({ immutableId }) => immutableId);
    const seen = new Set<Identity>();
    return assigned.flatMap((user): FindingDraft[] => {
      const { immutableId: sent } = user;
      const { byId, byName } = leads(user);
      const holder = holders.get(sent)?.[0];
      // People who are left out and have no account sign in to none.
      const named = byName.filter(({ entra, outcome }) => entra !== undefined || outcome === 'onPremOnly');
      // The user name says who signs in, the object id whose account gets the profile.
      const person = named.find((identity) => sent !== undefined && heldBy(identity) === sent) ?? named[0] ?? byId;
      const wrong = [person, byId].flatMap((identity): Wrong[] => {
        if (identity === undefined) return [];
        const held = heldBy(identity);
        if (held === sent) return [];
        if (held !== undefined) return [{ identity, expected: held, found: sent ?? 'no ImmutableID' }];
        if (identity !== person || holder === undefined) return [];
        return [{ identity, found: `${sent}, which is another’s`, holder, consequence: asAnother }];
      });
      const account = byId ?? holder;
      const other =
        named.length === 0 && account !== undefined && heldBy(account) === sent
          ? senders.get(sent)?.find(({ id, userName }) => id !== user.id && !isSameName(userName, user.userName))
          : undefined;
      if (other !== undefined && account !== undefined) {
        const names = [user, other].map(({ userName }) => userName).sort();
        wrong.push({ identity: account, found: `${sent}, for ${names.join(' and for ')}`, consequence: asAnother });
      }
      return wrong.flatMap((one) => {
        if (seen.has(one.identity)) return [];
        const federated = isFederated(one.identity.entra?.userPrincipalName ?? user.userName, population);
        if (federated === false) return [];
        seen.add(one.identity);
        return [draftOf(one, federated === true)];
      });
    });
  },
};

/** Whose ImmutableID is not the one that Okta sends, or is sent for two. */
interface Wrong {
  readonly identity: Identity;
  readonly expected?: string;
  readonly found: string;
  /** The one who has what is sent. */
  readonly holder?: Identity;
  readonly consequence?: string;
}

const asAnother = 'Entra looks for the account by the ImmutableID: somebody would sign in to another’s account.';

function draftOf({ identity, expected, found, holder, consequence }: Wrong, federated: boolean): FindingDraft {
  return {
    ...about(identity),
    ...(expected !== undefined && { expected }),
    found,
    ...(holder && { related: [subjectOf(holder)] }),
    ...(federated
      ? { prediction: { signInBreaks: true }, ...(consequence !== undefined && { consequence }) }
      : {
          severity: 'warning' as const,
          consequence:
            'If the person’s domain is federated, sign-in does not work with what Okta sends; the evidence does not say whether it is.',
        }),
  };
}

function heldBy({ entra }: Identity): string | undefined {
  return entra?.immutableId;
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
