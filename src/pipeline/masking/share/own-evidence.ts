import { z } from 'zod';
import { connectRecordSchemas } from '../../../evidence/connect-records.js';
import { factNames, memberNames } from '../../../evidence/evidence-file/shapes.js';

interface Shape {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
}

/** What `collect` calls things, as the readers of its files check them. */
export const ownEvidence = {
  names: new Set(memberNames),
  /** Members by what they hold, where the shape tells. */
  counts: new Set<string>(),
  times: new Set<string>(),
  enumerations: new Set<string>(),
  /** Kinds of evidence, facts, and words of the enumerations. */
  words: new Set(['onPrem', 'entra', ...Object.keys(connectRecordSchemas), ...factNames]),
};

for (const schema of Object.values(connectRecordSchemas)) note('', z.toJSONSchema(schema) as Shape);

function note(name: string, shape: Shape): void {
  if (/^(integer|number)$/.test(shape.type ?? '')) ownEvidence.counts.add(name);
  if (shape.format === 'date-time') ownEvidence.times.add(name);
  if (shape.enum !== undefined) ownEvidence.enumerations.add(name);
  for (const word of shape.enum ?? []) ownEvidence.words.add(word);
  for (const [member, inner] of Object.entries(shape.properties ?? {})) {
    ownEvidence.names.add(member);
    note(member, inner);
  }
  const { items, additionalProperties: further, anyOf = [] } = shape;
  for (const inner of [items, further, ...anyOf]) if (typeof inner === 'object') note(name, inner);
}
