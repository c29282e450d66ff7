import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { UserError } from '../src/domain/errors.js';

/** The settings whose value `embedded` stands for a simulator. */
const settingsOfServices = [
  ['okta', 'orgUrl'],
  ['tenant', 'graphEndpoint'],
] as const;

/**
 * Whether a stack's file points at the embedded simulators. A stack that has no file is somebody's own.
 * @throws UserError when one of the two services is embedded and the other one real: each would act on what the other says
 */
export function isEmbedded(projectDirectory: string, stack: string): boolean {
  const name = `Pulumi.${stack}.yaml`;
  const file = join(projectDirectory, name);
  if (!existsSync(file)) return false;
  const config = configurationOf(readFileSync(file, 'utf8'), name);
  const values = settingsOfServices.map(([section, key]) => ({
    setting: `cutover:${section}.${key}`,
    value: lookUp(config, section, key),
  }));
  const embedded = values.filter(({ value }) => value === 'embedded');
  const real = values.filter(({ value }) => value !== undefined && value !== 'embedded');
  if (embedded.length > 0 && real.length > 0) {
    throw new UserError(
      `${name} mixes the embedded simulators with a real service: ${embedded.map(({ setting }) => setting).join(', ')} is ` +
        `embedded, ${real.map(({ setting, value }) => `${setting} is ${JSON.stringify(value)}`).join(', ')}. Set both to ` +
        '`embedded`, or neither.',
    );
  }
  return embedded.length > 0;
}

function configurationOf(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = parse(text);
    return asObject(asObject(document).config);
  } catch (problem) {
    throw new UserError(`${name} is not valid YAML: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** A setting is written either as one key with a dot or as a key of its section. */
function lookUp(config: Readonly<Record<string, unknown>>, section: string, key: string): unknown {
  return config[`cutover:${section}.${key}`] ?? asObject(config[`cutover:${section}`])[key];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
