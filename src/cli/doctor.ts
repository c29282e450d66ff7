import pc from 'picocolors';
import type { Check } from '../pipeline/doctor/check.js';
import { examine } from '../pipeline/doctor/index.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

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
  else await writeStandardOutput(shown.map((check) => lineOf(check, colours(options.color))));
  const open = checks.some(({ state }) => state === 'missing' || state === 'unknown');
  return open ? exitCodes.indeterminate : exitCodes.cleared;
}

/** One line each, the fix behind what was found. */
function lineOf({ name, state, found, fix }: Check, colour: ReturnType<typeof pc.createColors>): string {
  const paint = { fine: colour.green, warning: colour.yellow, missing: colour.red, unknown: colour.red }[state];
  const mark = paint(marks[state].padEnd(7));
  return `${mark}  ${name}: ${found}${fix === undefined ? '' : ` → ${fix}`}\n`;
}

function colours(wanted: boolean): ReturnType<typeof pc.createColors> {
  return pc.createColors(wanted && process.stdout.isTTY === true && !process.env.NO_COLOR);
}
