import pc from 'picocolors';
import type { Check } from '../pipeline/doctor/check.js';
import { examine } from '../pipeline/doctor/index.js';
import { wrap } from '../reports/text/layout.js';
import { exitCodes } from './exit-codes.js';
import { textLayout, writeStandardOutput } from './output.js';

export interface DoctorOptions {
  readonly stack?: string;
  readonly format: 'text' | 'json';
  readonly quiet?: boolean;
  readonly color: boolean;
}

const marks = { fine: 'ok', warning: 'note', missing: 'MISSING', unknown: 'UNKNOWN' } as const;

/** Examines the machine and the stack; exit code 3 while something is missing or can't be determined. */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const { format, stack } = options;
  const checks = await examine(stack, process.cwd(), process.env, new Date());
  const shown = options.quiet ? checks.filter(({ state }) => state !== 'fine') : checks;
  if (format === 'json') await writeStandardOutput([`${JSON.stringify({ schemaVersion: 1, checks }, undefined, 2)}\n`]);
  else await writeStandardOutput(shown.map((check) => textOf(check, colours(options.color), widthOf(options))));
  const open = checks.some(({ state }) => state === 'missing' || state === 'unknown');
  return open ? exitCodes.indeterminate : exitCodes.cleared;
}

/** The fix behind what was found; folded to the width, or one line each without one, for what reads it line by line. */
export function textOf(
  { name, state, found, fix }: Check,
  colour: ReturnType<typeof pc.createColors>,
  width = Number.POSITIVE_INFINITY,
): string {
  const paint = { fine: colour.green, warning: colour.yellow, missing: colour.red, unknown: colour.red }[state];
  const mark = marks[state].padEnd(7);
  const text = `${name}: ${found}${fix === undefined ? '' : ` → ${fix}`}`;
  const lines = text.split(/\r?\n/).flatMap((line) => wrap(line, width, mark.length + 2));
  return `${paint(mark)}${lines.join('\n').slice(mark.length)}\n`;
}

function widthOf(options: DoctorOptions): number | undefined {
  return process.stdout.isTTY === true ? textLayout(options).width : undefined;
}

function colours(wanted: boolean): ReturnType<typeof pc.createColors> {
  return pc.createColors(wanted && process.stdout.isTTY === true && !process.env.NO_COLOR);
}
