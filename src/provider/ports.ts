import type { AssessmentInputs, DirectoryConnection } from '../config/resource-table.js';
import type { GraphClient } from '../connectors/graph/client.js';
import type { GraphSession } from '../connectors/graph/session.js';
import type { OktaSession } from '../connectors/okta/session.js';
import type { RepairTarget } from '../connectors/repair-target.js';
import type { EnvironmentAssessment, EnvironmentRequest } from '../pipeline/assess/assess-environment.js';
import type { ConnectReading } from '../pipeline/assess/connect-evidence.js';
import type { ReadLiveEntra } from '../pipeline/assess/live-entra.js';
import type { StoreJournal } from '../pipeline/journal/audit-branch.js';
import type { ShownPeople } from '../pipeline/masking/shown-people.js';

/** What the provider needs of the world; main.ts wires the real one, tests another. */
export interface ProviderPorts {
  /** Reads the evidence and decides: src/pipeline. Throws UserError for what can't be read. */
  readonly assess: (request: EnvironmentRequest) => Promise<EnvironmentAssessment>;
  /** Gives the live tenant by what `assess` has read of it, brought up to date. Left out: nothing is kept of that. */
  readonly readLiveEntra?: ReadLiveEntra;
  /** Reads what was exported from an Entra Connect server, without judging anybody. */
  readonly readConnect: (assessment: AssessmentInputs) => Promise<ConnectReading>;
  readonly openOkta: (orgUrl: string, signal: AbortSignal) => Promise<OktaSession>;
  readonly openGraph: (
    target: { readonly graphEndpoint: string; readonly tenantId: string },
    signal: AbortSignal,
  ) => Promise<GraphSession>;
  readonly openDirectory: (connection: DirectoryConnection) => Promise<RepairTarget>;
  /** How people of the stack are named in what the engine prints. */
  readonly showPeople: (stack: string) => Promise<ShownPeople>;
  /** Left out: there is no place that outlives this machine. */
  readonly storeJournal?: StoreJournal;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Waits, and rejects at once when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Messages that the user sees in the engine's output, at the resource they are about. Nothing is ever written to stdout. */
export interface Diagnostics {
  readonly info: (urn: string, message: string) => void;
  readonly warning: (urn: string, message: string) => void;
}

/** What an operation on one resource works with. */
export interface OperationContext {
  readonly urn: string;
  readonly ports: ProviderPorts;
  readonly diagnostics: Diagnostics;
  readonly people: ShownPeople;
  /** Aborted when the engine cancels the update or goes away: no further write begins. */
  readonly signal: AbortSignal;
}

/** An operation with the tenant as it can be read. */
export interface TenantContext extends OperationContext {
  readonly graph: GraphClient;
}
