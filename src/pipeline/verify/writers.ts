import type { AssessmentInputs } from '../../config/resource-table.js';
import type { Settings } from '../../config/settings.js';
import { createGraphClient, openGraphSession } from '../../connectors/graph/client.js';
import type { GraphSession } from '../../connectors/graph/session.js';
import { jobIsOff, jobPath, listInboundJobs } from '../../connectors/graph/synchronization.js';
import { createOktaClient, openOktaSession } from '../../connectors/okta/client.js';
import { OktaApiError } from '../../connectors/okta/errors.js';
import { listOffice365Apps, provisioningIsOff, readOktaApp } from '../../connectors/okta/read.js';
import type { OktaSession } from '../../connectors/okta/session.js';
import { UserError } from '../../domain/errors.js';
import type { Phase } from '../../domain/phase.js';
import { entraIsActive } from '../../domain/target-state.js';
import { type ConnectReading, readConnectEvidence } from '../assess/connect-evidence.js';
import { connectInputs } from '../assess/fingerprints.js';

/** Whose writers are looked at. */
export interface WritersTarget
  extends Pick<AssessmentInputs, 'tenantId' | 'graphEndpoint' | 'oktaOrgUrl' | 'oktaAppIds' | 'connect'> {
  readonly phase: Phase;
  readonly servicePrincipalId?: string;
}

/** How both sides are reached, and what an Entra Connect server exported. */
export interface WritersPorts {
  readonly openOkta: (orgUrl: string) => Promise<OktaSession>;
  readonly openGraph: (target: Pick<WritersTarget, 'tenantId' | 'graphEndpoint'>) => Promise<GraphSession>;
  readonly readConnect: (target: WritersTarget) => Promise<ConnectReading>;
}

/** Who writes to Microsoft 365 now, as both services say themselves; sentences. Empty where one writes at most. */
export interface Writers {
  /** Apps of Okta that provision at the same time as an Entra synchronization, and are declared: an update switches them off. */
  readonly declared: readonly string[];
  /** Likewise apps that the stack does not declare: nothing of ours switches them. */
  readonly undeclared: readonly string[];
  /** What could not be read and might show a second writer. */
  readonly unknown: readonly string[];
  /** What was not read where nothing has to wait for it, as before anybody has signed in to Entra. One writer is not shown then. */
  readonly open: readonly string[];
  /** True where it is an Entra Connect server that synchronizes: only its operator can stop it. */
  readonly byServer: boolean;
}

/** Reads as the commands do: with the least rights, from the folder of the stack file. */
function writersPorts(directory: string): WritersPorts {
  return {
    openOkta: (orgUrl) => openOktaSession(orgUrl, 'read'),
    openGraph: openGraphSession,
    // No matter who signed it: what says that the server writes is believed.
    readConnect: (target) => readConnectEvidence({ ...target, evidence: {} }, directory),
  };
}

/**
 * Looks for two writers: every Office 365 app of the org, declared or not, against every inbound synchronization of the
 * tenant. Okta is asked only where something of Entra is on.
 */
export async function readWriters(target: WritersTarget, ports: WritersPorts): Promise<Writers> {
  let one: Writers = { declared: [], undeclared: [], unknown: [], open: [], byServer: false };
  let entra: readonly string[];
  try {
    const { on, open, byServer } = await entraWriters(target, {
      ...ports,
      readConnect: () => ports.readConnect(target),
    });
    entra = on;
    one = { ...one, open, byServer };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unread = [`whether Entra synchronizes while Okta provisions could not be read: ${error.message}`];
    return entraIsActive(target.phase) ? { ...one, unknown: unread } : { ...one, open: unread };
  }
  if (entra.length === 0) return one;
  try {
    const apps = await oktaWriters(target, ports);
    const sentence = ({ text }: { readonly text: string }): string =>
      `Entra synchronizes (${entra.join(', ')}) while Okta still provisions through ${text}`;
    return {
      ...one,
      declared: apps.filter(({ declared }) => declared).map(sentence),
      undeclared: apps.filter(({ declared }) => !declared).map(sentence),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...one,
      unknown: [`whether Okta provisions while Entra synchronizes could not be read: ${error.message}`],
    };
  }
}

/**
 * What of Entra is on, and what does not show whether it is: an Entra Connect server by its evidence, jobs as Entra says.
 *
 * @throws UserError where Entra can't be asked.
 */
export async function entraWriters(
  target: Omit<WritersTarget, 'phase'>,
  ports: Pick<WritersPorts, 'openGraph'> & { readonly readConnect: () => Promise<ConnectReading> },
): Promise<{ readonly on: readonly string[] } & Pick<Writers, 'open' | 'byServer'>> {
  const open: string[] = [];
  if (target.connect !== undefined) {
    const { evidence } = await ports.readConnect();
    const schedulers = evidence.syncStatus.flatMap(({ records }) =>
      records.flatMap(({ scheduler }) => scheduler ?? []),
    );
    const exports = schedulers.some(
      ({ stagingModeEnabled, syncCycleEnabled, syncCycleInProgress }) =>
        !stagingModeEnabled && (syncCycleEnabled !== false || syncCycleInProgress === true),
    );
    if (exports) return { on: ['the Entra Connect server is not in staging mode'], open, byServer: true };
    if (schedulers.length === 0)
      open.push(
        'whether the Entra Connect server exports was not looked at: no sync status of it was read (cutover:connect.evidence.syncStatus)',
      );
  }
  const client = createGraphClient(await ports.openGraph(target));
  const jobs = await listInboundJobs(client, target.servicePrincipalId);
  const on = jobs.filter((job) => !jobIsOff(job)).map((job) => `${jobPath(job)} is ${job.scheduleState}`);
  return { on, open, byServer: false };
}

/** The declared apps of a stack that provision, as Okta says; empty where it can't be asked: what writes asks again. */
export async function oktaWritersOf(settings: Settings, directory: string): Promise<readonly string[]> {
  const { okta } = settings;
  const target = { oktaOrgUrl: okta.orgUrl, oktaAppIds: okta.apps.map(({ id }) => id) };
  try {
    return (await oktaWriters(target, writersPorts(directory))).map(({ text }) => text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [];
  }
}

async function oktaWriters(
  { oktaOrgUrl, oktaAppIds }: Pick<WritersTarget, 'oktaOrgUrl' | 'oktaAppIds'>,
  ports: Pick<WritersPorts, 'openOkta'>,
): Promise<{ readonly text: string; readonly declared: boolean }[]> {
  const client = createOktaClient(await ports.openOkta(oktaOrgUrl));
  const found = new Set([...oktaAppIds, ...(await listOffice365Apps(client)).map(({ id }) => id)]);
  const writers: { text: string; declared: boolean }[] = [];
  for (const id of found) {
    const state = await readOktaApp(client, id).catch((error: unknown) => {
      // An app that was deleted in Okta writes no more.
      if (error instanceof OktaApiError && error.status === 404) return undefined;
      throw error;
    });
    if (state === undefined || provisioningIsOff(state.app)) continue;
    const { app } = state;
    const declared = oktaAppIds.includes(id);
    const named = `${app.label} (${id}${declared ? '' : ', which the stack does not declare'})`;
    writers.push({ text: `${named}: its connection is ${app.connectionStatus}`, declared });
  }
  return writers;
}

/** As `readWriters`, by the settings of a stack. */
export async function readWritersOf(settings: Settings, directory: string): Promise<Writers> {
  const { phase, tenant, okta, cloudSync } = settings;
  const connect = settings.connect && (await connectInputs(settings.connect, directory));
  const target = {
    phase,
    tenantId: tenant.id,
    graphEndpoint: tenant.graphEndpoint,
    oktaOrgUrl: okta.orgUrl,
    oktaAppIds: okta.apps.map(({ id }) => id),
    ...(connect && { connect }),
    ...(cloudSync && { servicePrincipalId: cloudSync.servicePrincipalId }),
  };
  return readWriters(target, writersPorts(directory));
}

/** Both kinds in one list. */
export function twoWritersIn({ declared, undeclared }: Writers): string[] {
  return [...declared, ...undeclared];
}
