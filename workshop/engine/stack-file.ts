import { join } from 'node:path';
import { readStackFile, readStackSettings } from '../../src/config/read.js';
import { readStackYaml } from '../../src/config/stack-file.js';
import { UserError } from '../../src/domain/errors.js';

/** The settings that name a service; `embedded` stands for its stand-in. */
const services = [
  ['cutover:okta', 'orgUrl'],
  ['cutover:tenant', 'graphEndpoint'],
] as const;

/** Commands of the CLI that run the program; the others also serve to fill a stack's file in. */
const runsTheProgram = ['preview', 'up', 'update', 'refresh', 'destroy', 'import', 'watch'];

/**
 * Whether a stack's file points at the embedded stand-ins. A stack without a file, or without a configuration that can be
 * read, is not embedded: the part that needs its configuration says what is wrong with it.
 * @param stack as the CLI takes it, `organization/project/stack` included
 * @throws UserError when only one of the two services is embedded: half of a cutover would act on what the other half says
 */
export async function isEmbedded(projectDirectory: string, stack: string): Promise<boolean> {
  const entries = await entriesOf(projectDirectory, stack);
  const values = services.map(([section, key]) => ({
    setting: `${section}.${key}`,
    value: textIn(entries[section], key),
  }));
  const embedded = values.find(({ value }) => value === 'embedded');
  const other = values.find(({ value }) => value !== 'embedded');
  if (embedded === undefined) return false;
  if (other === undefined) return true;
  throw new UserError(
    `Pulumi.${shortName(stack)}.yaml mixes the embedded stand-ins with a real service: ${embedded.setting} is embedded, ` +
      `${other.setting} is ${other.value ?? 'not set'}. Write embedded in both places, or in neither.`,
  );
}

/** What takes over, as the stack's file says. */
export async function syncToolOf(projectDirectory: string, stack: string): Promise<'cloudSync' | 'connect'> {
  const { 'cutover:syncTool': tool } = await entriesOf(projectDirectory, stack);
  return tool === 'connect' ? tool : 'cloudSync';
}

async function entriesOf(projectDirectory: string, stack: string): Promise<Readonly<Record<string, unknown>>> {
  const file = await readStackFile(shortName(stack), projectDirectory);
  return file === undefined ? {} : (readStackYaml(file.text, file.path).written?.entries ?? {});
}

/** Where the stand-ins of an embedded stack keep their files: those of the two tools are two organizations. */
export function embeddedFolder(projectDirectory: string, tool: 'cloudSync' | 'connect'): string {
  return join(projectDirectory, '.entra-cutover', tool === 'connect' ? 'embedded-connect' : 'embedded');
}

/**
 * Refuses to run the program of a stack whose file is not filled in, before a login or an engine is asked for.
 * @throws UserError with every problem of the file, one a line
 */
export async function assertFilledIn(
  projectDirectory: string,
  stack: string,
  pulumi: readonly string[],
): Promise<void> {
  if (!pulumi.some((argument) => runsTheProgram.includes(argument))) return;
  await readStackSettings(shortName(stack), projectDirectory);
}

function shortName(stack: string): string {
  return stack.slice(stack.lastIndexOf('/') + 1);
}

function textIn(section: unknown, key: string): string | undefined {
  const value = typeof section === 'object' && section !== null ? (section as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
