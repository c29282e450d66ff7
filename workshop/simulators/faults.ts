import type { ServiceName, WireRequest } from './wire.js';

/** Something that goes wrong on the wire with one request. Nothing but the wire changes: the state never knows. */
export interface WireFault {
  /** Answer with this status and the service's own error body. */
  readonly status?: number;
  /** Cut the connection instead of answering. */
  readonly reset?: boolean;
  readonly delayMilliseconds?: number;
  /** Neither answer nor close the connection: the client has to give up. */
  readonly hang?: boolean;
  /** With a status: `Retry-After` for Graph, `X-Rate-Limit-Reset` for Okta. */
  readonly retryAfterSeconds?: number;
  /** The change is made, then the answer is lost (or replaced by `status`). */
  readonly afterApplying?: boolean;
  /** The connection is cut, and the request has not been lost: it arrives, and is carried out, when `arrive` is called. */
  readonly later?: (arrive: () => void) => void;
  /** A read is answered as it would have been before the last change, as by a replica that lags. */
  readonly stale?: boolean;
  /** The body arrives as this makes it: what the service says then is not what it has. */
  readonly rewrite?: (body: unknown, request: WireRequest) => unknown;
}

/** Which requests it goes wrong with. */
export interface Fault extends WireFault {
  readonly service: ServiceName;
  readonly method?: string;
  /** Tested against path and query, without scheme and host. */
  readonly path: RegExp;
  /** Let this many fitting requests through first. */
  readonly skip?: number;
  /** How many requests it hits; until removed when left out. */
  readonly times?: number;
}

export interface Faults {
  /** Adds a fault and returns the function that removes it. */
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/**
 * The faults of one organization, and `take`, which the servers ask for each request. `takeRefusal` is for a request inside a `$batch`,
 * which nothing but a status of its own can go wrong with.
 */
export function createFaults(): Faults & {
  readonly take: (service: ServiceName, method: string, target: string) => Fault | undefined;
  readonly takeRefusal: (service: ServiceName, method: string, target: string) => Fault | undefined;
} {
  let armed: Armed[] = [];
  const takeOne = (
    service: ServiceName,
    method: string,
    target: string,
    isWanted: (fault: Fault) => boolean = () => true,
  ): Fault | undefined => {
    for (const entry of armed) {
      const { fault } = entry;
      const fits = fault.service === service && (fault.method ?? method) === method && target.search(fault.path) >= 0;
      if (!fits || !isWanted(fault) || entry.times <= 0) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.times -= 1;
      return fault;
    }
    return undefined;
  };
  const isRefusal = ({ status, reset, afterApplying, later }: Fault): boolean =>
    status !== undefined && !reset && !afterApplying && later === undefined;
  return {
    add(fault) {
      const entry: Armed = { fault, skip: fault.skip ?? 0, times: fault.times ?? Number.POSITIVE_INFINITY };
      armed.push(entry);
      return () => {
        armed = armed.filter((other) => other !== entry);
      };
    },
    clear() {
      armed = [];
    },
    take: (service, method, target) => takeOne(service, method, target),
    takeRefusal: (service, method, target) => takeOne(service, method, target, isRefusal),
  };
}
