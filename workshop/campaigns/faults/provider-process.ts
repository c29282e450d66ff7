import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import stubs from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import { type Properties, propertiesOf, structOf } from '../../../src/provider/properties.js';
import { grpc } from '../../../src/provider/protobuf.js';
import { packageDirectory } from '../../engine/launchers.js';

/** What the engine keeps of a resource of our provider. */
export interface Kept {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The calls of the engine on a provider, answered over gRPC. A refusal or a dead process rejects with its message. */
export interface ProviderCalls {
  readonly check: (urn: string, previous: Properties, inputs: Properties) => Promise<readonly string[]>;
  /** True when an update is needed; `replace` when the resource would be another one. */
  readonly diff: (urn: string, kept: Kept, inputs: Properties) => Promise<{ changes: boolean; replace: boolean }>;
  readonly create: (urn: string, inputs: Properties) => Promise<Kept>;
  readonly update: (urn: string, kept: Kept, inputs: Properties) => Promise<Kept>;
  readonly read: (urn: string, kept: Kept) => Promise<Kept | undefined>;
  readonly remove: (urn: string, kept: Kept) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

export interface ProviderProcess extends ProviderCalls {
  readonly process: ChildProcess;
  /** SIGKILL: the process does not get to do anything any more. */
  readonly kill: () => void;
}

const fastClock = pathToFileURL(fileURLToPath(new URL('fast-clock.mjs', import.meta.url))).href;
const main = join(packageDirectory, 'dist', 'provider', 'main.js');

/** Starts the provider as the engine does, in the folder of the project, with its waits shortened. */
export async function startProviderProcess(cwd: string, env: NodeJS.ProcessEnv): Promise<ProviderProcess> {
  const child = spawn(process.execPath, ['--import', fastClock, main], {
    cwd,
    // A commit that is named needs no call of git for each journal entry.
    env: { ...env, GITHUB_SHA: 'f'.repeat(40) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const client = new stubs.ResourceProviderClient(
    `127.0.0.1:${String(line).trim()}`,
    grpc.credentials.createInsecure(),
  );
  return {
    process: child,
    kill() {
      child.kill('SIGKILL');
      client.close();
    },
    ...providerCalls(client),
  };
}

function providerCalls(client: InstanceType<typeof stubs.ResourceProviderClient>): ProviderCalls {
  const kept = (id: string, inputs: Properties, response: { getProperties(): unknown }): Kept => ({
    id,
    inputs,
    outputs: propertiesOf(response.getProperties() as Parameters<typeof propertiesOf>[0]),
  });
  return {
    async check(urn, previous, inputs) {
      const request = new messages.CheckRequest().setUrn(urn).setOlds(structOf(previous)).setNews(structOf(inputs));
      const response = await answered<messages.CheckResponse>((answer) => client.check(request, answer));
      return response.getFailuresList().map((failure) => failure.getReason());
    },
    async diff(urn, { id, inputs: before, outputs }, inputs) {
      const request = new messages.DiffRequest()
        .setUrn(urn)
        .setId(id)
        .setOlds(structOf(outputs))
        .setOldInputs(structOf(before))
        .setNews(structOf(inputs));
      const response = await answered<messages.DiffResponse>((answer) => client.diff(request, answer));
      const changes = response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
      return { changes, replace: response.getReplacesList().length > 0 };
    },
    async create(urn, inputs) {
      const request = new messages.CreateRequest().setUrn(urn).setProperties(structOf(inputs));
      const response = await answered<messages.CreateResponse>((answer) => client.create(request, answer));
      return kept(response.getId(), inputs, response);
    },
    async update(urn, { id, inputs: before, outputs }, inputs) {
      const request = new messages.UpdateRequest()
        .setUrn(urn)
        .setId(id)
        .setOlds(structOf(outputs))
        .setOldInputs(structOf(before))
        .setNews(structOf(inputs));
      return kept(id, inputs, await answered<messages.UpdateResponse>((answer) => client.update(request, answer)));
    },
    async read(urn, { id, inputs, outputs }) {
      const request = new messages.ReadRequest()
        .setUrn(urn)
        .setId(id)
        .setProperties(structOf(outputs))
        .setInputs(structOf(inputs));
      const response = await answered<messages.ReadResponse>((answer) => client.read(request, answer));
      if (response.getId() === '') return undefined;
      return kept(response.getId(), propertiesOf(response.getInputs()), response);
    },
    async remove(urn, { id, outputs }) {
      const request = new messages.DeleteRequest().setUrn(urn).setId(id).setProperties(structOf(outputs));
      await answered((answer) => client.delete(request, answer));
    },
    async cancel() {
      const { Empty } = await import('../../../src/provider/protobuf.js');
      await answered((answer) => client.cancel(new Empty(), answer));
    },
  };
}

function answered<Response>(
  call: (answer: (problem: { details?: string; message: string } | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((problem, response) => {
      if (problem === null) resolve(response);
      else reject(new Error(problem.details ?? problem.message));
    });
  });
}
