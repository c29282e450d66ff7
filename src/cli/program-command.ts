import {
  type AddHelpTextContext,
  type AddHelpTextPosition,
  type Argument,
  Command,
  type ErrorOptions,
  Option,
} from 'commander';
import { escapeTerminalLines } from '../reports/escape.js';
import { wrap } from '../reports/text/layout.js';
import { looksLikeFile } from './files.js';

/** Where there is no terminal. */
const usualWidth = 80;

/**
 * A command that tells somebody who only named files which flag says what each is, whose help fits the terminal, and whose errors
 * look like every other message.
 */
export class ProgramCommand extends Command {
  constructor(name?: string) {
    super(name);
    // The widest flag leaves fewer than the 40 columns below which nothing would be wrapped.
    this.configureHelp({ minWidthToWrap: 20 });
    this.configureOutput({
      outputError: (text, write) => write(escapeTerminalLines(text.replace(/^error: /, 'entra-cutover: '))),
    });
  }

  override addHelpText(position: AddHelpTextPosition, text: string | ((context: AddHelpTextContext) => string)): this {
    return super.addHelpText(position, (context) => {
      const width = context.command.configureOutput().getOutHelpWidth?.() ?? usualWidth;
      const lines = (typeof text === 'string' ? text : text(context)).split('\n');
      // What is indented is typed or copied as it is.
      return lines.flatMap((line) => (line === '' || line.startsWith(' ') ? [line] : wrap(line, width, 0))).join('\n');
    });
  }

  override addOption(option: Option): this {
    return super.addOption(option.required ? this.refusingEmpty(option, option.long ?? option.flags) : option);
  }

  override addArgument(argument: Argument): this {
    return super.addArgument(this.refusingEmpty(argument, `<${argument.name()}>`));
  }

  /** What is empty is neither a file nor a name nor a domain, whichever command it was meant for. */
  private refusingEmpty<Taker extends Option | Argument>(taker: Taker, name: string): Taker {
    const parse = taker.parseArg;
    taker.argParser((value: string, previous: unknown) => {
      if (value.trim() === '')
        this.error(
          `error: ${name} is empty: the variable that it is taken from is probably not set. Set it, or give a value.`,
        );
      if (parse !== undefined) return parse(value, previous);
      return taker.variadic ? [...((previous as readonly string[] | undefined) ?? []), value] : value;
    });
    return taker;
  }

  /** For the built-in help command, which answers a name that it does not know with the help of everything. */
  _dispatchHelpCommand(): never {
    let command: Command = this;
    // The first word is `help` itself; it passes on no more than the second.
    for (const name of this.args.slice(1)) {
      const found = command.commands.find((child) => child.name() === name || child.aliases().includes(name));
      if (found === undefined)
        return this.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' });
      command = found;
    }
    return command.help();
  }

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
