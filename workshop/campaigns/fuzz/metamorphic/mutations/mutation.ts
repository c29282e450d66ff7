import type { EvidenceSet, Side } from '../evidence-set.js';
import { base64, type Random } from '../random.js';
import type { Risk } from '../risks.js';
import type { Format, Row } from '../sheet.js';

/** What a mutation works on: one side of a set, or what Entra Connect shows. */
export interface Target {
  readonly set: EvidenceSet;
  readonly side: Side;
  readonly risk: Risk | undefined;
  /** The record of this side by which the risk is seen; anybody's where nobody is at risk. */
  readonly focus: string;
  readonly random: Random;
}

/** A change that takes information away or blurs it. */
export interface Mutation {
  readonly name: string;
  /** The trace that it leaves in the evidence, for people; undefined where nobody can see it. */
  readonly trace: string | undefined;
  readonly on: 'onPrem' | 'entra' | 'connect' | 'okta';
  readonly fits: (format: Format) => boolean;
  /** The kinds of risk that it would hide; left out: any. */
  readonly hides?: readonly string[];
  /** The trace counts, no matter who is at risk: never "cleared" with none of `questions` open. */
  readonly always: boolean;
  /** The lost questions, of which one must be open where the answer is "cleared" all the same; none: it never may be. */
  readonly questions: readonly string[];
  /** The other side's format, where it matters. */
  readonly other?: (format: Format) => boolean;
  readonly people?: (random: Random) => number;
  readonly stack?: boolean;
  /** Changes the set. False where there is nothing to change. */
  apply(target: Target): boolean;
}

export const csv = ({ family }: Format): boolean => family === 'csv';
export const json = ({ family }: Format): boolean => family === 'json';
export const evidence = ({ family }: Format): boolean => family === 'evidence';
export const delta = ({ family }: Format): boolean => family === 'delta';
export const anyFormat = (): boolean => true;
export const shows =
  (field: string) =>
  ({ columns }: Format): boolean =>
    columns.some((column) => column.field === field);

export function rowOf({ side, focus }: Target): Row | undefined {
  return side.sheet.rows.find(({ key }) => key === focus);
}

/** The same answer to every question. */
export const never = { always: true, questions: [] } as const;

export const addressRisks = [
  'primary address is a cloud account’s alias',
  'alias is a cloud account’s UPN',
  'alias is a group’s address',
  'UPN is a cloud account’s alias',
  'contact against a cloud account',
  'primary address is a guest’s mail',
];

export const anchorRisks = ['mismatch', 'byte order', 'malformed'];

/** The anchor of the person in focus as the on-premises side has it: what would hide that Entra has another one. */
export function rightAnchor({ set, risk, focus }: Target): string | undefined {
  const { cells } = set.onPrem.sheet.rows.find(({ key }) => key === (risk?.onPrem ?? focus)) ?? {};
  const anchor = cells?.get('consistencyGuid') ?? cells?.get('guid');
  return anchor !== null && typeof anchor === 'object' && 'hex' in anchor ? base64(anchor.hex) : undefined;
}

/** An anchor that is nobody's, or the right one where the person has another: whichever differs from what stands there. */
export function otherAnchor(target: Target, now: unknown): string {
  const right = rightAnchor(target);
  return right === undefined || right === now ? 'ThuPnB1rV0+dfgobLD1OAA==' : right;
}
