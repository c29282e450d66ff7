import { z } from 'zod';
import type { JsonValue } from '../audit/index.js';
import { guardedInputs } from '../config/resource-table.js';
import { refuseWhileHeld } from './hold.js';
import { planWrite } from './planned-writes.js';
import { recordWrite } from './recorder.js';
import type { ProviderFunction } from './resource-type.js';

const json: z.ZodType<JsonValue> = z.json();
const inputs = z.strictObject({
  inputs: guardedInputs.meta({ id: 'Guarded', description: 'What every resource that writes is given.' }),
  write: z
    .strictObject({
      operation: z.string().min(1).describe('What is done, in the words of the journal.'),
      target: z.string().min(1).describe('To what.'),
      outcome: z.enum(['started', 'done']).describe('`started` before the write, `done` after it.'),
      after: json.exactOptional().describe('What it came to.'),
    })
    .meta({ id: 'DeclaredWrite', description: 'A write that another provider makes.' }),
  preview: z.boolean().exactOptional().describe('A preview tells that the write is to come.'),
});

/**
 * What belongs to a write that another provider of the program makes: hold and journal before it, journal after it. A hook of
 * the resource calls this, so what is refused here is not sent. Such a write switches nobody on, so there is no other side
 * to look at.
 *
 * @throws UserError while there is a hold, or when the journal can't be written.
 */
export const recordDeclaredWrite: ProviderFunction<typeof inputs> = {
  name: 'recordDeclaredWrite',
  description:
    'What belongs to a write that another provider of the program makes: hold and journal before it, journal after it.',
  inputs,
  outputs: z.object({}),
  async call({ inputs: resource, write, preview }, context) {
    if (preview === true) {
      planWrite();
      return {};
    }
    if (write.outcome === 'started') {
      context.signal.throwIfAborted();
      await refuseWhileHeld(resource.hold, context.ports.environment);
    }
    await recordWrite(write, resource, { ...context, urn: '' });
    return {};
  },
};
