import type { z } from 'zod';
import { findContradictions } from './consistency.js';
import { findCredentials } from './credentials.js';
import { formatPath, isWithin, type KeyPath, valueAt } from './key-path.js';
import { findPlaceholders, placeholderText } from './placeholders.js';
import { type ProblemKind, type SettingsProblem, type SettingsResult, showValue, sortProblems } from './problems.js';
import { configurationSchema } from './schema.js';
import { toSettings } from './settings.js';
import type { WrittenConfiguration } from './stack-file.js';
import { explainForeignKey, explainUnknownKey, isOwnKey } from './unknown-keys.js';

interface Finding {
  readonly kind: ProblemKind;
  readonly path: KeyPath;
  readonly message: string;
  /** The path that an unknown key was probably meant to be. */
  readonly meant?: KeyPath;
}

/**
 * Judges a configuration as it was written: settings, or every problem at once. One mistake gives one problem: a misspelled
 * key is not missing as well, and a credential or a value to fill in is not invalid as well.
 */
export function validate({ file, entries, locate }: WrittenConfiguration): SettingsResult {
  const own = ownValues(entries);
  const foreign = Object.keys(entries).filter((key) => !isOwnKey(key));
  const explained: readonly Finding[] = [
    ...findCredentials(entries).map((found): Finding => ({ kind: 'credential', ...found })),
    ...findPlaceholders(own).map(
      ({ path, value }): Finding => ({
        kind: 'placeholder',
        path,
        message: `value to fill in: ${placeholderText(value)}`,
      }),
    ),
    ...foreign.flatMap((key): Finding[] => {
      const unknown = explainForeignKey(key);
      return unknown === undefined ? [] : [{ kind: 'unknown-key', path: [key], ...unknown }];
    }),
  ];
  const parsed = configurationSchema.safeParse(own);
  const judged = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => toFindings(issue, own)),
    ...findContradictions(own).map((found): Finding => ({ kind: 'invalid', ...found })),
  ];
  const isExplained = ({ path }: Finding): boolean => explained.some((finding) => isWithin(path, finding.path));
  const meant = [...explained, ...judged].flatMap((finding) =>
    finding.meant === undefined ? [] : [formatPath(finding.meant)],
  );
  const isMisspelt = ({ path }: Finding): boolean =>
    valueAt(own, path) === undefined && meant.includes(formatPath(path));
  const remaining = judged.filter((finding) => !isExplained(finding) && !isMisspelt(finding));
  const problems = onePerPath([...explained, ...remaining]).map(
    ({ kind, path, message }): SettingsProblem => ({
      kind,
      path: formatPath(path),
      file,
      ...locate(path, kind === 'unknown-key' || kind === 'credential' ? 'key' : 'value'),
      message,
    }),
  );
  if (problems.length > 0 || !parsed.success) return { problems: sortProblems(problems) };
  return { settings: toSettings(parsed.data), problems: [] };
}

/**
 * The values in our namespace. Pulumi's configuration is text at its top level: the engine hands `false` over as "false",
 * and `pulumi config set` writes it back so. Making text of both lets one schema judge both.
 */
export function ownValues(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const asText = (value: unknown): unknown =>
    typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
  const own = Object.entries(entries).filter(([key]) => isOwnKey(key));
  return Object.fromEntries(own.map(([key, value]) => [key, asText(value)]));
}

/** What one complaint of the schema is called here. */
function toFindings(issue: z.core.$ZodIssue, values: unknown): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key): Finding => ({ kind: 'unknown-key', path: [...path, key], ...explainUnknownKey([...path, key]) }),
    );
  }
  if (issue.code === 'invalid_key') {
    return [
      {
        kind: 'invalid',
        path,
        message: `found ${showValue(path.at(-1))} as a key; expected ${issue.issues[0]?.message ?? issue.message}`,
      },
    ];
  }
  const found = path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string | number, unknown>>)[key],
    values,
  );
  if (found === undefined) return [{ kind: 'missing', path, message: `missing; expected ${issue.message}` }];
  return [{ kind: 'invalid', path, message: `found ${showValue(found)}; expected ${issue.message}` }];
}

function onePerPath(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map([...findings].reverse().map((finding) => [formatPath(finding.path), finding])).values()];
}
