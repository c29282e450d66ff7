import type { RuleMetadata } from '../../domain/rule.js';

const indeterminate = 'Nobody may call the environment cleared: what was not read may be the one account that matters.';

export const evidenceMissing: RuleMetadata = {
  id: 'evidence-missing',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is missing',
  help: 'The phase, or the question asked, needs evidence that was not given.',
  consequence: indeterminate,
  remedy: 'Collect it (`entra-cutover collect --help`) and run the assessment again.',
};

export const evidenceStale: RuleMetadata = {
  id: 'evidence-stale',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is too old, or its age is unknown',
  help: 'People join, leave and are renamed: evidence answers only for the time it was read. The age counts from the reading that `collect` recorded; a file’s modification time is no age.',
  consequence: indeterminate,
  remedy: 'Collect it again with `entra-cutover collect`.',
};

export const evidenceIncomplete: RuleMetadata = {
  id: 'evidence-incomplete',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is incomplete',
  help: 'Rows were rejected, a file is truncated, empty or of another kind, or a needed column is absent.',
  consequence: indeterminate,
  remedy: 'Mend the export as described and run the assessment again.',
};

export const evidenceFromOtherTenant: RuleMetadata = {
  id: 'evidence-from-other-tenant',
  category: 'evidence',
  severity: 'error',
  title: 'Evidence is from another tenant or server',
  help: 'The tenant, or the Entra Connect server, recorded in the evidence is not the one the stack declares.',
  consequence: indeterminate,
  remedy:
    'Collect the evidence from the declared tenant and server, or correct `cutover:tenant.id` or `cutover:connect.serverName`.',
};

export const evidenceRules: readonly RuleMetadata[] = [
  evidenceMissing,
  evidenceStale,
  evidenceIncomplete,
  evidenceFromOtherTenant,
];
