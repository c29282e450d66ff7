import { anchorIsGuid, decodeGuidAnchor } from '../../domain/source-anchor.js';
import { describeForm, diagnose } from '../diagnose.js';
import { refusalOf } from '../refusal.js';
import { identityRule } from '../rule.js';
import { about } from '../subject.js';

/** The ImmutableID is no canonical Base64 of 16 bytes, so no GUID anchor can ever equal it. */
export const anchorMalformed = identityRule(
  {
    id: 'anchor-malformed',
    category: 'anchors',
    severity: 'error',
    title: 'The ImmutableID is not the Base64 of a GUID',
    help: 'Where the source anchor is a GUID, an ImmutableID has 24 letters: the canonical Base64 of 16 bytes. Entra compares the text, so another spelling of the same bytes is another anchor.',
    consequence: 'No anchor that Entra computes can equal this ImmutableID.',
    remedy:
      'Correct the value at its origin (usually Okta’s mapping of the ImmutableID) and in Entra, or declare the attribute it comes from as the source anchor.',
  },
  (identity, { settings }) => {
    const immutableId = identity.entra?.immutableId;
    if (immutableId === undefined || !anchorIsGuid(settings.sourceAnchor)) return undefined;
    if (identity.outcome !== 'anchorMismatch' && identity.outcome !== 'entraOnly') return undefined;
    if (identity.side === 'entra' && identity.excludedTwin !== undefined) return undefined;
    if (decodeGuidAnchor(immutableId) !== undefined) return undefined;
    const onPrem = identity.side === 'onPrem' ? identity.onPrem : undefined;
    const anchor = identity.side === 'onPrem' ? identity.sourceAnchor : undefined;
    return {
      ...about(identity),
      diagnosis: diagnose(immutableId, onPrem, anchor),
      expected: anchor,
      found: immutableId,
      ...(identity.side === 'onPrem' && refusalOf(identity)),
      consequence: `The ImmutableID looks like ${describeForm(immutableId)}: no anchor that Entra computes can equal it, so the person would be created a second time or refused.`,
    };
  },
  'all',
);
