import type { WireFault } from './faults.js';
import type { RequestLogEntry } from './request-log.js';
import type { ServiceName, WireRequest } from './wire.js';

/** A request on the wire. */
export interface Seen {
  readonly service: ServiceName;
  readonly request: WireRequest;
}

/** Somebody who stands next to the servers. Requests inside a `$batch` are seen afterwards only. */
export interface Watcher {
  /** Called before the request is answered, and waited for; what it returns goes wrong with this request. */
  readonly before?: (seen: Seen) => Promise<WireFault | undefined>;
  /** Called once the request is answered and what it changes is changed. `body` is the answer's. */
  readonly after?: (seen: Seen, entry: RequestLogEntry, body: unknown) => void;
}
