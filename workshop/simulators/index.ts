import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ConnectOptions, type ConnectServer, createConnectServer } from './connect/index.js';
import { createFaults, type Faults } from './faults.js';
import { createGraphService } from './graph/service.js';
import { federationAudience } from './graph/tokens.js';
import { hire, type Joiner, signInThroughOkta, synchronize } from './joiner.js';
import { signAssertion } from './jwt.js';
import { createOktaService } from './okta/service.js';
import { createPast } from './past.js';
import { type RequestLogEntry, redactBody, redactTarget } from './request-log.js';
import { readScenario, replacePeople } from './scenario.js';
import { type ServerHooks, serve } from './server.js';
import { loadState, type State, writePrivateFile } from './state.js';
import { createServerIdentity } from './tls.js';
import { createWatch } from './violations.js';
import type { Watcher } from './watcher.js';
import type { Behaviour, World } from './world.js';

export type { Fault, Faults, WireFault } from './faults.js';
export { isObject, type JsonObject, sortedJson } from './json.js';
export type { RateLimit } from './rate-limit.js';
export { onlyReads, type RequestLogEntry } from './request-log.js';
export type { Seen, Watcher } from './watcher.js';
export type { ServiceName } from './wire.js';

const federatedTokenSeconds = 24 * 3600;
const longestRequestLog = 50_000;

export interface OrganisationOptions extends Partial<Behaviour> {
  /** The folder of the scenario that the organization begins as. */
  readonly scenario: string;
  /** Where the state is saved. If the file exists, the organization goes on from there and the scenario is not read. */
  readonly statePath?: string;
  readonly okta?: { readonly port?: number };
  readonly graph?: { readonly port?: number };
  /** The servers' clock in milliseconds since the epoch; the system's when left out. */
  readonly clock?: () => number;
  /** Stands next to the servers: sees each request before and after it is answered. */
  readonly watcher?: Watcher;
}

/** Where the organization is reached, and with which credentials. Files are readable by their owner only. */
export interface Endpoints {
  readonly okta: {
    readonly url: string;
    readonly apiToken: string;
    /** A service app for private_key_jwt, as an alternative to the token. */
    readonly serviceApp: { readonly clientId: string; readonly keyId: string; readonly privateKeyFile: string };
  };
  readonly graph: {
    readonly url: string;
    readonly caFile: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly federatedTokenFile: string;
  };
}

export interface Organisation {
  readonly endpoints: Endpoints;
  /** The scenario that the state began as: a saved state keeps its own. */
  readonly scenario: string;
  /** Every request so far, those before a restart included. */
  readonly requests: () => readonly RequestLogEntry[];
  /** Every moment in which Okta provisioning and an Entra synchronization job were on together. */
  readonly violations: () => readonly string[];
  readonly faults: Faults;
  /** Plays the administrators: the people of both sides become those of another scenario's folder. */
  readonly replacePeople: (scenario: string) => Promise<void>;
  /**
   * The Entra Connect server of that name (`SYNC1` when none is given) over this tenant and directory, installed when there is
   * none yet. It is the same server after a restart; after `restore` ask for it again.
   */
  readonly connectServer: (options?: Omit<ConnectOptions, 'world' | 'state'>) => ConnectServer;
  /** Plays HR after the cutover: a new account in Active Directory, which Okta imports and assigns. Answers its UPN. */
  readonly hire: (joiner: Joiner) => string;
  /** Lets the jobs of cloud sync that are on run once. */
  readonly synchronize: () => void;
  /** Signs somebody in through Okta; what keeps them from it, or undefined. */
  readonly signInThroughOkta: (userPrincipalName: string) => string | undefined;
  /** What the organization is now, as text; the log of requests is not part of it. */
  readonly snapshot: () => string;
  /** Makes the organization what it was, with an empty log. Ports and credentials are those of then and now. */
  readonly restore: (snapshot: string) => void;
  /** Writes the state to `statePath`; without one it does nothing. */
  readonly save: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts an Okta org (HTTP) and a Graph tenant (HTTPS) on 127.0.0.1 over one small organization. */
export async function startOrganisation(options: OrganisationOptions): Promise<Organisation> {
  const { statePath } = options;
  const state =
    (statePath === undefined ? undefined : await loadState(statePath)) ?? (await readScenario(options.scenario));
  const world: World = { state, clock: options.clock ?? Date.now, behaviour: behaviourOf(options) };
  const faults = createFaults();
  const { watcher } = options;
  const { record, begin } = createRecorder(state, watcher);
  const past = createPast(world, watcher !== undefined);
  const hooks: ServerHooks = {
    clock: world.clock,
    async takeFault(service, request) {
      const fault =
        (await watcher?.before?.({ service, request })) ?? faults.take(service, request.method, request.target);
      past.keep(request);
      return fault;
    },
    staleAnswer: past.answer,
    record,
  };
  const identity = await createServerIdentity();

  const oktaPort = choosePort(options.okta?.port, state.ports.okta);
  const okta = await serve(createOktaService(world), hooks, oktaPort);
  const graphService = createGraphService(
    world,
    (request, answer) => record('graph', request, answer),
    ({ method, target }) => faults.takeRefusal('graph', method, target),
  );
  const graph = await serve(graphService, hooks, choosePort(options.graph?.port, state.ports.graph), identity).catch(
    async (error) => {
      await okta.stop();
      throw error;
    },
  );
  state.ports.okta = okta.port;
  state.ports.graph = graph.port;

  const folder =
    statePath === undefined
      ? await mkdtemp(join(tmpdir(), 'entra-cutover-simulators-'))
      : join(dirname(statePath), 'simulator-credentials');
  const endpoints = await writeEndpoints(world, folder, identity.caCertificate);
  return {
    endpoints,
    scenario: state.scenario,
    requests: () => [...state.requests],
    violations: () => [...state.violations],
    faults: { add: faults.add, clear: faults.clear },
    replacePeople: (scenario) => replacePeople(state, scenario),
    connectServer: (connect) => connectServerOf(world, connect),
    hire: (joiner) => hire(world, joiner),
    synchronize: () => synchronize(world),
    signInThroughOkta: (userPrincipalName) => signInThroughOkta(world, userPrincipalName),
    snapshot: () => {
      const { okta, graph, directory, connectServers } = state;
      return JSON.stringify({ okta, graph, directory, connectServers });
    },
    restore: (snapshot) => {
      Object.assign(state, JSON.parse(snapshot));
      begin();
      past.forget();
    },
    save: async () => {
      if (statePath !== undefined) await writePrivateFile(statePath, JSON.stringify(state));
    },
    stop: async () => {
      await Promise.all([okta.stop(), graph.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function connectServerOf(world: World, options: Omit<ConnectOptions, 'world' | 'state'> = {}): ConnectServer {
  const { connectServers } = world.state;
  const name = options.installation?.serverName ?? 'SYNC1';
  const installed = connectServers.find(({ serverName }) => serverName === name);
  const server = createConnectServer({ ...options, world, ...(installed && { state: installed }) });
  if (installed === undefined) connectServers.push(server.state);
  return server;
}

function behaviourOf(options: OrganisationOptions): Behaviour {
  return {
    pageLimit: options.pageLimit ?? 10,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
    ...(options.generatedUsers !== undefined && { generatedUsers: options.generatedUsers }),
    ...(options.rateLimit !== undefined && { rateLimit: options.rateLimit }),
    grantSurvivesDeactivation: options.grantSurvivesDeactivation ?? true,
    readsUntilSettled: options.readsUntilSettled ?? 2,
    ...(options.wantsWholeFeatures && { wantsWholeFeatures: true }),
  };
}

/** A port asked for must be had; the one of the saved state is only preferred. */
function choosePort(asked: number | undefined, saved: number | undefined): { required?: number; preferred?: number } {
  if (asked !== undefined) return { required: asked };
  return saved === undefined ? {} : { preferred: saved };
}

function createRecorder(
  state: State,
  watcher: Watcher | undefined,
): { readonly record: ServerHooks['record']; readonly begin: () => void } {
  let watch = createWatch(state);
  watch('at the start');
  let sequence = state.requests.at(-1)?.sequence ?? 0;
  return {
    begin() {
      state.requests.length = 0;
      state.violations.length = 0;
      watch = createWatch(state);
    },
    record(service, request, answer) {
      sequence += 1;
      const body = redactBody(request);
      const path = redactTarget(request.target);
      const entry: RequestLogEntry = {
        sequence,
        service,
        method: request.method,
        path,
        ...(body !== undefined && { body }),
        status: answer?.status ?? 0,
      };
      state.requests.push(entry);
      if (state.requests.length > longestRequestLog)
        state.requests.splice(0, state.requests.length - longestRequestLog);
      watch(`after request ${sequence} (${request.method} ${path})`);
      watcher?.after?.({ service, request }, entry, answer?.body);
    },
  };
}

async function writeEndpoints({ state, clock }: World, folder: string, caCertificate: string): Promise<Endpoints> {
  const { graph, okta, ports } = state;
  const caFile = join(folder, 'simulator-ca.pem');
  const federatedTokenFile = join(folder, 'federated-token.jwt');
  const privateKeyFile = join(folder, 'okta-service-app.pem');
  const now = Math.floor(clock() / 1000);
  const claims = {
    iss: graph.workload.issuer,
    sub: graph.workload.subject,
    aud: federationAudience,
    iat: now,
    exp: now + federatedTokenSeconds,
  };
  await writePrivateFile(caFile, caCertificate);
  await writePrivateFile(federatedTokenFile, signAssertion(claims, graph.workload.keys.privateKey, 'workload'));
  await writePrivateFile(privateKeyFile, okta.serviceApp.keys.privateKey);
  const { clientId, keyId } = okta.serviceApp;
  return {
    okta: {
      url: `http://127.0.0.1:${ports.okta}`,
      apiToken: okta.apiToken,
      serviceApp: { clientId, keyId, privateKeyFile },
    },
    graph: {
      url: `https://localhost:${ports.graph}`,
      caFile,
      tenantId: graph.tenantId,
      clientId: graph.clientId,
      clientSecret: graph.clientSecret,
      federatedTokenFile,
    },
  };
}
