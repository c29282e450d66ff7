import type { Operator, WizardChange } from './operator.js';
import { ConnectRefusal } from './server.js';
import type { PolicyType, RunProfile } from './state.js';

/**
 * Does what somebody at the server reads: lines of PowerShell with cmdlets of the ADSync module, a walk through the wizard, page
 * after page, as “Configure > Configure staging mode > Next > …”, or one through Synchronization Service Manager.
 *
 * @throws ConnectRefusal for what the server refuses, and for words that none of them has.
 */
export async function perform(operator: Operator, words: string): Promise<void> {
  const [first, ...pages] = words.split(' > ');
  if (first === 'Synchronization Service Manager') return manage(operator, pages);
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

function manage(operator: Operator, [tab, connector = '', action, option]: readonly string[]): void {
  if (tab !== 'Connectors' || action !== 'Delete' || option !== 'Delete connector space only')
    throw new ConnectRefusal(`Synchronization Service Manager has no such action: ${action} > ${option}`);
  operator.deleteConnectorSpace(connector);
}

/** The wizard's pages for a server that is installed: what is ticked on them, and where they lead. */
function walk(operator: Operator, pages: readonly string[]): void {
  const [first, task, ...rest] = pages;
  if (first !== 'Configure' || task !== 'Configure staging mode' || rest.at(-1) !== 'Configure')
    throw new ConnectRefusal(`The wizard has no such way: ${pages.join(' > ')}`);
  let stagingMode: boolean | undefined;
  let startSynchronization = true;
  for (const page of rest.slice(0, -1)) {
    const [, verb, box] = /^(tick|clear) “(.+)”$/.exec(page) ?? [];
    if (box === 'Enable staging mode') stagingMode = verb === 'tick';
    else if (box === 'Start the synchronization process when configuration completes')
      startSynchronization = verb === 'tick';
    else if (page !== 'Next' && page !== 'sign in') throw new ConnectRefusal(`The wizard has no page “${page}”.`);
  }
  operator.openWizard();
  const change: WizardChange = stagingMode === undefined ? {} : { stagingMode };
  operator.finishWizard(change, { startSynchronization });
}
