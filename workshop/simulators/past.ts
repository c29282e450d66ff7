import { createGraphService } from './graph/service.js';
import { createOktaService } from './okta/service.js';
import { onlyReads } from './request-log.js';
import { answerOf } from './server.js';
import type { ServiceName, WireAnswer, WireRequest } from './wire.js';
import type { World } from './world.js';

/** The organization as it was before the last change: what a replica that lags still says. */
export interface Past {
  /** Called before each request is answered: one that may change something makes the present the past. */
  readonly keep: (request: WireRequest) => void;
  readonly answer: (service: ServiceName, request: WireRequest) => WireAnswer;
  readonly forget: () => void;
}

/** @param wanted false saves the copies where nobody asks for the past. */
export function createPast(world: World, wanted: boolean): Past {
  const copy = (): World => {
    const { requests: _, ...state } = world.state;
    return { ...world, state: { ...structuredClone(state), requests: [] } };
  };
  let past: World | undefined;
  return {
    keep(request) {
      if (wanted && !onlyReads(request)) past = copy();
    },
    forget() {
      past = undefined;
    },
    answer(service, request) {
      const then = past ?? world;
      return answerOf(service === 'okta' ? createOktaService(then) : createGraphService(then, () => {}), request);
    },
  };
}
