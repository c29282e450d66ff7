import { anchorIsGuid, decodeGuidAnchor } from '../../domain/source-anchor.js';
import { describeForm, diagnose } from '../diagnose.js';
import { refusalOf } from '../refusal.js';
import { identityRule } from '../rule.js';
import { about } from '../subject.js';
import { isMasteredByOkta } from './entra-only.js';

/** The ImmutableID is not canonical Base64 of 16 bytes, so no GUID anchor can ever equal it. */
export const anchorMalformed = identityRule(
  {
    id: 'anchor-malformed',
    category: 'anchors',
    severity: 'error',
    title: 'The ImmutableID is not the Base64 of a GUID',
    help: 'Where the source anchor is a GUID, an ImmutableID has 24 characters: the canonical Base64 of 16 bytes. Entra compares the text, so another spelling of the same bytes is another anchor. A warning where nobody on-premises matches the account, and Okta itself masters the person or the on-premises evidence is incomplete.',
    consequence: 'No anchor that Entra computes can equal this ImmutableID.',
    remedy:
      'Correct the value at its origin (usually Okta’s mapping of the ImmutableID) and in Entra, or install Entra Connect with the attribute it comes from as the source anchor; declaring it in the stack alone repairs nothing.',
  },
  (identity, { settings, onPremComplete }) => {
    const immutableId = identity.entra?.immutableId;
    if (immutableId === undefined || !anchorIsGuid(settings.sourceAnchor)) return undefined;
    if (identity.outcome !== 'anchorMismatch' && identity.outcome !== 'entraOnly') return undefined;
    if (identity.side === 'entra' && identity.excludedTwin !== undefined) return undefined;
    if (decodeGuidAnchor(immutableId) !== undefined) return undefined;
    const looks = `The ImmutableID looks like ${describeForm(immutableId)}`;
    if (identity.side === 'entra')
      return {
        ...about(identity),
        ...((!onPremComplete || isMasteredByOkta(identity)) && { severity: 'warning' as const }),
        diagnosis: diagnose(immutableId, undefined, undefined),
        found: immutableId,
        consequence: `${looks}: no anchor that Entra computes can equal it. No on-premises account matches it, so it stays as it is.`,
        remedy:
          'Nothing, if the person is meant to have no on-premises account: sign-in through Okta may go by this value. Otherwise find the person’s on-premises account first.',
      };
    return {
      ...about(identity),
      diagnosis: diagnose(immutableId, identity.onPrem, identity.sourceAnchor),
      expected: identity.sourceAnchor,
      found: immutableId,
      ...refusalOf(identity),
      consequence: `${looks}: no anchor that Entra computes can equal it, so the person would be created a second time or refused.`,
    };
  },
  'all',
);
