import { z } from 'zod';
import { UserError } from '../domain/errors.js';
import type { RemediationFile } from '../domain/remediation.js';
import { yamlValue } from './parse-yaml.js';

const text = z.string().min(1).max(2000);
const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'expected the lower-case text of a GUID')
  .describe('objectGUID of Active Directory, or object id of Entra.');
const value = z.union([text, z.null()]);
const base64 = z.union([z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'expected Base64'), z.null()]);
const common = {
  person: text.describe('UPN, for the reader; it is not used to find the person.'),
  rule: text.describe('The rule whose finding it repairs.'),
  matchedBy: z.array(text).min(1).describe('What shows that both sides are the same person.'),
  privileged: z.literal(true).optional().describe('Holds, or may activate, a privileged directory role.'),
  skip: z.literal(true).optional().describe('True: reviewed, and not made.'),
};
const expected = 'The value it must have now; null: none.';
const desired = 'The value it gets; null: none.';

/** What repairs may write: nothing else, whatever a file says. */
const binding = z.discriminatedUnion('attribute', [
  z.strictObject({
    ...common,
    system: z.literal('activeDirectory'),
    objectId: guid,
    attribute: z.literal('mS-DS-ConsistencyGuid'),
    expected: base64.describe(`${expected} Base64 of its bytes.`),
    desired: base64.describe(`${desired} Base64 of 16 bytes.`),
  }),
  z.strictObject({
    ...common,
    system: z.literal('activeDirectory'),
    objectId: guid,
    attribute: z.enum([
      'mail',
      'proxyAddresses',
      'department',
      'title',
      'company',
      'mobile',
      'physicalDeliveryOfficeName',
      'employeeID',
    ]),
    expected: z.null().describe('Only attributes that are empty are filled in.'),
    desired: text.describe('The value it gets; for proxyAddresses, one more value.'),
  }),
  z.strictObject({
    ...common,
    system: z.literal('entra'),
    objectId: guid,
    attribute: z.literal('onPremisesImmutableId'),
    expected: value.describe(expected),
    desired: base64.describe(desired),
  }),
  z.strictObject({
    ...common,
    system: z.literal('entra'),
    objectId: guid,
    attribute: z.enum(['onPremisesObjectIdentifier', 'deletedDateTime']),
    expected: text.describe('The value it must have now.'),
    desired: z.null().describe('The value is cleared; for deletedDateTime, the account is restored.'),
  }),
]);

const decision = z.strictObject({
  person: text,
  rule: text,
  objectId: text.optional(),
  action: z.enum([
    'okta-mapping',
    'okta-profile',
    'upn-detour',
    'bring-into-scope',
    'exclude-from-scope',
    'accept-loss',
    'correct-at-source',
    'person-decides',
  ]),
  note: text.optional().describe('What was decided, for the next reader; it has no effect.'),
});

/** The shape of a remediation file, from which schemas/remediations.schema.json is generated. */
export const remediationFileSchema = z.strictObject({
  version: z.literal(1),
  bindings: z.array(binding).default([]).describe('Repairs that an update makes.'),
  decisions: z.array(decision).default([]).describe('What a person has to do; entries here have no effect.'),
});

/**
 * Parses the text of a remediation file; `origin` is its path for messages.
 *
 * @throws UserError when it is malformed: of a file that was misread nothing is written.
 */
export function parseRemediationFile(content: string, origin: string): RemediationFile {
  let parsed: unknown;
  try {
    parsed = yamlValue(content);
  } catch (error) {
    throw new UserError(`${origin}: not valid YAML: ${(error as Error).message}`);
  }
  const result = remediationFileSchema.safeParse(parsed);
  if (result.success) return result.data as RemediationFile;
  const problems = result.error.issues
    .slice(0, 20)
    .map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
  throw new UserError(`${origin} is malformed, so nothing is repaired:\n${problems.join('\n')}`);
}
