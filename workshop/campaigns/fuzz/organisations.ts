import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, EvidenceKind } from '../../../src/domain/evidence.js';
import type { OnPremObject } from '../../../src/domain/objects.js';
import type { EntraRecord } from '../../../src/domain/service.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { entraTable } from '../../../src/evidence/csv/entra.js';
import { onPremTable } from '../../../src/evidence/csv/on-prem.js';
import { createCsvReader } from '../../../src/evidence/csv/read.js';
import type { FormatReader } from '../../../src/evidence/format-reader.js';
import { createReadLog, type ReadLog } from '../../../src/evidence/read-log.js';
import { type AssessmentResult, assess } from '../../../src/pipeline/assess/assess.js';
import { packageDirectory } from '../../engine/launchers.js';
import { createRandom, mutate } from './mutate.js';

/** The texts of the two sides of an organization. */
export interface Sides {
  readonly onPrem: string;
  readonly entra: string;
}

/** The organization whose evidence is in order: its assessment is cleared. */
export function repairedOrganisation(): Sides {
  const read = (name: string): string =>
    readFileSync(join(packageDirectory, 'scenarios', 'repaired-organisation', name), 'utf8');
  return { onPrem: read('OnPremIDs.csv'), entra: read('AzureADSyncedIDS.csv') };
}

/** The two sides assessed by the real readers, rules and gate, with every threshold at zero. */
export function assessSides({ onPrem, entra }: Sides): AssessmentResult {
  return assess({
    evidence: {
      onPrem: [
        evidence<OnPremObject>('onPrem', onPrem, (log, head) =>
          createCsvReader(head, log, (header, line) => onPremTable(header, line, log)),
        ),
      ],
      entra: [
        evidence<EntraRecord>('entra', entra, (log, head) =>
          createCsvReader(head, log, (header, line) => entraTable(header, line, log)),
        ),
      ],
    },
    validation: { sourceAnchor: defaultSourceAnchor },
    gate: {
      thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
      waivers: [],
      missing: [],
      at: '2026-11-24T05:00:00Z',
    },
  });
}

function evidence<Item>(
  kind: EvidenceKind,
  text: string,
  create: (log: ReadLog, head: Buffer) => FormatReader<Item>,
): Evidence<Item> {
  const log = createReadLog(`${kind}.csv`);
  const bytes = Buffer.from(text);
  const reader = create(log, bytes.subarray(0, 65_536));
  if (bytes.length > 0) reader.push(bytes);
  reader.end();
  const { records, fields } = reader.result();
  return {
    source: { kind, origin: log.origin, sha256: 'f'.repeat(64), records: records.length, ...log.summary(), fields },
    records,
  };
}

/** Whose account is whose: by ImmutableID, the names by which a person and an Entra object are known. */
export type Accounts = ReadonlyMap<string, { readonly person: readonly string[]; readonly account: readonly string[] }>;

/** Who keeps which account, as the assessment has it. */
export function accountsOf({ identities }: AssessmentResult): Accounts {
  const names = (...texts: readonly (string | undefined)[]): string[] =>
    texts.flatMap((text) => text?.toLowerCase() ?? []);
  return new Map(
    identities
      .filter(({ outcome }) => outcome === 'hardMatch')
      .map((line) => [
        line.immutableId ?? '',
        {
          person: names(line.objectGuid, line.userPrincipalName),
          account: names(line.entraObjectId, line.entraUserPrincipalName),
        },
      ]),
  );
}

/**
 * The ImmutableIDs whose person or account is another now: nobody's, or one that has somebody else's names and none of its
 * own. One of two names may be exchanged, the other still tells; one that is damaged is nobody's and tells nothing.
 */
function changedAccounts(truth: Accounts, now: Accounts): readonly string[] {
  const owners = (of: 'person' | 'account'): ReadonlyMap<string, string> =>
    new Map([...truth].flatMap(([immutableId, names]) => names[of].map((name) => [name, immutableId] as const)));
  const [people, accounts] = [owners('person'), owners('account')];
  return [...truth.keys()].filter((immutableId) => {
    const after = now.get(immutableId);
    const isOthers = (names: readonly string[], known: ReadonlyMap<string, string>): boolean => {
      const owned = names.flatMap((name) => known.get(name) ?? []);
      return owned.length > 0 && !owned.includes(immutableId);
    };
    return after === undefined || isOthers(after.person, people) || isOthers(after.account, accounts);
  });
}

/**
 * Damages one side or both, assesses, and compares with what is true: a damaged organization may be cleared only where
 * everybody still keeps the account that they had.
 *
 * @returns what is wrong, or undefined.
 */
export function tryDamaged(sides: Sides, truth: Accounts, seed: number): string | undefined {
  const damaged = damagedSides(sides, seed);
  const result = assessSides(damaged);
  if (result.assessment.decision !== 'cleared') return undefined;
  // Somebody whose rows are gone from both exports is nobody to an assessment, and nothing happens to them.
  const left = `${damaged.onPrem}\n${damaged.entra}`.toLowerCase();
  const isLeft = (immutableId: string): boolean => {
    const { person = [], account = [] } = truth.get(immutableId) ?? {};
    return [immutableId.toLowerCase(), ...person, ...account].some((name) => left.includes(name));
  };
  const changed = changedAccounts(truth, accountsOf(result)).filter(isLeft);
  if (changed.length === 0) return undefined;
  return `cleared although ${changed.length} accounts are not those that they were: ${changed.join(', ')}`;
}

/** One side damaged or both, the same by the same seed. */
export function damagedSides(sides: Sides, seed: number): Sides {
  const random = createRandom(seed);
  const which = random(3);
  return {
    onPrem: which === 0 ? sides.onPrem : damage(sides.onPrem, random),
    entra: which === 1 ? sides.entra : damage(sides.entra, random),
  };
}

/** Rows taken out, repeated or exchanged, cells exchanged between people, or the text itself mutated. */
function damage(text: string, random: (below: number) => number): string {
  const rows = text.trimEnd().split('\n');
  const place = 1 + random(rows.length - 1);
  const other = 1 + random(rows.length - 1);
  switch (random(6)) {
    case 0:
      return `${rows.toSpliced(place, 1).join('\n')}\n`;
    case 1:
      return `${rows.toSpliced(place, 0, rows[other] ?? '').join('\n')}\n`;
    case 2:
      return exchangeCells(rows, place, other, random);
    case 3:
      return text.slice(0, random(text.length));
    default:
      return mutate([text], random);
  }
}

function exchangeCells(
  rows: readonly string[],
  place: number,
  other: number,
  random: (below: number) => number,
): string {
  const [one, two] = [rows[place] ?? '', rows[other] ?? ''].map((row) => row.split('","')) as [string[], string[]];
  const column = random(Math.min(one.length, two.length));
  const exchanged = [one.with(column, two[column] ?? ''), two.with(column, one[column] ?? '')].map((row) =>
    row.join('","'),
  );
  return `${rows
    .with(place, exchanged[0] ?? '')
    .with(other, exchanged[1] ?? '')
    .join('\n')}\n`;
}
