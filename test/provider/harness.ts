import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import engineStubs from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import stubs from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import { z } from 'zod';
import { type AuditEntry, readEntries } from '../../src/audit/index.js';
import { resourceTable } from '../../src/config/resource-table.js';
import type { GraphSession } from '../../src/connectors/graph/session.js';
import { oktaCredentials } from '../../src/connectors/okta/credentials.js';
import { createOktaSession } from '../../src/connectors/okta/session.js';
import type { Phase } from '../../src/domain/phase.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { assess } from '../../src/pipeline/assess/assess.js';
import type { EnvironmentAssessment } from '../../src/pipeline/assess/assess-environment.js';
import { findOnPrem } from '../../src/pipeline/assess/assess-environment.js';
import { type ConnectReading, readConnectEvidence } from '../../src/pipeline/assess/connect-evidence.js';
import { peopleByName, type ShownPeople } from '../../src/pipeline/masking/shown-people.js';
import { takePlannedWrites } from '../../src/provider/planned-writes.js';
import type { ProviderPorts } from '../../src/provider/ports.js';
import { type Properties, propertiesOf, structOf, unknownValue } from '../../src/provider/properties.js';
import type { Struct } from '../../src/provider/protobuf.js';
import { Empty, grpc } from '../../src/provider/protobuf.js';
import { startProvider } from '../../src/provider/run.js';
import {
  type Organisation,
  type OrganisationOptions,
  onlyReads,
  startOrganisation,
} from '../../workshop/simulators/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';

export const principal = '77777777-0000-4000-8000-000000000001';
export const appIds = ['0oa1office365staging01', '0oa1office365staging02'] as const;
export const jobId = 'AD2AADProvisioning.11111111222233334444555555555555';

export type Kind =
  | 'AnchorBindings'
  | 'AnchorGate'
  | 'AuditTrail'
  | 'OktaProvisioning'
  | 'CloudSyncActivation'
  | 'ConnectActivation'
  | 'Phase'
  | 'TenantSwitches';

/** Plays an administrator at Okta's console: switches an app's provisioning connection. */
export async function switchOkta(
  { organisation }: Pick<Harness, 'organisation'>,
  appId: string,
  lifecycle: 'activate' | 'deactivate',
): Promise<void> {
  const { url, apiToken } = organisation.endpoints.okta;
  const path = `${url}/api/v1/apps/${appId}/connections/default/lifecycle/${lifecycle}`;
  await fetch(path, { method: 'POST', headers: { Authorization: `SSWS ${apiToken}` } });
}

/** What a job of cloud sync needs before it may start. */
export async function setSecrets(graph: GraphSession, deletionThreshold: number): Promise<void> {
  const notification = {
    Enabled: true,
    Recipients: 'ops@corp.example',
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: deletionThreshold,
  };
  const value = [
    { key: 'Domain', value: '{"domain":"corp.example"}' },
    { key: 'AppKey', value: '{"appKeyScenario":"AD2AADProvisioning"}' },
    { key: 'SyncNotificationSettings', value: JSON.stringify(notification) },
  ];
  await graph.send({ method: 'PUT', path: `/servicePrincipals/${principal}/synchronization/secrets`, body: { value } });
}

/** What the engine would keep of a resource. */
export interface State {
  readonly id: string;
  readonly inputs: Properties;
  readonly properties: Properties;
}

export interface Harness {
  readonly organisation: Organisation;
  /** Writes that the services saw since the given request, oldest first, as `METHOD path`. */
  readonly writes: () => readonly string[];
  readonly logs: readonly string[];
  readonly pauses: readonly number[];
  readonly journal: () => Promise<readonly AuditEntry[]>;
  readonly journalPath: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Replaces what the next assessments answer. */
  readonly assessWith: (assess: ProviderPorts['assess']) => void;
  /** How late Graph tells of changes, in the inputs from now on. */
  readonly declareLag: (changesLagSeconds: number) => void;
  /** Replaces what the next readings of the Entra Connect server's evidence answer. */
  readonly connectWith: (read: () => Promise<ConnectReading>) => void;
  /** Names people another way from now on. */
  readonly showPeopleBy: (people: ShownPeople) => void;
  /** Runs before each wait of the provider. */
  readonly onPause: (action: () => Promise<void>) => void;
  readonly inputs: (kind: Kind, phase: Phase, changes?: Properties) => Properties;
  readonly check: (kind: Kind, previous: Properties, inputs: Properties) => Promise<readonly string[]>;
  readonly diff: (
    kind: Kind,
    state: State,
    inputs: Properties,
  ) => Promise<{ readonly changed: readonly string[]; readonly replaces: readonly string[] }>;
  readonly create: (kind: Kind, inputs: Properties, preview?: boolean) => Promise<State>;
  readonly update: (kind: Kind, state: State, inputs: Properties, preview?: boolean) => Promise<State>;
  readonly read: (kind: Kind, state: State) => Promise<State>;
  readonly remove: (kind: Kind, state: State) => Promise<void>;
  readonly invoke: (token: string, args: Properties) => Promise<Properties>;
  readonly cancel: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What the scenario's files say, by the real validation and gate, as an assessment of the stack. */
export async function assessScenario(scenario: string): Promise<EnvironmentAssessment> {
  const onPrem = await readOnPremFiles([`${scenario}/OnPremIDs.csv`]);
  const { assessment, identities } = assess({
    stack: 'staging',
    evidence: {
      onPrem,
      entra: await readEntraFiles([`${scenario}/AzureADSyncedIDS.csv`]),
    },
    validation: { sourceAnchor: defaultSourceAnchor },
    gate: { thresholds: {}, waivers: [], missing: [], at: '2026-11-24T05:00:00Z' },
  });
  return {
    assessment,
    identities,
    entraReadAt: [new Date().toISOString()],
    onPremNames: (name) => findOnPrem(onPrem, name),
  };
}

/**
 * The provider over its real gRPC interface, an engine that keeps its messages, and an organization to work on.
 *
 * @param ports replaces some of what the provider needs of the world.
 */
export async function startHarness(
  story: string,
  options: Partial<OrganisationOptions> = {},
  ports: (organisation: Organisation) => Partial<ProviderPorts> = () => ({}),
): Promise<Harness> {
  const scenario = `scenarios/${story}`;
  // A provider's process begins with nothing planned; tests share theirs.
  takePlannedWrites();
  const organisation = await startOrganisation({ scenario, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-provider-'));
  const journalPath = join(folder, 'staging.jsonl');
  const engine = await startEngine();
  const environment: NodeJS.ProcessEnv = { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32, 7).toString('base64') };
  const pauses: number[] = [];
  let assess: ProviderPorts['assess'] = () => assessScenario(scenario);
  let lag: number | undefined;
  let people = peopleByName;
  let readConnect = (): Promise<ConnectReading> => readConnectEvidence({ tenantId: '', evidence: {} }, '.');
  let beforePause = async (): Promise<void> => {};
  const provider = await startProvider({
    version: '0.0.0',
    engineAddress: engine.address,
    ports: {
      assess: (request) => assess(request),
      readConnect: () => readConnect(),
      openOkta: async (_orgUrl, signal) =>
        createOktaSession({
          orgUrl: organisation.endpoints.okta.url,
          credentials: await oktaCredentials('manage', { OKTA_API_TOKEN: organisation.endpoints.okta.apiToken }),
          signal,
          wait: async () => {},
        }),
      openGraph: (_target, signal) => trustingSession(organisation, { signal, wait: async () => {} }),
      openDirectory: () => Promise.reject(new Error('no directory in this test')),
      showPeople: async () => people,
      environment,
      now: () => new Date(),
      async pause(milliseconds, signal) {
        pauses.push(milliseconds);
        await beforePause();
        signal.throwIfAborted();
      },
      ...ports(organisation),
    },
  });
  const client = new stubs.ResourceProviderClient(`127.0.0.1:${provider.port}`, grpc.credentials.createInsecure());
  return {
    organisation,
    writes: () =>
      organisation
        .requests()
        .filter((request) => !onlyReads(request))
        .map(({ method, path }) => `${method} ${path}`),
    logs: engine.logs,
    pauses,
    journal: () => readEntries(journalPath),
    journalPath,
    environment,
    assessWith: (next) => {
      assess = next;
    },
    connectWith: (next) => {
      readConnect = next;
    },
    showPeopleBy: (next) => {
      people = next;
    },
    onPause: (action) => {
      beforePause = action;
    },
    declareLag: (changesLagSeconds) => {
      lag = changesLagSeconds;
    },
    inputs: (kind, phase, changes) => inputsOf(kind, phase, organisation, journalPath, { lag, ...changes }),
    ...engineCalls(client),
    async stop() {
      client.close();
      await provider.stop();
      engine.stop();
      await organisation.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const someFile = [{ path: 'export', sha256: 'a'.repeat(64) }];
/** What an Entra Connect server would have exported; the harness answers the readings of it. */
export const connectInputs = {
  pendingExports: someFile,
  disconnectors: someFile,
  exportErrors: someFile,
  syncStatus: someFile,
  connectConfig: someFile,
  maximumAgeHours: 4,
};

function inputsOf(
  kind: Kind,
  phase: Phase,
  { endpoints }: Organisation,
  journal: string,
  { lag, ...changes }: Properties,
): Properties {
  const switched = phase === 'cutover' || phase === 'complete';
  const environment = { stack: 'staging', phase };
  const assessment = {
    tenantId: endpoints.graph.tenantId,
    graphEndpoint: 'embedded',
    oktaOrgUrl: 'embedded',
    oktaAppIds: [...appIds],
    evidence: {
      onPrem: [{ path: 'on-prem.ndjson', sha256: 'a'.repeat(64) }],
      entra: 'live',
      maximumAgeHours: { onPrem: 24, entra: 4 },
      ...(lag !== undefined && { changesLagSeconds: lag }),
    },
    sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
    scope: { organizationalUnits: [], excludedOrganizationalUnits: [] },
    thresholds: { creations: { total: 5, perOrganizationalUnit: {} }, softMatches: 5, deletions: 0 },
    waivers: [],
  };
  const guarded = { ...environment, assessment, hold: false, journal, servicePrincipalId: principal };
  const inputs: Record<Kind, Properties> = {
    Phase: environment,
    AnchorBindings: { ...guarded, entries: {}, limit: 1, allowPrivileged: false },
    AnchorGate: { ...environment, assessment },
    AuditTrail: { ...environment, journal },
    OktaProvisioning: {
      ...guarded,
      appId: appIds[0],
      label: 'Microsoft Office 365',
      provisioning: switched ? 'off' : phase === 'rollback' ? 'on' : 'unmanaged',
      drain: { timeoutSeconds: 60, pollSeconds: 5 },
    },
    CloudSyncActivation: {
      ...guarded,
      jobId: `/servicePrincipals/${principal}/synchronization/jobs/${jobId}`,
      active: switched,
    },
    ConnectActivation: {
      ...environment,
      assessment: { ...assessment, connect: connectInputs },
      hold: false,
      journal,
      serverName: 'SYNC01',
      connectorName: 'corp.onmicrosoft.com - AAD',
      active: switched,
      deletionThreshold: 10,
    },
    TenantSwitches: {
      ...environment,
      assessment,
      hold: false,
      journal,
      switches: phase === 'complete' ? 'closed' : phase === 'stage' || phase === 'cutover' ? 'open' : 'restored',
      openUntil: '2099-01-01T00:00:00Z',
      hardMatch: true,
      softMatch: false,
      deletionThreshold: 10,
    },
  };
  return { ...inputs[kind], ...changes };
}

function engineCalls(client: InstanceType<typeof stubs.ResourceProviderClient>) {
  const urn = (kind: Kind): string => `urn:pulumi:staging::entra-cutover::entra-cutover:index:${kind}::it`;
  type Calls = Pick<Harness, 'check' | 'diff' | 'create' | 'update' | 'read' | 'remove' | 'invoke' | 'cancel'>;
  const asTheTableSays = (kind: Kind, response: { getProperties(): Struct | undefined }): Properties => {
    const properties = propertiesOf(response.getProperties());
    const known = Object.entries(properties).filter(([, value]) => value !== unknownValue);
    z.object(resourceTable[kind].outputs).partial().parse(Object.fromEntries(known));
    return properties;
  };
  const calls: Calls = {
    async check(kind, previous, inputs) {
      const request = new messages.CheckRequest()
        .setUrn(urn(kind))
        .setOlds(structOf(previous))
        .setNews(structOf(inputs));
      const response = await promised<messages.CheckResponse>((answer) => client.check(request, answer));
      return response.getFailuresList().map((failure) => failure.getReason());
    },
    async diff(kind, state, inputs) {
      const request = new messages.DiffRequest()
        .setUrn(urn(kind))
        .setId(state.id)
        .setOlds(structOf(state.properties))
        .setOldInputs(structOf(state.inputs))
        .setNews(structOf(inputs));
      const response = await promised<messages.DiffResponse>((answer) => client.diff(request, answer));
      const changed = [...response.getDetaileddiffMap().keys()].map(String);
      if ((response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME) !== changed.length > 0) {
        throw new Error('changes and detailed diff disagree');
      }
      return { changed, replaces: response.getReplacesList() };
    },
    async create(kind, inputs, preview = false) {
      const request = new messages.CreateRequest()
        .setUrn(urn(kind))
        .setProperties(structOf(inputs))
        .setPreview(preview);
      const response = await promised<messages.CreateResponse>((answer) => client.create(request, answer));
      return { id: response.getId(), inputs, properties: asTheTableSays(kind, response) };
    },
    async update(kind, state, inputs, preview = false) {
      const request = new messages.UpdateRequest()
        .setUrn(urn(kind))
        .setId(state.id)
        .setOlds(structOf(state.properties))
        .setOldInputs(structOf(state.inputs))
        .setNews(structOf(inputs))
        .setPreview(preview);
      const response = await promised<messages.UpdateResponse>((answer) => client.update(request, answer));
      return { id: state.id, inputs, properties: asTheTableSays(kind, response) };
    },
    async read(kind, state) {
      const request = new messages.ReadRequest()
        .setUrn(urn(kind))
        .setId(state.id)
        .setProperties(structOf(state.properties))
        .setInputs(structOf(state.inputs));
      const response = await promised<messages.ReadResponse>((answer) => client.read(request, answer));
      const inputs = propertiesOf(response.getInputs());
      return { id: response.getId(), inputs, properties: asTheTableSays(kind, response) };
    },
    async remove(kind, state) {
      const request = new messages.DeleteRequest()
        .setUrn(urn(kind))
        .setId(state.id)
        .setProperties(structOf(state.properties))
        .setOldInputs(structOf(state.inputs));
      await promised((answer) => client.delete(request, answer));
    },
    async invoke(token, args) {
      const request = new messages.InvokeRequest().setTok(`entra-cutover:index:${token}`).setArgs(structOf(args));
      const response = await promised<messages.InvokeResponse>((answer) => client.invoke(request, answer));
      return propertiesOf(response.getReturn());
    },
    async cancel() {
      await promised((answer) => client.cancel(new Empty(), answer));
    },
  };
  return calls;
}

/** Rejects with the message that the engine would show. */
function promised<Response>(
  call: (answer: (problem: { details?: string; message: string } | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((problem, response) => {
      if (problem === null) resolve(response);
      else reject(new Error(problem.details ?? problem.message));
    });
  });
}

/** The engine's host service, as far as a plugin uses it. */
async function startEngine(): Promise<{
  readonly address: string;
  readonly logs: string[];
  readonly stop: () => void;
}> {
  const logs: string[] = [];
  const server = new grpc.Server();
  const names = new Map(Object.entries(engineMessages.LogSeverity).map(([name, value]) => [value, name]));
  server.addService(engineStubs.EngineService, {
    log: (
      call: { request: InstanceType<typeof engineMessages.LogRequest> },
      answer: (problem: null, empty: unknown) => void,
    ) => {
      logs.push(`${names.get(call.request.getSeverity())}: ${call.request.getMessage()}`);
      answer(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (problem, bound) =>
      problem === null ? resolve(bound) : reject(problem),
    );
  });
  return { address: `127.0.0.1:${port}`, logs, stop: () => server.forceShutdown() };
}
