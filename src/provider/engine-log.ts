import engineStubs from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import type { Diagnostics } from './ports.js';
import { grpc } from './protobuf.js';

/** The engine's host service: where messages go, and how one notices that the engine is gone. */
export interface EngineHost extends Diagnostics {
  /** Connects to the engine at the address (`127.0.0.1:PORT`), in place of the one before. */
  readonly connect: (address: string) => void;
  /** True when there is an engine and it does not answer any more. */
  readonly isGone: () => Promise<boolean>;
  readonly close: () => void;
}

const answerMilliseconds = 3000;

/** A host that is not connected yet drops its messages: there is nobody to read them. */
export function createEngineHost(): EngineHost {
  let client: InstanceType<typeof engineStubs.EngineClient> | undefined;
  const log = (severity: engineMessages.LogSeverity, urn: string, message: string): void => {
    const request = new engineMessages.LogRequest().setSeverity(severity).setUrn(urn).setMessage(message);
    client?.log(request, () => {
      // A message that does not arrive changes nothing about the operation.
    });
  };
  return {
    info: (urn, message) => log(engineMessages.LogSeverity.INFO, urn, message),
    warning: (urn, message) => log(engineMessages.LogSeverity.WARNING, urn, message),
    connect(address) {
      client?.close();
      client = new engineStubs.EngineClient(address, grpc.credentials.createInsecure(), {
        'grpc.max_send_message_length': -1,
      });
    },
    isGone: () =>
      new Promise((resolve) => {
        if (client === undefined) resolve(false);
        else client.waitForReady(Date.now() + answerMilliseconds, (problem) => resolve(problem !== undefined));
      }),
    close: () => client?.close(),
  };
}
