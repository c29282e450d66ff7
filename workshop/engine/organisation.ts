import type { Organisation } from '../simulators/index.js';

/** Where the stand-ins of one organization listen and what signs in there. */
export interface Endpoints {
  readonly okta: { readonly url: string; readonly apiToken: string };
  readonly graph: {
    readonly url: string;
    readonly caFile: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly federatedTokenFile: string;
  };
}

/** The running stand-ins of one organization, as much of them as the wrapper uses. */
export interface RunningOrganisation {
  readonly endpoints: Endpoints;
  /** The name of the scenario that it began as; a saved state keeps its own. */
  readonly scenario: string;
  readonly connectServer: Organisation['connectServer'];
  save(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the stand-ins over one scenario's folder, or from the saved state when there is one. */
export type StartOrganisation = (options: {
  readonly scenario: string;
  readonly statePath: string;
}) => Promise<RunningOrganisation>;
