import type { handleUnaryCall } from '@grpc/grpc-js';
import { UserError } from '../domain/errors.js';
import { grpc } from './protobuf.js';

/** The calls under way, and the signal that ends them. */
export interface Operations {
  readonly signal: AbortSignal;
  /** No further write begins; what is under way ends. */
  readonly cancel: () => void;
  /** Resolves once nothing is under way any more. */
  readonly settled: () => Promise<void>;
  readonly track: (work: Promise<unknown>) => void;
}

export function createOperations(): Operations {
  const controller = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    signal: controller.signal,
    cancel: () =>
      controller.abort(new UserError('The update was canceled. Run it again: it goes on from what it finds.')),
    settled: async () => {
      await Promise.allSettled(running);
    },
    track(work) {
      const entry = work.finally(() => running.delete(entry)).catch(() => {});
      running.add(entry);
    },
  };
}

/** Answers a call with what the work returns; what it throws becomes the message that the engine shows. */
export function unary<Request, Response>(
  operations: Operations,
  work: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, answer) => {
    const running = work(call.request);
    operations.track(running);
    running.then(
      (response) => answer(null, response),
      (problem: unknown) => answer({ code: grpc.status.UNKNOWN, details: messageOf(problem, operations.signal) }),
    );
  };
}

/** The user's mistakes as they are; anything else is our bug and keeps its stack. */
function messageOf(problem: unknown, signal: AbortSignal): string {
  if (problem instanceof UserError) return problem.message;
  if (signal.aborted && signal.reason instanceof Error) return signal.reason.message;
  const trace = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  return `This is a bug in entra-cutover, please report it: ${trace}`;
}
