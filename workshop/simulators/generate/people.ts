import { stableGuid } from '../random.js';

/** One person of the small organization, before anybody made a mistake. */
export interface Person {
  /** The part before the @ of UPN and mail, and the account name up to 20 letters. */
  readonly account: string;
  readonly name: string;
  readonly domain: 'corp' | 'emea';
  readonly unit: string;
  readonly relativeId: number;
  readonly enabled: boolean;
}

const domains = {
  corp: { suffix: 'DC=corp,DC=example', sid: 'S-1-5-21-1004336348-1177238915-682003330' },
  emea: { suffix: 'DC=emea,DC=corp,DC=example', sid: 'S-1-5-21-2025429265-1935655697-1417001333' },
} as const;

// domain | organizational unit | name | account
const table = `
corp | Staff     | Ada Lindqvist            | ada.lindqvist
corp | Staff     | Björn Ångström           | bjorn.angstrom
corp | Staff     | Brennan, Siobhán         | siobhan.brennan
corp | Staff     | Chiara D'Amico           | chiara.damico
corp | Staff     | José Núñez               | jose.nunez
corp | Staff     | Nguyễn Thị Hương         | huong.nguyen
corp | Staff     | 山田 花子                | hanako.yamada
corp | Staff     | Samuel Adeyemi           | samuel.adeyemi
corp | Staff     | Tomas Eriksson           | tomas.eriksson
corp | Staff     | Priya Raman              | priya.raman
corp | Staff     | Kenji Watanabe           | kenji.watanabe
corp | Staff     | Grace Okafor             | grace.okafor
corp | Staff     | Anna Berg                | anna.berg
corp | Staff     | Anna Bergström           | anna.bergstrom
corp | Staff     | Emily Stone              | emily.stone
corp | Staff     | Leila Haddad             | leila.haddad
corp | Staff     | Rosa Delgado             | rosa.delgado
corp | Staff     | Viktor Sandahl           | viktor.sandahl
corp | Leavers   | Henrik Dahl              | henrik.dahl
corp | Frontline | Aisha Mohammed           | aisha.mohammed
corp | Frontline | Carlos Pereira           | carlos.pereira
corp | Frontline | Daniela Rossi            | daniela.rossi
corp | Frontline | Ewa Kowalczyk            | ewa.kowalczyk
corp | Frontline | Fatima El Idrissi        | fatima.elidrissi
emea | Staff     | Zoë Müller-Weiß          | zoe.mueller-weiss
emea | Staff     | Łukasz Wójcik            | lukasz.wojcik
emea | Staff     | Олена Шевченко           | olena.shevchenko
emea | Staff     | Ελένη Παπαδοπούλου       | eleni.papadopoulou
emea | Staff     | Søren Kjær               | soren.kjaer
emea | Staff     | Marek Novák              | marek.novak
emea | Staff     | Ingrid Halvorsen         | ingrid.halvorsen
emea | Staff     | Dario Conti              | dario.conti
emea | Staff     | Noah Fischer             | noah.fischer
emea | Staff     | Pauline Lefèvre          | pauline.lefevre
emea | Staff     | Quirin Huber             | quirin.huber
emea | Staff     | Renée van der Meer       | renee.vandermeer
emea | Staff     | Tuğçe Yıldız             | tugce.yildiz
emea | Staff     | William Hughes           | william.hughes
`;

/** Everybody who has an account in Active Directory, or had one. */
export const people: readonly Person[] = table
  .trim()
  .split('\n')
  .map((line, index) => {
    const [domain, unit = '', name = '', account = ''] = line.split('|').map((cell) => cell.trim());
    return {
      account,
      name,
      domain: domain === 'emea' ? 'emea' : 'corp',
      unit,
      relativeId: 1101 + index,
      enabled: unit !== 'Leavers',
    };
  });

/** The directory's own attributes of a person: the same in every story. */
export function attributesOf(person: Person): {
  readonly objectGuid: string;
  readonly objectSid: string;
  readonly samAccountName: string;
  readonly distinguishedName: string;
  readonly dnsDomain: string;
  readonly name: string;
} {
  const { suffix, sid } = domains[person.domain];
  const commonName = person.name.replaceAll(',', '\\,');
  return {
    objectGuid: stableGuid(`corp.example/${person.account}`),
    objectSid: `${sid}-${person.relativeId}`,
    samAccountName: person.account.slice(0, 20),
    distinguishedName: `CN=${commonName},OU=${person.unit},${suffix}`,
    dnsDomain: person.domain === 'corp' ? 'corp.example' : 'emea.corp.example',
    name: person.name,
  };
}
