import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  containerPages,
  enableCommand,
  enterStagingPages,
  initialCommand,
  leaveStagingPages,
  readAgainCommand,
  stopCommand,
} from '../../../../src/domain/connect-commands.js';
import type { ConnectSite } from '../../../../test/provider/connect-site.js';

/** Where a trial begins: the step that the update before has told. `stage`: nothing more is told there. */
export const begins = [
  'stage',
  'evidence',
  'leaveStaging',
  'enableScheduler',
  'stopping',
  'pilot',
  'nextWave',
  'again',
] as const;
export type Begin = (typeof begins)[number];
/** Where something is asked of the operator. */
const told = begins.filter((begin) => begin !== 'stage');

/** A pilot by its unit, and then everybody. */
export const pilotUnit = 'ou=frontline,dc=corp,dc=example';
const everybody = ['dc=corp,dc=example', 'dc=emea,dc=corp,dc=example'];
export const waves = [
  { name: 'pilot', organizationalUnits: [pilotUnit] },
  { name: 'everybody', organizationalUnits: everybody },
];

/**
 * `pilot`: its export may begin. `nextWave`: the pilot is verified, and the next wave was declared. `again`: the pilot was verified,
 * a rollback went back to Okta, and the waves begin again.
 */
export function isByWaves(begin: Begin): boolean {
  return begin === 'pilot' || begin === 'nextWave' || begin === 'again';
}

/** How the state calls the step. */
export function stepOf(begin: Begin): string {
  const steps: Readonly<Record<string, string>> = {
    stage: 'unmanaged',
    pilot: 'enableScheduler',
    nextWave: 'evidence',
    again: 'evidence',
  };
  return steps[begin] ?? begin;
}

/** What goes wrong, or what somebody does unasked, between two updates. */
export interface ConnectTrouble {
  readonly name: string;
  readonly at: readonly Begin[];
  readonly happens: (site: ConnectSite, begin: Begin) => Promise<void> | void;
  /** What the next update has to say; left out where the truth about the server decides. */
  readonly named?: RegExp;
  /** True where the evidence proves nothing: no step may follow from it. */
  readonly unproven?: true;
  /** True where the evidence shows an export that nobody cleared. */
  readonly shows?: true;
  /** What is put right before everybody does as they are told again. */
  readonly mended?: (site: ConnectSite) => Promise<void> | void;
}

const waits: readonly Begin[] = ['evidence', 'leaveStaging', 'enableScheduler'];
const beforeExport: readonly Begin[] = ['evidence', 'leaveStaging'];

/** Does what was asked for, so that only the trouble stands in the way. */
async function asked(site: ConnectSite, begin: Begin): Promise<void> {
  const words: Readonly<Record<Begin, readonly string[]>> = {
    stage: [],
    evidence: [stopCommand, readAgainCommand(site.server.state.entraConnector)],
    leaveStaging: [leaveStagingPages],
    enableScheduler: [enableCommand],
    stopping: [stopCommand, enterStagingPages],
    pilot: [enableCommand],
    nextWave: [stopCommand, enterStagingPages, containerPages([...everybody, pilotUnit]), stopCommand],
    again: [stopCommand, initialCommand],
  };
  for (const line of words[begin]) await site.operate(line);
}

const file = ({ folder }: ConnectSite, name: string): string => join(folder, name);
function edit(site: ConnectSite, change: (manifest: Record<string, unknown>) => void): void {
  const path = file(site, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** All was done and exported as asked, and then the files were spoiled: they prove nothing. */
function spoiled(
  name: string,
  at: readonly Begin[],
  named: RegExp,
  spoil: (site: ConnectSite) => void,
): ConnectTrouble {
  return {
    name,
    at,
    async happens(site, begin) {
      await asked(site, begin);
      site.exportEvidence();
      spoil(site);
    },
    named,
    unproven: true,
  };
}

const exportAgain = /export the evidence again|Export-ConnectEvidence/i;

const evidenceTroubles: readonly ConnectTrouble[] = [
  {
    name: 'done, and not exported: the evidence is from before',
    at: told,
    happens: asked,
    named: exportAgain,
    unproven: true,
  },
  spoiled('evidence of five hours ago', told, exportAgain, (site) =>
    edit(site, (manifest) => {
      for (const one of manifest.files as { exportedAt: string }[])
        one.exportedAt = new Date(Date.parse(one.exportedAt) - 5 * 3_600_000).toISOString();
    }),
  ),
  spoiled('evidence of another server', told, /OTHER9|Export-ConnectEvidence|export the evidence again/i, (site) =>
    edit(site, (manifest) => {
      manifest.server = 'OTHER9';
    }),
  ),
  ...['pending-exports.xml', 'disconnectors.xml', 'export-errors.xml', 'sync-status.json', 'global-settings.json'].map(
    (name) =>
      spoiled(`${name} half written`, waits, /export the evidence again|Export-ConnectEvidence|incomplete/i, (site) =>
        truncateSync(file(site, name), Math.floor(readFileSync(file(site, name)).length / 2)),
      ),
  ),
  spoiled('the manifest half written', told, exportAgain, (site) => truncateSync(file(site, 'manifest.json'), 200)),
  spoiled('no evidence at all', told, /export the evidence again|Export-ConnectEvidence|sync-status/i, (site) =>
    rmSync(file(site, 'sync-status.json')),
  ),
];

const stopNow = /Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled \$false/;

const serverTroubles: readonly ConnectTrouble[] = [
  {
    name: 'somebody switches the scheduler on before it is asked for',
    at: beforeExport,
    async happens(site, begin) {
      await asked(site, begin);
      site.server.setScheduler({ syncCycleEnabled: true });
      site.exportEvidence();
    },
    named: stopNow,
  },
  {
    name: 'somebody switches the scheduler on, and a cycle runs to its end',
    at: beforeExport,
    async happens(site, begin) {
      await asked(site, begin);
      await site.operate(enableCommand);
      site.exportEvidence();
    },
    named: stopNow,
  },
  {
    name: 'the wizard is closed with its tick at the start of synchronization',
    at: beforeExport,
    async happens(site) {
      await site.operate(stopCommand);
      site.server.openWizard();
      site.server.finishWizard({ stagingMode: false }, { startSynchronization: true });
      await site.server.settle();
      site.exportEvidence();
    },
    named: stopNow,
  },
  {
    name: 'the export stops at the deletion threshold',
    at: ['enableScheduler'],
    async happens(site) {
      // Somebody takes the containers away between the clearance and the first cycle.
      site.server.openWizard();
      site.server.finishWizard({ organizationalUnits: ['OU=Nobody,DC=corp,DC=example'] });
      await site.operate('Set-ADSyncScheduler -SyncCycleEnabled $true; Start-ADSyncSyncCycle -PolicyType Initial');
      site.exportEvidence();
    },
    named: /stopped-deletion-threshold-exceeded[\s\S]*Stop-ADSyncSyncCycle/,
    async mended(site) {
      await site.operate(stopCommand);
      site.server.openWizard();
      site.server.finishWizard({ organizationalUnits: [] });
      await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
      site.exportEvidence();
    },
  },
  {
    name: 'a second server is active',
    at: waits,
    async happens(site) {
      const other = site.harness.organisation.connectServer({
        installation: { serverName: 'OLD1', stagingMode: false },
      });
      other.startSyncCycle('Initial');
      await site.settle(other);
    },
    named: /OLD1 exports to this tenant too/,
    // It was switched off, and an hour has passed.
    mended: (site) => site.pass(61),
  },
];

/** Somebody leaves staging mode, runs the export by hand, and goes back. */
async function exportByHand(site: ConnectSite): Promise<void> {
  for (const words of [stopCommand, leaveStagingPages]) await site.operate(words);
  site.pass(1);
  await site.server.runProfile(site.server.state.entraConnector, 'Export');
  site.pass(1);
  await site.operate(enterStagingPages);
}

/** An export at any moment that nobody cleared, and one that lies between the evidence and the update. */
const byHandTroubles: readonly ConnectTrouble[] = [
  {
    name: 'an export by hand, and staging mode on again',
    at: begins,
    async happens(site) {
      await exportByHand(site);
      site.exportEvidence();
    },
    shows: true,
  },
  {
    name: 'an export by hand, and then all that was asked for',
    at: begins,
    async happens(site, begin) {
      await exportByHand(site);
      await asked(site, begin);
      site.exportEvidence();
    },
    shows: true,
  },
  {
    name: 'all that was asked for, exported as evidence, and then an export by hand',
    at: ['evidence', 'leaveStaging', 'stopping', 'again'],
    async happens(site, begin) {
      await asked(site, begin);
      site.exportEvidence();
      await exportByHand(site);
    },
    named: /Entra shows a synchronization at \S+, and the evidence of SYNC01 is of/,
    unproven: true,
  },
  {
    name: 'an export by hand that the evidence of the stage does not show',
    at: ['stage'],
    happens: exportByHand,
    named: /Entra shows a synchronization at/,
  },
];

const elsewhere = 'OU=Leavers,DC=corp,DC=example';
const enableInitial = `Set-ADSyncScheduler -SyncCycleEnabled $true; ${initialCommand}`;

function tick(site: ConnectSite, ...organizationalUnits: readonly string[]): void {
  site.server.openWizard();
  site.server.finishWizard({ organizationalUnits });
}

async function backIntoStaging(site: ConnectSite): Promise<void> {
  for (const words of [stopCommand, enterStagingPages]) await site.operate(words);
  site.exportEvidence();
}

/** After a no-go: the containers of the pilot, staging mode, and everything read again. */
async function backToReview(site: ConnectSite): Promise<void> {
  await site.operate(stopCommand);
  tick(site, pilotUnit);
  for (const words of [enterStagingPages, initialCommand]) await site.operate(words);
  site.exportEvidence();
}

function change(site: ConnectSite, officeLocation: string | null): void {
  const now = JSON.parse(site.harness.organisation.snapshot());
  const someone = readFileSync('scenarios/repaired-organisation/OnPremIDs.csv', 'utf8')
    .split('\n')
    .find((line) => line.toLowerCase().includes(pilotUnit))
    ?.split('"')[1];
  now.graph.users.find((user: { userPrincipalName: string }) => user.userPrincipalName === someone).officeLocation =
    officeLocation;
  site.harness.organisation.restore(JSON.stringify(now));
}

let tenantBefore = '';

const waveTroubles: readonly ConnectTrouble[] = [
  spoiled('nothing shows the containers', ['pilot', 'nextWave', 'again'], exportAgain, (site) =>
    rmSync(file(site, 'synchronization-policy.json')),
  ),
  {
    name: 'other containers are ticked before the pilot is exported',
    at: ['pilot'],
    async happens(site) {
      tick(site, pilotUnit, elsewhere);
      await site.operate(enableInitial);
      site.exportEvidence();
    },
    named: /No-go[\s\S]*Stop-ADSyncSyncCycle/,
    mended: backToReview,
  },
  {
    name: 'other containers are ticked, exported, and cleared again',
    at: ['pilot'],
    async happens(site) {
      tick(site, pilotUnit, elsewhere);
      await site.operate(enableInitial);
      await site.operate(stopCommand);
      tick(site, pilotUnit);
      site.server.setScheduler({ syncCycleEnabled: true });
      site.exportEvidence();
    },
    named: /No-go[\s\S]*Stop-ADSyncSyncCycle/,
    mended: backToReview,
  },
  {
    name: 'the unit of the pilot is cleared for another one: its people are deleted',
    at: ['pilot'],
    async happens(site) {
      tenantBefore = site.harness.organisation.snapshot();
      tick(site, elsewhere);
      await site.operate(enableInitial);
      site.exportEvidence();
    },
    named: /recycle bin[\s\S]*Stop SYNC01 now/,
    async mended(site) {
      await site.operate(stopCommand);
      site.harness.organisation.restore(tenantBefore);
      await backToReview(site);
    },
  },
  {
    name: 'somebody else changes an account of the pilot',
    at: ['pilot'],
    async happens(site, begin) {
      change(site, 'Somebody’s doing');
      await asked(site, begin);
      site.exportEvidence();
    },
    named: /No-go[\s\S]*officeLocation changed, and nothing of it was staged/,
    mended: (site) => change(site, null),
  },
  {
    name: 'what was there before the pilot is lost',
    at: ['pilot'],
    async happens(site, begin) {
      await asked(site, begin);
      rmSync(site.harness.journalPath.replace('.jsonl', '.wave.ndjson'));
      site.exportEvidence();
    },
    named: stopNow,
    mended: backToReview,
  },
  {
    name: 'others are let in before the next wave is reviewed',
    at: ['nextWave'],
    async happens(site) {
      tick(site, pilotUnit, elsewhere);
      await site.operate(enableInitial);
      site.exportEvidence();
    },
    named: /exported more than wave 1[\s\S]*Stop-ADSyncSyncCycle/,
    mended: backIntoStaging,
  },
  {
    name: 'the next wave is exported without a review',
    at: ['nextWave'],
    async happens(site, begin) {
      await asked(site, begin);
      for (const words of [leaveStagingPages, enableCommand]) await site.operate(words);
      site.exportEvidence();
    },
    named: /exported more than wave 1[\s\S]*Stop-ADSyncSyncCycle/,
    mended: backIntoStaging,
  },
  {
    name: 'the unit of the pilot is left out of the next wave',
    at: ['nextWave'],
    async happens(site) {
      for (const words of [stopCommand, enterStagingPages, containerPages([elsewhere]), stopCommand])
        await site.operate(words);
      site.exportEvidence();
    },
    named: /its containers are not those of wave 2/,
    unproven: true,
  },
  {
    name: 'staging mode is left without a review',
    at: ['nextWave'],
    async happens(site, begin) {
      await asked(site, begin);
      await site.operate(leaveStagingPages);
      site.exportEvidence();
    },
    named: /tick “Enable staging mode”/,
    unproven: true,
  },
];

/** Every order of one to three of the operator's four steps, without being asked for. */
const steps = ['stop', 'read', 'leave', 'enable'] as const;
function orders(): (typeof steps)[number][][] {
  const grow = (begun: (typeof steps)[number][]): (typeof steps)[number][][] =>
    begun.length === 3
      ? [begun]
      : [begun, ...steps.filter((one) => !begun.includes(one)).flatMap((one) => grow([...begun, one]))];
  return steps.flatMap((one) => grow([one]));
}

const orderTroubles: readonly ConnectTrouble[] = orders().map((order) => ({
  name: `the operator’s steps in another order: ${order.join(', ')}`,
  at: waits,
  async happens(site) {
    const words = {
      stop: stopCommand,
      read: readAgainCommand(site.server.state.entraConnector),
      leave: leaveStagingPages,
      enable: enableCommand,
    };
    for (const step of order) await site.operate(words[step]);
    site.exportEvidence();
  },
}));

export const connectTroubles: readonly ConnectTrouble[] = [
  ...evidenceTroubles,
  ...serverTroubles,
  ...byHandTroubles,
  ...waveTroubles,
  ...orderTroubles,
];

/** Each trouble at each step where it can happen. */
export const connectTrials: readonly { readonly begin: Begin; readonly trouble: ConnectTrouble }[] = begins.flatMap(
  (begin) => connectTroubles.filter(({ at }) => at.includes(begin)).map((trouble) => ({ begin, trouble })),
);
