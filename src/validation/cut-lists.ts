import type { Counts } from '../domain/assessment.js';
import type { Evidence } from '../domain/evidence.js';

/** A side whose files may have been cut where a tool stops by itself. */
export interface CutList {
  readonly side: 'onPrem' | 'entra';
  /** Rows of the files that carry no completeness of their own. */
  readonly rows: number;
  /** Set where `rows` is a tool's page size: what wrote it, and how to get the rest. */
  readonly tool?: string;
  /** People of the other side without a counterpart here. */
  readonly leftOver: number;
}

/** Where known tools stop unless told otherwise, and what to tell them ("Get-MgUser", "Get-MsolUser", Graph's `$top`, MaxPageSize). */
const pageSizes: Readonly<Record<CutList['side'], ReadonlyMap<number, string>>> = {
  entra: new Map([
    [100, 'Get-MgUser and Get-AzureADUser stop at 100 without -All'],
    [500, 'Get-MsolUser stops at 500 without -All'],
    [999, 'a page of Microsoft Graph holds 999 objects at most; read every page, or use Get-MgUser -All'],
    [1000, 'some tools stop at 1,000; use Get-MgUser -All'],
  ]),
  onPrem: new Map([
    [100, 'some tools stop at 100 rows; export without -ResultSetSize'],
    [500, 'some tools stop at 500 rows; export without -ResultSetSize'],
    [999, 'some tools stop at 999 rows; export without -ResultSetSize'],
    [
      1000,
      'a search of Active Directory without paging stops at 1,000; use Get-ADUser -Filter * or ldapsearch -E pr=1000/noprompt',
    ],
  ]),
};

/**
 * The sides that may be cut: files that carry no completeness of their own (`mayBeCut`), together of exactly a known page size
 * while people of the other side have no counterpart, or with fewer than half of the other side's people.
 *
 * @param inScope on-premises users in scope.
 */
export function cutLists(
  onPrem: readonly Evidence<unknown>[],
  entra: readonly Evidence<unknown>[],
  { onPremUsers, entraUsers, outcomes }: Counts,
  inScope: number,
): CutList[] {
  const entraPeople = entraUsers - outcomes.cloudOnly;
  return [
    ...cutList('onPrem', onPrem, onPremUsers, entraPeople, outcomes.entraOnly),
    ...cutList('entra', entra, entraPeople, inScope, outcomes.onPremOnly),
  ];
}

function cutList(
  side: CutList['side'],
  evidence: readonly Evidence<unknown>[],
  people: number,
  others: number,
  leftOver: number,
): CutList[] {
  const rows = evidence
    .filter(({ source }) => source.mayBeCut)
    .reduce((sum, { source }) => sum + source.records + source.skipped + source.rejected, 0);
  if (rows === 0 || leftOver === 0) return [];
  const tool = pageSizes[side].get(rows);
  if (tool !== undefined) return [{ side, rows, tool, leftOver }];
  return people * 2 < others ? [{ side, rows, leftOver }] : [];
}
