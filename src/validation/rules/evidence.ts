import type { RuleMetadata } from '../../domain/rule.js';

const indeterminate = 'The environment can’t be called cleared: what was not read may be the one account that matters.';

export const evidenceMissing: RuleMetadata = {
  id: 'evidence-missing',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is missing',
  help: 'The phase, or the question asked, needs evidence that was not given.',
  consequence: indeterminate,
  remedy: 'Collect what the finding names (`entra-cutover collect --help`) and run the assessment again.',
};

export const evidenceStale: RuleMetadata = {
  id: 'evidence-stale',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is too old, or its age is unknown',
  help: 'People join, leave and are renamed: evidence answers only for the time it was read. The age counts from the reading that `collect` recorded; a file’s modification time is not an age.',
  consequence: indeterminate,
  remedy:
    'Collect it again with `entra-cutover collect`. An export of Active Directory or of Entra Connect that was made by hand is dated with `--exported-at` of `collect on-prem` or `collect connect`. Entra is read with `collect entra`, or live.',
};

export const evidenceIncomplete: RuleMetadata = {
  id: 'evidence-incomplete',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is incomplete',
  help: 'Rows were rejected, a file is truncated, empty or of another kind, a needed column is absent, or two sources contradict each other. A finding that is only a warning does not change the decision.',
  consequence: indeterminate,
  remedy: 'Fix the export as the finding describes, and run the assessment again.',
};

export const evidenceFromOtherTenant: RuleMetadata = {
  id: 'evidence-from-other-tenant',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is from another tenant or server',
  help: 'The tenant, or the Entra Connect server, recorded in the evidence is not the one the stack declares.',
  consequence: indeterminate,
  remedy:
    'Collect the evidence from the declared tenant and server, or correct `cutover:tenant.id` or `cutover:connect.serverName` if they are wrong.',
};

export const evidenceFactsOld: RuleMetadata = {
  id: 'evidence-facts-old',
  category: 'evidence',
  severity: 'error',
  title: 'Vendor facts have not been checked for a long time',
  help: 'Each rule, and each command, rests on what Microsoft, Okta or Pulumi document or do (docs/vendor-facts.md), and each such fact has the day on which somebody last compared it with its source. After 180 days the product may have changed. With files this is a warning. A stack is indeterminate until a review acknowledges it, up to a date at most 180 days ahead.',
  consequence: 'Rules may say, and commands may do, something that no longer holds, or miss what is new.',
  remedy:
    'Use a version of this tool whose facts were checked again. Or compare the facts that are named with their sources (docs/vendor-facts.md), and acknowledge in the stack, by a reviewed change, that you did: cutover:evidence.factsAcceptedUntil.',
};

export const evidenceVersionUntried: RuleMetadata = {
  id: 'evidence-version-untried',
  category: 'evidence',
  severity: 'error',
  title: 'A version was never tried',
  help: 'What a server of Entra Connect, a provisioning agent or a plugin of the engine does depends on its version. With a version that nobody has run this product with (docs/supported-versions.md), what the rules know is from the vendor’s pages and recorded answers. A stack must acknowledge the version; that of a provisioning agent is shown on its server only.',
  consequence: 'Rules may say something that does not hold for this version, or miss what is new.',
  remedy:
    'Go through the cutover and its rollback with this version in a test tenant. Then acknowledge it in the stack, by a reviewed change of cutover:evidence.versionsAccepted: the product as it is named here and its version, such as Entra Connect 2.5.190.0 (a provisioning agent shows its version on its server).',
};

export const evidenceRules: readonly RuleMetadata[] = [
  evidenceMissing,
  evidenceStale,
  evidenceIncomplete,
  evidenceFromOtherTenant,
  evidenceFactsOld,
  evidenceVersionUntried,
];
