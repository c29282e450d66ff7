import type { AuditRecord } from '../../src/audit/index.js';

/** A write as the journal keeps it. */
export function record(target: string): AuditRecord {
  return {
    stack: 'staging',
    phase: 'cutover',
    operation: 'okta.connection.deactivate',
    target,
    outcome: 'done',
    before: { connection: 'ENABLED' },
    after: { connection: 'DISABLED' },
    at: '2026-11-24T05:00:00.000Z',
  };
}
