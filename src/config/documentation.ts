import {
  configurationJsonSchema,
  type DocumentedKey,
  documentedKeys,
  type JsonSchema,
  keysOfPulumi,
  stackConfigurationJsonSchema,
} from './json-schema.js';

/** The files of the repository that are generated from the configuration schema; a test fails when one is out of date. */
export function generatedConfigurationFiles(): readonly { readonly path: string; readonly text: string }[] {
  return [
    { path: 'schemas/stack.schema.json', text: `${JSON.stringify(stackConfigurationJsonSchema(), undefined, 2)}\n` },
    { path: 'docs/configuration.md', text: configurationPage() },
  ];
}

const introduction = `# Stack configuration

<!-- Generated from src/config/schema.ts: change the descriptions there. -->

A stack is \`Pulumi.<stack>.yaml\`; the keys below belong under its \`config:\`. Editors check the file against
\`schemas/stack.schema.json\`. \`entra-cutover\` and the Pulumi program check it again and name all problems at once, with
line, column and the nearest valid key. Paths are relative to the folder of the stack file. \`cutover:okta.orgUrl\` means
\`orgUrl\` inside the mapping \`cutover:okta\`, and \`[]\` every entry of a list. Pulumi.staging.yaml is an example.

- Never put credentials here, not even encrypted (\`secure:\`) ones: they come from the environment.
- Replace each value that begins with \`FILL IN:\`. Until then every command and update refuses, and lists them.
- Only the values in the file count: an update with \`-c\` or \`--config-file\` that differs is refused.
- \`embedded\`, in \`cutover:okta.orgUrl\` and \`cutover:tenant.graphEndpoint\` together, stands for the stand-ins that
  \`npm run pulumi\` starts on this machine.
- Keys of other namespaces, and Pulumi's own next to \`config:\` (${keysOfPulumi.join(', ')}), are left alone.
`;

/** docs/configuration.md: one table per top-level key. */
export function configurationPage(): string {
  const keys = documentedKeys(configurationJsonSchema());
  const sections = keys
    .filter(({ parent }) => parent === '')
    .map((key) =>
      section(
        key,
        keys.filter(({ path }) => path !== key.path && isInside(path, key.path)),
      ),
    );
  return [introduction, ...sections].join('\n');
}

function section(key: DocumentedKey, inside: readonly DocumentedKey[]): string {
  const rows = inside.length === 0 ? [key] : inside;
  const about = inside.length === 0 ? '' : `${[key.schema.description ?? '', ...whetherRequired(key)].join(' ')}\n\n`;
  const table = rows.map(
    ({ path, schema, required }) =>
      `| \`${path}\` | ${cell(schema.description ?? '')} | ${cell(kindOf(schema))} | ${cell(defaultOf(schema, required))} |`,
  );
  return `## ${key.name}\n\n${about}| key | meaning | type | default |\n| --- | --- | --- | --- |\n${table.join('\n')}\n`;
}

/** What is required with one setting of another key says so itself. */
function whetherRequired({ required, schema }: DocumentedKey): readonly string[] {
  if (required) return ['Required.'];
  return schema.description?.includes('Required with ') ? [] : ['May be left out.'];
}

function isInside(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function kindOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) {
    // Pulumi writes `true` and "true", `1` and "1" for the same thing; the reader needs one of them.
    const kinds = schema.anyOf.map(kindOf);
    return kinds.find((kind) => kind === 'true or false' || kind.startsWith('whole number')) ?? kinds.join(', or ');
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'array') return `list of ${itemsOf(schema.items ?? {})}`;
  if (schema.type === 'object')
    return typeof schema.additionalProperties === 'object' ? 'mapping of names to whole numbers' : 'mapping';
  if (schema.type === 'integer') return `whole number, ${schema.minimum ?? ''} to ${schema.maximum ?? ''}`;
  return schema.type === 'number' ? `number, at most ${schema.maximum ?? ''}` : 'text';
}

function itemsOf(items: JsonSchema): string {
  if (items.enum !== undefined) return items.enum.map(code).join(', ');
  return items.type === 'object' ? 'mappings' : 'texts';
}

function defaultOf(schema: JsonSchema, required: boolean): string {
  if (required) return 'required';
  const value = schema.default;
  if (value === undefined) return 'none';
  if (Array.isArray(value) && value.length > 0) return value.map(code).join(', ');
  if (typeof value === 'object')
    return Array.isArray(value) || typeof schema.additionalProperties === 'object' ? 'none' : 'as below';
  return code(value);
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
