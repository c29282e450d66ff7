import type { ConnectState } from './connect/state.js';
import { provisioningIsOn } from './okta/state.js';
import type { State } from './state.js';

/** Which writers into Entra are on. */
interface Writers {
  /** Okta apps whose integration is on. */
  readonly apps: readonly string[];
  /** Active jobs that write into Entra, and Entra Connect servers that export, or are about to. */
  readonly jobs: readonly string[];
}

function writers(state: State): Writers {
  const jobs = state.graph.jobs.filter(
    ({ state: schedule, templateId }) => schedule === 'Active' && templateId.startsWith('AD2AAD'),
  );
  return {
    apps: state.okta.apps.filter(provisioningIsOn).map(({ id }) => id),
    jobs: [...jobs.map(({ id }) => id), ...state.connectServers.filter(exports).map(({ serverName }) => serverName)],
  };
}

/** True for a server that is out of staging mode with its scheduler on, and for one that exports by hand. */
function exports({ stagingMode, scheduler, runs, entraConnector }: ConnectState): boolean {
  const run = runs.at(-1);
  const isExporting = run?.result === 'in-progress' && run.profile === 'Export' && run.connector === entraConnector;
  return isExporting || (!stagingMode && scheduler.enabled);
}

/**
 * Watches for two writers: called after every request, it records each moment in which Okta provisioning and an Entra
 * synchronization have come to be on together, or the set of those that are on together has changed.
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
