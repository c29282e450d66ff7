import type { Assessment, Finding, Subject } from '../domain/assessment.js';
import { isAboutNobody, type Review, type RuleAndSubject } from '../domain/review.js';

/** A short keyed digest of a text, always the same for the same text. */
export type Digest = (text: string) => string;

// Not the full stop of the sentence.
const address = /[^\s"'<>()[\]{},;:|`=]+@[^\s"'<>()[\]{},;:|`]*[^\s"'<>()[\]{},;:|`.]/gu;
/** What is masked already: the text of a log may be masked again where it is quoted. */
const alreadyMasked = /^.\*{3}(@[^~]*)?~[0-9a-f]{8}$/u;
const commonName = /\bCN=((?:\\.|[^,\\])+)/gi;

/**
 * `jane.doe@corp.example` → `j***@corp.example~3f2a91c0`: enough to tell people apart and to recognize the domain, and the
 * same for the same person in every report. Names become their first letter.
 */
export function maskName(text: string, digest: Digest): string {
  if (alreadyMasked.test(text)) return text;
  const first = Array.from(text)[0] ?? '';
  const at = text.lastIndexOf('@');
  return `${first}***${at > 0 ? text.slice(at) : ''}~${digest(text.toLowerCase())}`;
}

/**
 * The assessment with everybody's names and addresses masked, also inside sentences. Object ids and anchors stay: they
 * name nobody to an outsider, and anyone who repairs needs them.
 */
export function maskAssessment(assessment: Assessment, digest: Digest): Assessment {
  const { sourceAttribute } = assessment;
  return {
    ...assessment,
    findings: assessment.findings.map((finding) => maskFinding(finding, digest)),
    ...(sourceAttribute && {
      sourceAttribute: {
        ...sourceAttribute,
        exceptions: sourceAttribute.exceptions.map((subject) => maskSubject(subject, digest)),
      },
    }),
    messages: assessment.messages.map(textMask([], digest)),
  };
}

/** The review with everybody masked. */
export function maskReview(review: Review, digest: Digest): Review {
  const { comparison, assessment, judge, reasons, standing } = review;
  // Sentences name the first of the new errors; anyone who has no address is known by name only.
  const mask = textMask(
    (comparison?.newErrors ?? [])
      .filter((pair) => !isAboutNobody(pair))
      .slice(0, 100)
      .map(({ who }) => who),
    digest,
  );
  const pairs = (list: readonly RuleAndSubject[]) => list.map((pair) => maskPair(pair, digest, mask));
  return {
    ...review,
    reasons: reasons.map(mask),
    ...(comparison && {
      comparison: {
        ...comparison,
        newErrors: pairs(comparison.newErrors),
        fixedErrors: pairs(comparison.fixedErrors),
        newWaived: pairs(comparison.newWaived),
      },
    }),
    ...(assessment && { assessment: maskAssessment(assessment, digest) }),
    ...(standing && { standing: { ...standing, errors: pairs(standing.errors), waived: pairs(standing.waived) } }),
    judge: { ...judge, waivers: judge.waivers.map(mask) },
  };
}

/** Masks sentences: every address, every common name of a distinguished name, and the given names. */
export function textMask(names: readonly string[], digest: Digest): (text: string) => string {
  // Longest first: `Jane Doe-Smith` must not be left as a masked `Jane Doe` and a surname. Shorter than 3 is not a name.
  const known = [...new Set(names)].filter((name) => name.length > 2).sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = text.replace(address, (found) => maskName(found, digest));
    const withoutCommonNames = plain.replace(commonName, (_, name: string) => `CN=${maskName(name, digest)}`);
    return known.reduce(
      (masked, name) => (masked.includes(name) ? masked.replaceAll(name, () => maskName(name, digest)) : masked),
      withoutCommonNames,
    );
  };
}

function maskFinding(finding: Finding, digest: Digest): Finding {
  const { subject, related = [], expected, found, consequence, remedy, acceptance } = finding;
  const mask = textMask(
    [subject, ...related].flatMap((each) => [each?.name ?? '', each?.userPrincipalName ?? '']),
    digest,
  );
  return {
    ...finding,
    ...(subject && { subject: maskSubject(subject, digest) }),
    ...(finding.related && { related: related.map((each) => maskSubject(each, digest)) }),
    ...(expected !== undefined && { expected: mask(expected) }),
    ...(found !== undefined && { found: mask(found) }),
    consequence: mask(consequence),
    remedy: mask(remedy),
    ...(acceptance && {
      acceptance: { ...acceptance, reason: mask(acceptance.reason), owner: mask(acceptance.owner) },
    }),
  };
}

function maskSubject(subject: Subject, digest: Digest): Subject {
  const { userPrincipalName, name, distinguishedName } = subject;
  return {
    ...subject,
    ...(userPrincipalName !== undefined && { userPrincipalName: maskName(userPrincipalName, digest) }),
    ...(name !== undefined && { name: maskName(name, digest) }),
    ...(distinguishedName !== undefined && {
      distinguishedName: distinguishedName.replace(commonName, (_, value: string) => `CN=${maskName(value, digest)}`),
    }),
  };
}

function maskPair({ rule, key, who }: RuleAndSubject, digest: Digest, mask: (text: string) => string): RuleAndSubject {
  return { rule, key, who: who.includes('@') ? maskName(who, digest) : mask(who) };
}
