import { type AnchorForms, convertAnchor } from '../domain/anchor-forms.js';
import { describeForm } from '../validation/diagnose.js';
import { exitCodes } from './exit-codes.js';
import { writeRemark, writeStandardOutput } from './output.js';

const labels: readonly (readonly [keyof AnchorForms, string])[] = [
  ['recognised', 'recognized as'],
  ['guid', 'GUID'],
  ['immutableId', 'ImmutableID'],
  ['hex', 'bytes'],
  ['csvde', 'csvde'],
  ['ldapFilter', 'LDAP filter'],
  ['connectorDn', 'connector DN'],
];

/**
 * Converts each value into every spelling; one with two readings gives both. A value that is not an anchor is named, and the exit code is 1.
 */
export async function anchorCommand(
  values: readonly string[],
  options: { readonly format: 'text' | 'json' },
): Promise<number> {
  const converted = values.map((value) => ({ value, forms: convertAnchor(value) }));
  const known = converted.flatMap(({ value, forms }) => forms.map((one) => ({ value, ...one })));
  const text = options.format === 'json' ? `${JSON.stringify(known, null, 2)}\n` : known.map(asText).join('\n');
  await writeStandardOutput([text]);
  for (const { value, forms } of converted) {
    if (forms.length === 0) writeRemark(`${printable(value)} is not an anchor: it looks like ${describeForm(value)}.`);
  }
  return converted.every(({ forms }) => forms.length > 0) ? exitCodes.cleared : exitCodes.error;
}

function asText(forms: AnchorForms): string {
  return labels.map(([key, label]) => `${label.padEnd(14)}${forms[key]}\n`).join('');
}

/** What a terminal may show of an argument: no control characters. */
function printable(value: string): string {
  return value.replace(/\p{Cc}/gu, '?');
}
