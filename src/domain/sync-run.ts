import type { SyncRun } from './connect.js';

/**
 * How a run ended. `errors-of-objects`: it did its work except for some objects, which the connector space names.
 * `deletion-threshold`: it exported nothing, because more deletions waited than it may make. `not-done`: it stopped early, or
 * never began.
 */
export type RunEnd = 'under-way' | 'done' | 'errors-of-objects' | 'deletion-threshold' | 'not-done';

/** True for a run that did its work, if not for every object. */
export function didItsWork(run: Pick<SyncRun, 'result' | 'complete'>): boolean {
  const end = runEnd(run);
  return end === 'done' || end === 'errors-of-objects';
}

/** The words of runs that did their work for every object. */
export const doneResults: RegExp = /^(success|completed-no-objects)$/i;

/**
 * What the word of a run means. An import with discovery errors counts as broken off: it did not see who is gone.
 * Source: "WMI Provider Return Strings" of the synchronization engine; "Prevent accidental deletes" of Entra Connect.
 */
export function runEnd({ result, complete }: Pick<SyncRun, 'result' | 'complete'>): RunEnd {
  if (/^stopped-deletion-threshold-exceeded$/i.test(result)) return 'deletion-threshold';
  if (complete === false || /^in-progress$/i.test(result)) return 'under-way';
  if (doneResults.test(result)) return 'done';
  return /^completed-(?!discovery-)(.+-)?errors$/i.test(result) ? 'errors-of-objects' : 'not-done';
}

/** The connector of Entra by the names that the installation gives it. One of a forest is called by its DNS name: `entra-ad.example`. */
export const entraConnector: RegExp = /onmicrosoft\.|onmschina\.|- AAD$|(?<!\S)Entra(?!\S)/i;

/** The names of the connectors that ran: that of Entra, and those of Active Directory, one a forest. */
export function connectorsOf(runs: readonly SyncRun[]): {
  readonly entra: readonly string[];
  readonly directory: readonly string[];
} {
  const names = [...new Set(runs.map(({ connectorName }) => connectorName ?? ''))];
  return {
    entra: names.filter((name) => entraConnector.test(name)),
    directory: names.filter((name) => name !== '' && !entraConnector.test(name)),
  };
}
