/** Rules about our own evidence and limits, which no vendor can change: what their pages name as sources are examples. */
export const ownRules: readonly string[] = [
  'evidence-facts-old',
  'evidence-from-other-tenant',
  'evidence-missing',
  'evidence-stale',
  'evidence-version-untried',
  'export-budget',
];
