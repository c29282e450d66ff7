import { UserError } from '../domain/errors.js';
import { type StackStatus, stackNames, statusOfStack } from '../pipeline/verify/status.js';
import { escapeTerminalLines } from '../reports/escape.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export interface StatusOptions {
  readonly stack?: readonly string[];
  readonly format: 'text' | 'json';
  readonly quiet?: boolean;
}

/** Says where each stack is; exit code 3 while any of them waits for something. */
export async function statusCommand({ stack, format, quiet }: StatusOptions): Promise<number> {
  const directory = process.cwd();
  const names = stack ?? (await stackNames(directory));
  if (names.length === 0)
    throw new UserError(`There is no stack file in ${directory}: run it in the folder of Pulumi.yaml.`);
  const stacks: StackStatus[] = [];
  for (const name of names) stacks.push(await statusOfStack(name, directory, process.env));
  const waits = stacks.some(({ waitingFor }) => waitingFor.length > 0);
  if (format === 'json') await writeStandardOutput([`${JSON.stringify({ schemaVersion: 1, stacks }, null, 2)}\n`]);
  else if (!quiet || waits) await writeStandardOutput(stacks.map(asText));
  return waits ? exitCodes.indeterminate : exitCodes.cleared;
}

function asText(status: StackStatus): string {
  const { stack, declaredPhase, reachedPhase, reachedAt, holds, waitingFor, parts, lastWrite, next } = status;
  const reached =
    reachedPhase === undefined ? 'no update has been recorded' : `${reachedPhase} since ${reachedAt ?? '?'}`;
  const width = Math.max(...[...parts.map(({ label }) => label), 'waiting for'].map(({ length }) => length), 15);
  const line = (name: string, text: string): string => `  ${name.padEnd(width)} ${text}`;
  const lines = [
    stack,
    line(
      'phase',
      `${reached}${declaredPhase !== undefined && declaredPhase !== reachedPhase ? `; declared: ${declaredPhase}` : ''}`,
    ),
    line('holds', holds.length === 0 ? 'none' : holds.join('; ')),
    ...parts.map(({ label, state, verification, changedAt }) =>
      line(label, `${state}${verification === undefined ? '' : `, verification ${verification}`} since ${changedAt}`),
    ),
    line('last write', lastWrite ?? 'none'),
    line('waiting for', waitingFor.length === 0 ? 'nothing' : waitingFor.join(`\n${' '.repeat(width + 3)}`)),
    ...(next === undefined ? [] : [line('next', next)]),
  ];
  return `${escapeTerminalLines(lines.join('\n'))}\n`;
}
