import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  enableCommand,
  enterStagingPages,
  leaveStagingPages,
  readAgainCommand,
  stopCommand,
} from '../../../../src/domain/connect-commands.js';
import type { ConnectSite } from '../../../../test/provider/connect-site.js';

/** Where a trial begins: the step that the update before has told. */
export const begins = ['evidence', 'leaveStaging', 'enableScheduler', 'stopping'] as const;
export type Begin = (typeof begins)[number];

/** What goes wrong, or what somebody does unasked, between two updates. */
export interface ConnectTrouble {
  readonly name: string;
  readonly at: readonly Begin[];
  readonly happens: (site: ConnectSite, begin: Begin) => Promise<void> | void;
  /** What the next update has to say; left out where the truth about the server decides. */
  readonly named?: RegExp;
  /** True where the evidence proves nothing: no step may follow from it. */
  readonly unproven?: true;
  /** What is put right before everybody does as they are told again. */
  readonly mended?: (site: ConnectSite) => Promise<void> | void;
}

const waits: readonly Begin[] = ['evidence', 'leaveStaging', 'enableScheduler'];
const beforeExport: readonly Begin[] = ['evidence', 'leaveStaging'];

/** Does what was asked for, so that only the trouble stands in the way. */
async function asked(site: ConnectSite, begin: Begin): Promise<void> {
  const words: Readonly<Record<Begin, readonly string[]>> = {
    evidence: [stopCommand, readAgainCommand(site.server.state.entraConnector)],
    leaveStaging: [leaveStagingPages],
    enableScheduler: [enableCommand],
    stopping: [stopCommand, enterStagingPages],
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
    at: begins,
    happens: asked,
    named: exportAgain,
    unproven: true,
  },
  spoiled('evidence of five hours ago', begins, exportAgain, (site) =>
    edit(site, (manifest) => {
      for (const one of manifest.files as { exportedAt: string }[])
        one.exportedAt = new Date(Date.parse(one.exportedAt) - 5 * 3_600_000).toISOString();
    }),
  ),
  spoiled('evidence of another server', begins, /OTHER9|Export-ConnectEvidence|export the evidence again/i, (site) =>
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
  spoiled('the manifest half written', begins, exportAgain, (site) => truncateSync(file(site, 'manifest.json'), 200)),
  spoiled('no evidence at all', begins, /export the evidence again|Export-ConnectEvidence|sync-status/i, (site) =>
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

export const connectTroubles: readonly ConnectTrouble[] = [...evidenceTroubles, ...serverTroubles, ...orderTroubles];

/** Each trouble at each step where it can happen. */
export const connectTrials: readonly { readonly begin: Begin; readonly trouble: ConnectTrouble }[] = begins.flatMap(
  (begin) => connectTroubles.filter(({ at }) => at.includes(begin)).map((trouble) => ({ begin, trouble })),
);
