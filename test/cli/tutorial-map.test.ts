import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { repository } from './run-cli.js';
import { tutorialRows as rows } from './tutorial-rows.js';

/** What the tutorial has one look for, in its order: from "Install Microsoft Entra Connect in staging mode" to its end. */
const tutorial = [
  'Install Microsoft Entra Connect in staging mode',
  'Identifying users',
  'Choose a specific attribute',
  'mS-DS-ConsistencyGUID',
  'Enable staging mode',
  'Install*',
  'Verify the ImmutableID values match',
  'open *Synchronization Service* as an administrator',
  'Full Synchronization',
  'Connectors with Flow Updates',
  'Pending Export',
  'select *Delete*',
  'Record objects pending deletion',
  '*Add* and *Modify*',
  "objects Okta isn't syncing",
  'Double-click an update',
  "the accounts don't match",
  'correct the ImmutableID value',
  'mail attribute is deleted',
  'populate on-premises values',
  'in a selected OU',
  'Disable Okta provisioning to Microsoft Entra ID',
  '*Applications*',
  'Enable API integration',
  'Several Office 365 apps',
  'Disable staging mode in Microsoft Entra Connect',
  'Configure staging mode',
  'Clear *Enable staging mode*',
  'view the *Export*',
  'Verify additions, updates, and deletions',
  'Migration is complete',
];

const commands = rows.flatMap(([, step = '', command = '']) => (command === '' ? [] : [[step, command] as const]));
const scripts = Object.keys(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts);

describe('the tutorial’s road with Entra Connect', () => {
  it('has a line for each step, in the order of the tutorial', () => {
    const places = tutorial.map((words) => rows.findIndex(([, step = '']) => step.includes(words)));
    expect(tutorial.filter((_, index) => places[index] === -1)).toEqual([]);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  it('has a command or a heading in each line', () => {
    expect(rows.filter(([, step = '', command]) => command === '' && !step.startsWith('**'))).toEqual([]);
  });

  it.each(commands)('%s: %s is there', (_, cell) => {
    const words = (/^`([^`]+)`$/.exec(cell)?.[1] ?? '').split(' ');
    const [tool, verb = '', name = ''] = words;
    if (tool === 'npm' && verb === 'run') return expect(scripts).toContain(name);
    expect(tool).toBe('entra-cutover');
    const command = commandOf(createProgram(), words.slice(1));
    expect(command?.name(), cell).toBeDefined();
    const flags = words.filter((word) => word.startsWith('--'));
    expect(flags.filter((flag) => !command?.options.some(({ long }) => long === flag))).toEqual([]);
  });
});

/** The command that the words call, subcommands included. */
function commandOf(program: Command, [name, ...rest]: readonly string[]): Command | undefined {
  const command = program.commands.find((one) => one.name() === name);
  return command && command.commands.length > 0 ? commandOf(command, rest) : command;
}
