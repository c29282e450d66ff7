import { counted } from '../domain/counted.js';
import { shownPeople } from '../pipeline/masking/shown-people.js';
import { verifyStack } from '../pipeline/verify/verify.js';
import { escapeTerminal } from '../reports/escape.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export interface VerifyOptions {
  readonly stack: string;
  readonly format: 'text' | 'json';
  readonly quiet?: boolean;
}

/** Compares the tenant with what the cutover left; exit code 2 when somebody differs, 3 when not all could be read. */
export async function verifyCommand({ stack, format, quiet }: VerifyOptions): Promise<number> {
  const { text } = await shownPeople(stack, process.cwd(), process.env);
  const shown = (lines: readonly string[]): string[] => lines.map(text);
  const found = await verifyStack(stack, process.cwd(), new Date());
  const [wrongs, unknown, changes] = [shown(found.wrongs), shown(found.unknown), shown(found.changes)];
  const differences = found.differences.map(({ kind, expected, unexpected }) => ({
    kind,
    expected: shown(expected),
    unexpected: shown(unexpected),
  }));
  const verification = { ...found, wrongs, unknown, differences, changes };
  const { phase, people } = verification;
  if (format === 'json') {
    await writeStandardOutput([`${JSON.stringify({ schemaVersion: 1, ...verification }, null, 2)}\n`]);
  } else {
    const lines = [...wrongs.map((line) => `! ${line}`), ...unknown.map((line) => `? ${line}`)];
    const remarks = quiet ? [] : changes.map((line) => `~ ${line}`);
    const verdict =
      wrongs.length > 0
        ? `${counted(wrongs.length, 'difference')} from what the cutover left`
        : unknown.length > 0
          ? 'not verified: not everything could be read'
          : people === 0
            ? 'nobody to verify, and one writer at most'
            : 'everybody is as the cutover left them';
    if (!quiet || lines.length > 0) {
      await writeStandardOutput([
        ...[...lines, ...remarks].map((line) => `${escapeTerminal(line)}\n`),
        // A number of people says nothing where they could not be compared.
        `${stack} (${phase}): ${wrongs.length === 0 && unknown.length > 0 ? '' : `${counted(people, 'person', 'people')}: `}${verdict}\n`,
      ]);
    }
  }
  if (wrongs.length > 0) return exitCodes.blocked;
  return unknown.length > 0 ? exitCodes.indeterminate : exitCodes.cleared;
}
