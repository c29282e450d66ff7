import { Command, type ErrorOptions, Option } from 'commander';
import { looksLikeFile } from './files.js';

/** A command that tells somebody who only named files which flag says what each is. */
export class ProgramCommand extends Command {
  override createCommand(name?: string): ProgramCommand {
    return new ProgramCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const file = mistaken.has(options?.code ?? '') ? this.args.find(looksLikeFile) : undefined;
    return super.error(file === undefined ? message : `${message}\n${sides(file, this)}`, options);
  }
}

const mistaken: ReadonlySet<string> = new Set(['commander.excessArguments', 'commander.unknownCommand']);

function sides(file: string, command: Command): string {
  const takesEvidence = command.options.some(({ long }) => long === '--on-prem');
  const how = takesEvidence
    ? '--on-prem FILE for Active Directory, --entra FILE for Entra'
    : 'entra-cutover assess --on-prem FILE --entra FILE compares two exports';
  return `${file} looks like a file: say what it is (${how}).`;
}

/** An option of a few values, which the parser checks and the help lists. */
export function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values);
}

/** The same, repeatable. */
export function repeatedChoice(flags: string, description: string, values: readonly string[]): Option {
  const option = choice(flags, description, values);
  const check = option.parseArg;
  return option.argParser((value: string, previous: readonly string[] = []) => [
    ...previous,
    String(check?.(value, undefined)),
  ]);
}
