import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { grpc } from '../../src/provider/protobuf.js';

/**
 * Serves one gRPC service the way the engine expects of its plugins: on loopback, on a free port, whose number is the
 * first line on stdout. Messages may be large (a state holds whole reports), so their size is not limited.
 */
export async function serve(
  service: ServiceDefinition<UntypedServiceImplementation>,
  implementation: UntypedServiceImplementation,
): Promise<void> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(service, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (problem, bound) => {
      if (problem === null) resolve(bound);
      else reject(problem);
    });
  });
  process.stdout.write(`${port}\n`);
  endWithParent();
}

/** An engine that was killed cannot end its plugins: they notice that their parent is another one. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 2000).unref();
}
