import type { Phase } from './phase.js';

/** What each phase expects of Okta's provisioning. */
export const oktaTargets: Readonly<Record<Phase, 'unmanaged' | 'off' | 'on'>> = {
  assess: 'unmanaged',
  stage: 'unmanaged',
  cutover: 'off',
  complete: 'off',
  rollback: 'on',
};

/** True in the phases in which Entra synchronizes. */
export function entraIsActive(phase: Phase): boolean {
  return phase === 'cutover' || phase === 'complete';
}

/** What each phase expects of the tenant's matching switches: open from stage on, since the gate of the cutover needs them. */
export const switchesTargets: Readonly<Record<Phase, 'open' | 'closed' | 'restored'>> = {
  assess: 'restored',
  stage: 'open',
  cutover: 'open',
  complete: 'closed',
  rollback: 'restored',
};
