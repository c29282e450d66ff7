import { z } from 'zod';
import type { JsonValue } from '../audit/index.js';
import { guardedInputs } from '../config/resource-table.js';
import { tokenOf } from '../config/token.js';
import { UserError } from '../domain/errors.js';
import { refuseWhileHeld } from './hold.js';
import { parseWith } from './inputs.js';
import { planWrite } from './planned-writes.js';
import { recordWrite } from './recorder.js';
import type { ProviderFunction } from './resource-type.js';

const json: z.ZodType<JsonValue> = z.json();
const call = z.strictObject({
  inputs: guardedInputs,
  write: z.strictObject({
    operation: z.string().min(1),
    target: z.string().min(1),
    outcome: z.enum(['started', 'done']),
    after: json.exactOptional(),
  }),
  /** A preview tells that the write is to come. */
  preview: z.boolean().exactOptional(),
});

/**
 * What belongs to a write that another provider of the program makes: hold and journal before it, journal after it. A hook of
 * the resource calls this, so what is refused here is not sent. Such a write switches nobody on, so there is no other side
 * to look at.
 *
 * @throws UserError while there is a hold, or when the journal can't be written.
 */
export const recordDeclaredWrite: ProviderFunction = {
  token: tokenOf('recordDeclaredWrite'),
  async call(args, context) {
    const parsed = parseWith(call, args);
    if ('problems' in parsed) throw new UserError(`recordDeclaredWrite: ${parsed.problems.join('; ')}`);
    const { inputs, write, preview } = parsed.inputs;
    if (preview === true) {
      planWrite();
      return {};
    }
    if (write.outcome === 'started') {
      context.signal.throwIfAborted();
      await refuseWhileHeld(inputs.hold, context.ports.environment);
    }
    await recordWrite(write, inputs, { ...context, urn: '' });
    return {};
  },
};
