import type { Decision } from '../domain/assessment.js';

/** The contract's exit codes: fixed, never a count. */
export const exitCodes: Readonly<Record<Decision | 'error', number>> = {
  cleared: 0,
  error: 1,
  blocked: 2,
  indeterminate: 3,
};
