import type { Operator, WizardChange } from './operator.js';
import { ConnectRefusal } from './server.js';
import type { PolicyType, RunProfile } from './state.js';

/**
 * Does what somebody at the server reads: lines of PowerShell with cmdlets of the ADSync module, a walk through the wizard, page
 * after page, as “Configure > Configure staging mode > Next > …”, or the walk from “Uninstall” to “Install”.
 *
 * @throws ConnectRefusal for what the server refuses, and for words that none of them has.
 */
export async function perform(operator: Operator, words: string): Promise<void> {
  const [, guarded] = /^if \(\(Get-ADSyncScheduler\)\.StagingModeEnabled\) \{ (.+) \}$/.exec(words) ?? [];
  if (guarded !== undefined) return operator.isInStagingMode() ? perform(operator, guarded) : undefined;
  const [walked = '', ...after] = words.split(', then in Windows PowerShell: ');
  const [first, ...pages] = walked.split(' > ');
  if (first === 'Settings') {
    reinstall(operator, walked);
    for (const line of after) await perform(operator, line);
    return;
  }
  if (pages.length > 0) return walk(operator, words.split(' > '));
  for (const command of words.split(/[;\n]/).map((text) => text.trim()))
    if (command !== '') await run(operator, command);
}

type Parameters = Readonly<Record<string, string>>;

const cmdlets: Readonly<Record<string, (operator: Operator, parameters: Parameters) => unknown>> = {
  'stop-adsyncsynccycle': (operator) => operator.stopSyncCycle(),
  'start-adsyncsynccycle': (operator, { policytype = 'Delta' }) => operator.startSyncCycle(policytype as PolicyType),
  'set-adsyncscheduler': (operator, { synccycleenabled }) =>
    operator.setScheduler({ syncCycleEnabled: truth(synccycleenabled) }),
  'invoke-adsyncrunprofile': (operator, { connectorname = '', runprofilename = '' }) =>
    operator.runProfile(connectorname, runprofilename as RunProfile),
  'enable-adsyncexportdeletionthreshold': (operator, { deletionthreshold = '500' }) =>
    operator.setDeletionThreshold(Number(deletionthreshold)),
  'disable-adsyncexportdeletionthreshold': (operator) => operator.setDeletionThreshold(undefined),
};

async function run(operator: Operator, command: string): Promise<void> {
  const [name = '', ...rest] = command.match(/'(?:[^']|'')*'|\S+/g) ?? [];
  const cmdlet = cmdlets[name.toLowerCase()];
  if (cmdlet === undefined) throw new ConnectRefusal(`The term '${name}' is not recognized as the name of a cmdlet.`);
  const parameters: Record<string, string> = {};
  for (let index = 0; index < rest.length; index += 2)
    parameters[(rest[index] ?? '').replace(/^-/, '').toLowerCase()] = unquoted(rest[index + 1] ?? '');
  await cmdlet(operator, parameters);
}

function unquoted(word: string): string {
  return word.startsWith("'") ? word.slice(1, -1).replaceAll("''", "'") : word;
}

function truth(word: string | undefined): boolean {
  if (word === '$true' || word === '$false') return word === '$true';
  throw new ConnectRefusal(`Cannot convert value "${word}" to type System.Boolean.`);
}

/** Uninstalls, and installs in staging mode, without a first synchronization. */
function reinstall(operator: Operator, words: string): void {
  const [uninstall, pages = ''] = words.split(', then in the wizard of a new installation: ');
  const rest = pages.split(' > ');
  const isWhole =
    uninstall === 'Settings > Apps > Microsoft Entra Connect > Uninstall' &&
    rest.includes('Domain and OU filtering') &&
    rest.includes(`tick “${staging}”`) &&
    rest.includes(`clear “${start}”`) &&
    rest.at(-1) === 'Install';
  const units = rest.flatMap((page) => /^tick “(.*\bDC=.*)”$/i.exec(page)?.[1] ?? []);
  const takesAll = rest.includes('Sync all domains and OUs');
  if (!isWhole || (units.length === 0) !== takesAll)
    throw new ConnectRefusal(`No installation goes like that: ${words}`);
  operator.reinstall(units);
}

/** The wizard's tasks for a server that is installed, and the pages of each that can be walked through. */
const tasks: Readonly<Record<string, ReadonlySet<string>>> = {
  'Configure staging mode': new Set(['Next', 'sign in']),
  'Customize synchronization options': new Set(['Next', 'sign in', 'Domain and OU filtering']),
};
const staging = 'Enable staging mode';
const start = 'Start the synchronization process when configuration completes';

/** The wizard's pages: what is ticked on them, and where they lead. */
function walk(operator: Operator, pages: readonly string[]): void {
  const [first, task = '', ...rest] = pages;
  const known = tasks[task];
  if (first !== 'Configure' || known === undefined || rest.at(-1) !== 'Configure')
    throw new ConnectRefusal(`The wizard has no such way: ${pages.join(' > ')}`);
  const ticks = new Map<string, boolean>();
  const units: string[] = [];
  let chooses = false;
  for (const page of rest.slice(0, -1)) {
    const [, verb, box = ''] = /^(tick|clear) “(.+)”$/.exec(page) ?? [];
    if (page === 'Sync selected domains and OUs' && rest.includes('Domain and OU filtering')) chooses = true;
    else if (page === 'clear all others' && chooses) continue;
    else if (box === start || (box === staging && task === 'Configure staging mode')) ticks.set(box, verb === 'tick');
    else if (verb === 'tick' && chooses && /(^|,)DC=/i.test(box)) units.push(box);
    else if (!known.has(page)) throw new ConnectRefusal(`The wizard has no page “${page}”.`);
  }
  if (chooses && units.length === 0) throw new ConnectRefusal('No container is ticked.');
  operator.openWizard();
  const stagingMode = ticks.get(staging);
  const change: WizardChange = {
    ...(stagingMode !== undefined && { stagingMode }),
    ...(chooses && { organizationalUnits: units }),
  };
  operator.finishWizard(change, { startSynchronization: ticks.get(start) ?? true });
}
