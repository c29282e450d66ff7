import { counted } from '../domain/counted.js';
import { restorePlanOfStack } from '../pipeline/backup/plan.js';
import { shownPeople } from '../pipeline/masking/shown-people.js';
import { escapeTerminal } from '../reports/escape.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export interface RestorePlanOptions {
  readonly stack: string;
  readonly person?: string;
  readonly backup?: string;
  readonly format: 'text' | 'json';
  readonly quiet?: boolean;
}

/** Says what would be written to have back what was there before the cutover; exit code 2 where there is anything. */
export async function restorePlanCommand(options: RestorePlanOptions): Promise<number> {
  const { stack, person, backup: file, format, quiet } = options;
  const { text } = await shownPeople(stack, process.cwd(), process.env);
  const { keptAt, steps, earlier } = await restorePlanOfStack(stack, process.cwd(), process.env, { person, file });
  if (format === 'json') {
    const plan = JSON.stringify({ schemaVersion: 1, stack, keptAt, steps, earlier }, null, 2);
    // The text is masked as a whole where a pipeline reads it.
    await writeStandardOutput([`${text(plan)}\n`]);
  } else if (!quiet || steps.length > 0) {
    const lines = steps.map(({ kind, subject, where, text: what, request }) => {
      const asked = request === undefined ? '' : ` [${request.method} ${request.path}]`;
      return `${kind.padEnd(11)} ${subject}: ${what} → ${where}${asked}`;
    });
    const found = steps.length === 0 ? 'everything is there' : `${counted(steps.length, 'thing')} would be written`;
    await writeStandardOutput([
      ...lines.map((line) => `${escapeTerminal(text(line))}\n`),
      `${stack}: kept ${keptAt}, before the first write: ${found}. Nothing was written.\n`,
      ...(earlier.length > 0 ? [`Earlier backups (--backup FILE): ${earlier.join(', ')}\n`] : []),
    ]);
  }
  return steps.length === 0 ? exitCodes.cleared : exitCodes.blocked;
}
