import { primaryAddresses } from '../addresses.js';
import { keepsExchange } from '../exchange-managed.js';
import { isPaired } from '../identity.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The matched person’s primary SMTP address differs between the sides. */
export const primaryAddressChange = onPremRule(
  {
    id: 'primary-address-change',
    category: 'population',
    severity: 'error',
    title: 'The primary SMTP address would change',
    help: 'After the match Active Directory is authoritative: its primary address (the SMTP: entry of proxyAddresses, else mail; where the person has a linked mailbox, that of the mailbox before that of the account) replaces the one in Entra. Where several addresses are marked as primary, nobody knows which of them would count. What Entra Connect has staged is compared in the same way.',
    consequence:
      'The person would send mail under another address, and lose the present one if it is not among their on-premises addresses.',
    remedy: 'Set the on-premises mail and proxyAddresses to what the person uses today.',
  },
  (identity, population) => {
    if (!isPaired(identity) || keepsExchange(identity.entra, population)) return undefined;
    const { addresses } = population;
    const cloud = primaryAddresses(identity.entra);
    const claims = addresses.claimsOf(identity.onPrem);
    const [pair] = claims.flatMap((expected) =>
      cloud.filter((found) => found !== expected).map((found) => ({ expected, found })),
    );
    return pair && { ...about(identity), ...pair, ...(identity.entra.exchangeCloudManaged && mayBeKept) };
  },
  'all',
);

const mayBeKept = {
  remedy:
    'IsExchangeCloudManaged is true of the mailbox. Cloud sync leaves its addresses alone, and so does Entra Connect from 2.5.190.0 on: say which tool takes over (cutover:syncTool), and give the settings of an Entra Connect server as evidence. If an older server takes over, upgrade it first, or set the on-premises mail and proxyAddresses to what the person uses today.',
};
