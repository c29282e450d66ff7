import { expect } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import type { PendingExport } from '../../src/domain/connect.js';
import type { OktaApp, OktaAppUser } from '../../src/domain/okta.js';
import { evidence } from './evidence.js';
import type { Organisation } from './organisation.js';

/** The object id that an organization gives the Entra account of that number. */
export const id = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** For `with`: Okta's apps and people; staged exports. */
export const okta = (...records: readonly (OktaApp | OktaAppUser)[]) => ({ okta: [evidence('okta', records)] });
export const exports = (...records: readonly PendingExport[]) => ({
  pendingExports: [evidence('pendingExports', records)],
});

/** The domain of everybody's UPN is federated, or managed. */
export const federated = { federatedDomains: new Set(['corp.example']) };
export const managed = { federatedDomains: new Set<string>() };

/** For `person`: without ImmutableID in Entra. */
export const softly = { entra: { immutableId: undefined } };

/** The findings of one rule, one a person, by the part of the UPN before the `@`. */
export function found(
  rule: string,
  org: Organisation,
  settings: Parameters<Organisation['judge']>[0] = {},
): Record<string, Finding> {
  const findings = org.judge(settings).findings.filter((finding) => finding.rule === rule);
  const people = findings.map((finding) => [finding.subject?.userPrincipalName?.split('@')[0] ?? '', finding] as const);
  expect(new Set(people.map(([name]) => name)).size).toBe(findings.length);
  return Object.fromEntries(people);
}
