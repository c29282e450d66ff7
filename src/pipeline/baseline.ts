import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { IdentityLine } from '../domain/assessment.js';
import { UserError } from '../domain/errors.js';
import type { GraphClient } from '../sources/graph/client.js';
import { type PersonState, readPeopleState } from '../sources/graph/people-state.js';
import { type ExpectedPerson, errorKey, type VerificationBaseline, verifyPeople } from '../validation/verify-people.js';

export type { ExpectedPerson, VerificationBaseline } from '../validation/verify-people.js';

/** Where the people of the cleared evidence are kept for verifications to come: beside the journal. It names people. */
export function baselinePath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.baseline.ndjson`;
}

/** Everybody who was matched by the cleared evidence, and the provisioning errors that there are already. */
export async function takeBaseline(
  client: GraphClient,
  identities: readonly IdentityLine[],
): Promise<VerificationBaseline> {
  const errors = new Set<string>();
  for await (const { entraObjectId, errors: found } of readPeopleState(client)) {
    for (const error of found) errors.add(errorKey(entraObjectId, error));
  }
  return { people: expectedPeople(identities), errors };
}

/** What Entra shows now that it should not: see verifyPeople. */
export async function verifyAgainst(client: GraphClient, baseline: VerificationBaseline): Promise<string[]> {
  const now: PersonState[] = [];
  for await (const person of readPeopleState(client)) now.push(person);
  return verifyPeople(baseline, now);
}

/** Those of the identities who must keep their account. */
export function expectedPeople(identities: readonly IdentityLine[]): ExpectedPerson[] {
  return identities.flatMap((line) => {
    const { outcome, entraObjectId, immutableId, sourceAnchor } = line;
    if (entraObjectId === undefined || (outcome !== 'hardMatch' && outcome !== 'softMatch')) return [];
    return [
      {
        entraObjectId: entraObjectId.toLowerCase(),
        userPrincipalName: line.userPrincipalName ?? line.entraUserPrincipalName ?? entraObjectId,
        immutableIds: [...new Set([immutableId, sourceAnchor].filter((anchor) => anchor !== undefined))],
        mayBeWithout: outcome === 'softMatch',
      },
    ];
  });
}

/** Keeps the baseline, one line a person; only the owner may read it. */
export async function writeBaseline(journal: string, { people, errors }: VerificationBaseline): Promise<void> {
  const path = baselinePath(journal);
  await mkdir(dirname(path), { recursive: true });
  const lines = [{ entraCutoverBaseline: 1, people: people.length, errors: [...errors].sort() }, ...people];
  const temporary = `${path}.${process.pid}.partial`;
  // What somebody put under that name is taken away, never written through.
  await rm(temporary, { force: true });
  await writeFile(temporary, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}

const header = z.object({ entraCutoverBaseline: z.literal(1), people: z.number(), errors: z.array(z.string()) });
const person = z.object({
  entraObjectId: z.string(),
  userPrincipalName: z.string(),
  immutableIds: z.array(z.string()),
  mayBeWithout: z.boolean(),
});

/**
 * The baseline beside the journal, or undefined when Entra was never switched on from here.
 *
 * @throws UserError when it is cut off or no baseline: half of the people would be verified.
 */
export async function readBaseline(journal: string): Promise<VerificationBaseline | undefined> {
  const path = baselinePath(journal);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError(`${path}: the people of the cutover can't be read (${String(error)}).`);
  });
  if (text === undefined) return undefined;
  try {
    const [first = '', ...rest] = text.split('\n').filter((line) => line !== '');
    const { people: count, errors } = header.parse(JSON.parse(first));
    const people = rest.map((line) => person.parse(JSON.parse(line)));
    if (people.length === count) return { people, errors: new Set(errors) };
  } catch {
    // Told below, as a file that is cut off is.
  }
  throw new UserError(`${path}: this is no whole list of the people of the cutover, so nobody can be verified by it.`);
}
