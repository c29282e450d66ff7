import { type Built, formatsOf, setOf } from './build.js';
import { filesOf } from './evidence-set.js';
import { judge, type Verdict } from './judge.js';
import { cloudAccount, type Organisation } from './organisation.js';
import { base64, bytesOf, guidText, randomFrom } from './random.js';
import { healthyOrganisation, realLife } from './real-life.js';

/** How many reviewed entries somebody may have to write for a healthy estate of this size. */
export const mostEntries = 20;

/** What a waiver file says: each entry was looked at by somebody. */
interface Reviewed {
  waivers: { rule: string; subjects: string[]; reason: string; owner: string; expires: string }[];
  acceptedLosses: {
    rule: string;
    objectId: string;
    disposition: string;
    reason: string;
    owner: string;
    expires: string;
  }[];
}

const signed = { reason: 'looked at', owner: 'identity@corp.example', expires: '2026-12-31' };

/**
 * An estate with all that real life has, many times over: contractors, rooms, guests, contacts, groups, service accounts,
 * renamed people, old quarantines, break-glass accounts. What somebody must look at is in the entries.
 */
export function estate(people: number, seed: number): { organisation: Organisation; reviewed: Reviewed } {
  const [onPrem, entra] = estateFormats();
  const random = randomFrom(seed);
  const shows = new Set([...onPrem.shows, ...entra.shows]);
  const organisation = healthyOrganisation(seed, people, shows, []);
  const times = Math.ceil(people / 100);
  for (const life of realLife)
    for (let number = 1; number <= times; number += 1) life.add(organisation, random, number);
  const leavers = Array.from({ length: 12 }, (_, number) => `leaver${number}`);
  for (const key of leavers) {
    const immutableId = base64(bytesOf(key));
    organisation.entra.push({ ...cloudAccount(key, `${key}@corp.example`), immutableId, synced: true, enabled: false });
  }
  // On parental leave: the one side was disabled, and somebody knows why. They are the last four people.
  const keys = Array.from({ length: 4 }, (_, index) => `p${people - 1 - index}`);
  const away = organisation.entra.filter(({ key }) => keys.includes(key));
  for (const account of away) {
    const source = organisation.onPrem.find(({ key }) => key === account.key);
    if (source !== undefined) Object.assign(account, { enabled: !source.enabled });
  }
  return {
    organisation,
    reviewed: {
      waivers: away.map(({ id }) => ({ rule: 'account-state-change', subjects: [id], ...signed })),
      acceptedLosses: leavers.map((key) => ({
        rule: 'entra-only',
        objectId: guidText(bytesOf(`entra ${key}`)),
        disposition: 'keep-orphan',
        ...signed,
      })),
    },
  };
}

function estateFormats() {
  const [onPrem, entra] = [
    formatsOf('onPrem').find(({ name }) => name === 'ldifde'),
    formatsOf('entra').find(({ name }) => name === 'Graph, pages'),
  ];
  if (onPrem === undefined || entra === undefined) throw new Error('a format of the estate is gone');
  return [onPrem, entra] as const;
}

/** Assesses a healthy estate. It must be cleared with the entries that somebody wrote, and with few of them. */
export async function judgeEstate(people: number, seed: number): Promise<{ verdict: Verdict; entries: number }> {
  const [onPrem, entra] = estateFormats();
  const { organisation, reviewed } = estate(people, seed);
  const plan = { onPrem, entra, people, connect: false, stack: false };
  const set: Built['set'] = setOf(plan, organisation, randomFrom(seed));
  const verdict = await judge(filesOf(set), false, JSON.stringify(reviewed));
  return { verdict, entries: reviewed.waivers.length + reviewed.acceptedLosses.length };
}
