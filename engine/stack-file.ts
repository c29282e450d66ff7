import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblems } from '../src/config/problems.js';
import { readStackYaml } from '../src/config/stack-file.js';
import { validate } from '../src/config/validate.js';
import { UserError } from '../src/domain/errors.js';

/** The settings that name a service; `embedded` stands for its simulator. */
const services = [
  ['cutover:okta', 'orgUrl'],
  ['cutover:tenant', 'graphEndpoint'],
] as const;

/** Commands of the CLI that run the program; the others also serve to fill a stack's file in. */
const runsTheProgram = ['preview', 'up', 'update', 'refresh', 'destroy', 'import', 'watch'];

/**
 * Whether a stack's file points at the embedded simulators. A stack that has no file is somebody's own.
 * @throws UserError when only one of the two services is embedded: half of a cutover would act on what the other half
 *   says; and when the file is no YAML
 */
export function isEmbedded(projectDirectory: string, stack: string): boolean {
  const name = stackFileName(stack);
  const entries = readEntries(projectDirectory, stack);
  const values = services.map(([section, key]) => ({
    setting: `${section}.${key}`,
    value: textIn(entries[section], key),
  }));
  const embedded = values.filter(({ value }) => value === 'embedded');
  const other = values.find(({ value }) => value !== 'embedded');
  if (embedded.length === 0) return false;
  if (other === undefined) return true;
  throw new UserError(
    `${name} mixes the embedded simulators with a real service: ${embedded.map(({ setting }) => setting).join()} is embedded, ` +
      `${other.setting} is ${other.value ?? 'not set'}. Write embedded in both places, or in neither.`,
  );
}

/**
 * Refuses to run the program of a stack whose file is not filled in, before a login or an engine is asked for.
 * @throws UserError with every problem of the file, one a line
 */
export function assertFilledIn(projectDirectory: string, stack: string, pulumi: readonly string[]): void {
  const file = join(projectDirectory, stackFileName(stack));
  if (!pulumi.some((argument) => runsTheProgram.includes(argument)) || !existsSync(file)) return;
  const { written, problems } = readStackYaml(readFileSync(file, 'utf8'), stackFileName(stack));
  const all = [...problems, ...(written === undefined ? [] : validate(written).problems)];
  if (all.length > 0) throw new UserError(formatProblems(all));
}

function readEntries(projectDirectory: string, stack: string): Readonly<Record<string, unknown>> {
  const file = join(projectDirectory, stackFileName(stack));
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  // A file that holds no configuration is refused by whoever needs one; here it is just not embedded.
  const { written, problems } = readStackYaml(text, stackFileName(stack));
  if (written === undefined && text.trim() !== '') throw new UserError(formatProblems(problems));
  return written?.entries ?? {};
}

function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

function textIn(section: unknown, key: string): string | undefined {
  const value = typeof section === 'object' && section !== null ? (section as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
