import { randomUUID } from 'node:crypto';
import { timestamp } from '../world.js';
import { exceedsThreshold, exportToDirectory, exportToTenant, reportExport, sentOf, sumOf } from './exports.js';
import { importDirectory, importTenant } from './imports.js';
import type { Server } from './server.js';
import type { ExportCounts, Run, Step } from './state.js';
import { synchronizeDirectory, synchronizeEntra } from './synchronization.js';

/** Begins a run of a connector. It ends by `advanceRun`. */
export function beginRun({ state, world }: Server, { connector, profile }: Step): void {
  const number = (state.runs.at(-1)?.number ?? 0) + 1;
  state.runs.push({ id: randomUUID(), number, connector, profile, startedAt: world.clock(), result: 'in-progress' });
}

/** Lets the run go on, until it ends or, if it exports, until its next batch. */
export async function advanceRun(server: Server, run: Run): Promise<void> {
  const result = await resultOf(server, run);
  if (result !== undefined) endRun(server, run, result);
}

/** Ends a run with a word of `Get-ADSyncRunProfileResult`. */
export function endRun({ state, world }: Server, run: Run, result: string): void {
  delete state.exporting;
  run.result = result;
  run.endedAt = world.clock();
}

/** How the run ends (the words of "WMI Provider Return Strings"); undefined while it has not. */
async function resultOf(server: Server, run: Run): Promise<string | undefined> {
  const { state, world, directory } = server;
  const { connector, profile } = run;
  const isEntra = connector === state.entraConnector;
  const isFull = profile.startsWith('Full');
  switch (profile) {
    case 'Full Import':
    case 'Delta Import':
      if (isEntra) return imported(importTenant(state, world.state.graph));
      try {
        return imported(await importDirectory(state, directory, isFull));
      } catch {
        return 'no-start-connection';
      }
    case 'Full Synchronization':
    case 'Delta Synchronization': {
      if (isEntra) synchronizeEntra(state);
      const failed = isEntra ? 0 : synchronizeDirectory(state, isFull, timestamp(world));
      return failed > 0 ? 'completed-sync-errors' : 'success';
    }
    default:
      if (isEntra) return exportBatch(server, run);
      run.exported = await exportToDirectory(state, directory, timestamp(world));
      return exported(run.exported);
  }
}

function exportBatch({ state, world, exportBatch: limit }: Server, run: Run): string | undefined {
  if (state.exporting === undefined && exceedsThreshold(state, world)) return 'stopped-deletion-threshold-exceeded';
  state.exporting ??= { tried: [] };
  const now = exportToTenant(state, world, limit, state.exporting.tried);
  run.exported = sumOf(run.exported, now);
  reportExport(state, world);
  return sentOf(now) < limit ? exported(run.exported) : undefined;
}

function imported(changes: number): string {
  return changes === 0 ? 'completed-no-objects' : 'success';
}

function exported({ refused }: ExportCounts): string {
  return refused > 0 ? 'completed-export-errors' : 'success';
}
