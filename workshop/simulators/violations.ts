import { provisioningIsOn } from './okta/state.js';
import type { State } from './state.js';

/** Which writers into Entra are on: the Okta apps whose integration is on, and the active jobs that write into Entra. */
function writers(state: State): { readonly apps: readonly string[]; readonly jobs: readonly string[] } {
  return {
    apps: state.okta.apps.filter(provisioningIsOn).map(({ id }) => id),
    jobs: state.graph.jobs
      .filter(({ state: schedule, templateId }) => schedule === 'Active' && templateId.startsWith('AD2AAD'))
      .map(({ id }) => id),
  };
}

/**
 * Watches for two writers: called after every request, it records each moment in which Okta provisioning and an Entra
 * synchronization job have come to be on together, or the set of those that are on together has changed.
 */
export function createWatch(state: State): (moment: string) => void {
  let before = '';
  return (moment) => {
    const { apps, jobs } = writers(state);
    const together =
      apps.length > 0 && jobs.length > 0
        ? `Okta provisioning of ${apps.join(', ')} and Entra job ${jobs.join(', ')} are on`
        : '';
    if (together !== '' && together !== before) state.violations.push(`${moment}: ${together}`);
    before = together;
  };
}
