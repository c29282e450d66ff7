import type { Command } from 'commander';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { textOf } from '../../src/cli/doctor.js';
import { replaceFileAtomically } from '../../src/cli/output.js';
import { createProgram } from '../../src/cli/program.js';

/** What the command line writes for these arguments in a terminal of 80 columns, and its exit code. */
async function told(args: readonly string[]): Promise<{ text: string; code: unknown }> {
  const program = createProgram();
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const listen = (command: Command): void => {
    command.configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 80 });
    command.commands.forEach(listen);
  };
  listen(program);
  const code = await program.parseAsync(['node', 'entra-cutover', ...args]).then(
    () => undefined,
    (error: { exitCode?: number }) => error.exitCode,
  );
  return { text, code };
}

function pathsOf(command: Command): string[][] {
  return [[], ...command.commands.flatMap((child) => pathsOf(child).map((path) => [child.name(), ...path]))];
}

it('fits a terminal of 80 columns, but for what is typed', async () => {
  for (const path of pathsOf(createProgram())) {
    const { text, code } = await told([...path, '--help']);
    expect(code).toBe(0);
    const [prose = '', ...examples] = text.split(/^Examples?:$/m);
    const after = examples
      .join('')
      .split('\n')
      .filter((line) => !line.startsWith(' '));
    for (const line of [...prose.split('\n'), ...after])
      expect(Array.from(line).length, `${path.join(' ')}: ${line}`).toBeLessThanOrEqual(80);
  }
});

it('says that it does not know a command, in the words and form of every message', async () => {
  for (const args of [
    ['help', 'foo'],
    ['audit', 'help', 'foo'],
  ]) {
    const { text, code } = await told(args);
    expect(text).toMatch(/^entra-cutover: unknown command 'foo'\n/);
    expect(text).not.toContain('Usage:');
    expect(code).toBe(1);
  }
  expect((await told(['assess', '--nope'])).text).toMatch(/^entra-cutover: unknown option '--nope'/);
  expect((await told(['help', 'assess'])).text).toContain('Usage: entra-cutover assess');
  expect((await told(['help', 'collect', 'connect'])).text).toContain('Usage: entra-cutover collect connect');
  expect((await told(['help', 'collect', 'foo'])).text).toMatch(/^entra-cutover: unknown command 'foo'\n/);
  expect((await told(['help'])).text).toContain('Usage: entra-cutover [options]');
});

it.runIf(process.platform === 'linux')('says of a folder that takes no files that it does not', async () => {
  await expect(replaceFileAtomically('/proc/x.html', async () => {})).rejects.toThrow(
    "/proc/x.html: can't be written: this folder takes no new files. Name another file. Nothing was left behind.",
  );
});

it('folds what doctor found under its mark, and keeps it on one line where no terminal reads it', () => {
  const check = { name: 'Okta', state: 'missing', found: 'none '.repeat(30).trim(), fix: 'Set one.' } as const;
  const colour = pc.createColors(false);
  const lines = textOf(check, colour, 80).trimEnd().split('\n');
  expect(lines[0]).toMatch(/^MISSING {2}Okta: none none/);
  expect(lines.slice(1)).toEqual(lines.slice(1).map(() => expect.stringMatching(/^ {9}\S/)));
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(textOf(check, colour)).toMatch(/^MISSING {2}Okta: none .* → Set one\.\n$/);
});

it('refuses an empty value of every option and argument, and names the variable that is not set', async () => {
  const program = createProgram();
  for (const path of pathsOf(program)) {
    const command = path.reduce<Command>((at, name) => at.commands.find((one) => one.name() === name) ?? at, program);
    const asked = [
      ...command.options.filter(({ required }) => required).map(({ long }) => [String(long)]),
      ...command.registeredArguments.map((argument) => [`<${argument.name()}>`]),
    ];
    // An argument is looked at once no mandatory option is missing.
    const mandatory = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [String(long), 'x']);
    for (const [name = ''] of asked)
      for (const empty of ['', ' ']) {
        const args = name.startsWith('<') ? [...path, ...mandatory, empty] : [...path, name, empty];
        const { text, code } = await told(args);
        expect(text.split('\n')[0], args.join(' ')).toBe(
          `entra-cutover: ${name} is empty: the variable that it is taken from is probably not set. Set it, or give a value.`,
        );
        expect(code).toBe(1);
      }
  }
});
