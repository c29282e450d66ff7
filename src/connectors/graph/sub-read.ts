import { type GraphPartName, graphReads, type Permission } from '../../domain/permissions.js';
import { type Reject, shownValue } from '../../evidence/known-members.js';
import type { ReadLog } from '../../evidence/read-log.js';
import { GraphApiError } from './errors.js';
import { grantAdvice } from './permissions.js';

/** Where what could not be read is put down: the evidence's issues, or only a word to the person who collects. */
export interface SubReadLog {
  readonly log: ReadLog;
  /** Parts whose lack is not a fault of the evidence. */
  readonly gaps: string[];
  /** The parts that were read. */
  readonly read: Set<string>;
}

/** Puts down what is wrong with the entry at this position (1-based) of the answer to `GET path`: the part isn't whole then. */
export function rejectEntry({ log }: Pick<SubReadLog, 'log'>, path: string, position: number): Reject {
  return (message) =>
    log.reject(
      position,
      `GET ${path.replace(/\?.*$/s, '')}: ${message} Read the tenant again; if this stays so, report it: Microsoft Graph documents another shape.`,
    );
}

/** The entries of a list with their rejections; an answer without a list is rejected as a whole. */
export function listOr(value: unknown, reject: Reject): readonly unknown[] {
  if (Array.isArray(value)) return value;
  reject(`value is ${shownValue(value)}, expected a list.`);
  return [];
}

/**
 * Reads one part of a tenant. One that is refused makes the evidence incomplete and names the grant; the rest is still read.
 * Faults of the connection and of the server stay exceptions: the next run continues from the checkpoint.
 */
export async function readPart<Result>(
  name: GraphPartName,
  { log, gaps, read }: SubReadLog,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const result = await work();
    read.add(name);
    return result;
  } catch (error) {
    if (!(error instanceof GraphApiError) || !refusals.has(error.status)) throw error;
    const part: Permission = graphReads[name];
    const message = refusalMessage(part, error);
    if (!part.optional) log.incomplete(1, message);
    // A part that is asked for page by page is refused as often.
    else if (!gaps.includes(message)) gaps.push(message);
    return undefined;
  }
}

/** Of beta and of national clouds a path may be unknown: to us that is as much "not read" as a 403. */
const refusals: ReadonlySet<number> = new Set([400, 403, 404, 501]);

function refusalMessage(part: Permission, { status, code, message }: GraphApiError): string {
  const sentence = `${part.name[0]?.toUpperCase()}${part.name.slice(1)} could not be read`;
  if (status === 403) return `${sentence}: Microsoft Graph answered 403 (${code}). ${grantAdvice(part)}`;
  return `${sentence}: ${message}`;
}
