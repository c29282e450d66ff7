import type { Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import stubs from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { createEngineHost } from './engine-log.js';
import { watchEngine } from './lifetime.js';
import { packageSchema } from './package-schema.js';
import type { ProviderPorts } from './ports.js';
import { grpc } from './protobuf.js';
import { providerFunctions, resources } from './registry.js';
import { resourceProviderService } from './service.js';
import { createOperations } from './unary.js';

export interface ProviderOptions {
  readonly version: string;
  /** Where the engine's host service is; absent when the engine attaches later. */
  readonly engineAddress?: string | undefined;
  readonly ports: ProviderPorts;
}

export interface RunningProvider {
  readonly port: number;
  /**
   * What to do about an interrupt. The engine ends a plugin by `Cancel`, then an interrupt, and kills it after five seconds:
   * it is the last word once canceled. Before that it is a Ctrl-C in somebody's terminal, whose meaning the engine decides.
   */
  readonly interrupted: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Serves the provider on loopback, on a free port. */
export async function startProvider({ version, engineAddress, ports }: ProviderOptions): Promise<RunningProvider> {
  const operations = createOperations();
  const host = createEngineHost();
  if (engineAddress) host.connect(engineAddress);
  const service = resourceProviderService({
    version,
    resources,
    functions: providerFunctions,
    schema: () => JSON.stringify(packageSchema(version)),
    ports,
    diagnostics: host,
    operations,
    attach: host.connect,
  });
  // A state holds whole snapshots: the size of a message is the engine's business.
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(definition(), service);
  const port = await listen(server);
  const leave = async (): Promise<void> => {
    await operations.settled();
    process.exit(0);
  };
  const stopWatching = watchEngine(host, () => {
    operations.cancel();
    void leave();
  });
  return {
    port,
    async interrupted() {
      if (operations.signal.aborted) await leave();
    },
    async stop() {
      stopWatching();
      operations.cancel();
      await operations.settled();
      server.forceShutdown();
      host.close();
    },
  };
}

/** Runs the provider as a process of the engine: the port is the first and only line on stdout. */
export async function runProvider(options: ProviderOptions): Promise<void> {
  const provider = startProvider(options);
  // Windows knows no interrupt of one process: there the engine sends a break.
  for (const signal of ['SIGINT', 'SIGBREAK'] as const) {
    process.on(signal, async () => (await provider).interrupted());
  }
  process.stdout.write(`${(await provider).port}\n`);
}

/** The stubs call it `ResourceProviderService`; their types know it only as a value of the client. */
function definition(): ServiceDefinition<UntypedServiceImplementation> {
  return stubs.ResourceProviderService;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (problem, port) => {
      if (problem === null) resolve(port);
      else reject(problem);
    });
  });
}
