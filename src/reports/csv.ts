import type { Assessment, Finding } from '../domain/assessment.js';
import { csvField } from './escape.js';

const columns: ReadonlyArray<readonly [heading: string, value: (finding: Finding) => string | undefined]> = [
  ['rule', ({ rule }) => rule],
  ['severity', ({ severity }) => severity],
  ['waived', ({ waived }) => String(waived)],
  ['objectType', ({ subject }) => subject?.objectType],
  ['userPrincipalName', ({ subject }) => subject?.userPrincipalName],
  ['name', ({ subject }) => subject?.name],
  ['objectGuid', ({ subject }) => subject?.objectGuid],
  ['entraObjectId', ({ subject }) => subject?.entraObjectId],
  ['sourceAnchor', ({ subject }) => subject?.sourceAnchor],
  ['immutableId', ({ subject }) => subject?.immutableId],
  ['distinguishedName', ({ subject }) => subject?.distinguishedName],
  ['related', ({ related }) => related?.map((other) => other.userPrincipalName ?? other.entraObjectId).join(' | ')],
  ['diagnosis', ({ diagnosis }) => diagnosis],
  ['expected', ({ expected }) => expected],
  ['found', ({ found }) => found],
  ['consequence', ({ consequence }) => consequence],
  ['remedy', ({ remedy }) => remedy],
  ['origin', ({ at }) => at?.origin],
  ['line', ({ at }) => at?.line.toString()],
  ['acceptedBy', ({ acceptance }) => acceptance?.owner],
  ['acceptedUntil', ({ acceptance }) => acceptance?.expires],
  ['acceptedBecause', ({ acceptance }) => acceptance?.reason],
];

/**
 * The findings as RFC 4180 CSV, one a line, in the assessment's order. It is for people with a spreadsheet: values that
 * a spreadsheet would calculate are disarmed, so a program that needs them letter for letter reads the JSON.
 */
export function* renderCsv({ findings }: Assessment): Iterable<string> {
  yield record(columns.map(([heading]) => heading));
  for (const finding of findings) yield record(columns.map(([, value]) => value(finding) ?? ''));
}

function record(values: readonly string[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}
