import { byText } from '../domain/by-text.js';
import { grouped } from '../domain/counted.js';
import type { Settings } from './settings.js';

/** Where in the stack file, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type ProblemKind = 'unknown-key' | 'missing' | 'invalid' | 'placeholder' | 'credential' | 'differs' | 'syntax';

/** One thing that is wrong with a stack's configuration. */
export interface SettingsProblem extends Position {
  readonly kind: ProblemKind;
  /** For instance `cutover:okta.apps[0].id`; empty when the problem is about the file as a whole. */
  readonly path: string;
  readonly file: string;
  readonly message: string;
}

/** The settings when there is no problem, otherwise every problem at once. */
export interface SettingsResult {
  readonly settings?: Settings;
  readonly problems: readonly SettingsProblem[];
}

/** Values to fill in first, since nothing else can be tried before; then in the order of the file. */
export function sortProblems(problems: readonly SettingsProblem[]): readonly SettingsProblem[] {
  const rank = ({ kind }: SettingsProblem): number => (kind === 'placeholder' ? 0 : 1);
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column || byText(a.path, b.path),
  );
}

/** More lines than anybody reads before fixing the first ones. */
const longestList = 100;

/** The problems as text, one line each: `Pulumi.staging.yaml:7:3 cutover:okta.apps[0].ide: unknown key; …`. */
export function formatProblems(problems: readonly SettingsProblem[]): string {
  const lines = problems
    .slice(0, longestList)
    .map(
      ({ file, line, column, path, message }) =>
        `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
    );
  if (problems.length > longestList) lines.push(`… and ${grouped(problems.length - longestList)} more`);
  return lines.join('\n');
}

/** A value as a message shows it: short, on one line, and only its kind where it is a list or a mapping. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
}
