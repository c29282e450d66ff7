import { describe, expect, it } from 'vitest';
import { reviveOnPremObject } from '../../src/evidence/evidence-file/revive.js';
import { readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// What decides whether Entra Connect takes an object, in the words of Excel, Exchange and Active Directory.
const guid = '0e55cf30-6dfd-556d-a71f-1af3f3d50d70';
const columns = (names: string, values: string) =>
  `UserPrincipalName,objectGUID,${names}\ndi@corp.example,${guid},${values}\n`;
const ldif = (name: string, value: string) =>
  `dn: CN=di,DC=x\nobjectClass: user\nuserPrincipalName: di@corp.example\nobjectGUID:: MM9VDv1tbVWnHxrz89UNcA==\n${name}: ${value}\n\n`;
const json = (more: object) =>
  JSON.stringify([{ UserPrincipalName: 'di@corp.example', ObjectGUID: guid, 'mS-DS-ConsistencyGuid': null, ...more }]);
const revive = (attributes: object) =>
  reviveOnPremObject({ objectType: 'user', objectGuid: guid, attributes }, { origin: 'x', line: 2 }).attributes;

async function attribute(content: string, name: string): Promise<string | undefined> {
  const { records, source } = await readFile(content, readOnPremFiles);
  expect(source.issues).toEqual([]);
  return records[0]?.attributes.get(name);
}
async function refused(content: string, message: RegExp): Promise<void> {
  const { source } = await readFile(content, readOnPremFiles);
  expect(source).toMatchObject({ rejected: 1, issues: [{ message: expect.stringMatching(message) }] });
}

describe('isCriticalSystemObject', () => {
  it.each([
    ['TRUE', 'TRUE'],
    ['True', 'TRUE'],
    ['WAHR', 'TRUE'],
    [' vrai ', 'TRUE'],
    ['FALSCH', 'FALSE'],
    ['False', 'FALSE'],
    ['1', '1'],
    ['0', '0'],
  ])('is %s', async (written, value) => {
    const name = 'iscriticalsystemobject';
    expect(await attribute(columns('isCriticalSystemObject', written), name)).toBe(value);
    expect(await attribute(ldif('isCriticalSystemObject', written.trim()), name)).toBe(value);
    expect(await attribute(json({ isCriticalSystemObject: written }), name)).toBe(value);
    expect(revive({ [name]: written }).get(name)).toBe(value);
  });

  it.each(['Ja', 'Yes', 'X', '10', '-1', 'untrue'])('is refused as %s', async (written) => {
    await refused(columns('isCriticalSystemObject', written), /^isCriticalSystemObject is .*expected True or False/);
    await refused(json({ isCriticalSystemObject: written }), /^isCriticalSystemObject is/);
  });

  it('may be a truth value of JSON, or empty', async () => {
    expect(await attribute(json({ isCriticalSystemObject: true }), 'iscriticalsystemobject')).toBe('TRUE');
    expect(await attribute(json({ isCriticalSystemObject: null }), 'iscriticalsystemobject')).toBeUndefined();
    expect(await attribute(columns('isCriticalSystemObject', ''), 'iscriticalsystemobject')).toBeUndefined();
  });
});

describe('the recipient type', () => {
  // Numbers of Exchange’s enumeration RecipientTypeDetails.
  it.each([
    ['1', '1'],
    ['UserMailbox', '1'],
    ['LinkedMailbox', '2'],
    ['Linked Mailbox', '2'],
    [' sharedmailbox ', '4'],
    ['MailUser', '128'],
    ['SystemMailbox', '16384'],
    ['ArbitrationMailbox', '8388608'],
    ['RoomList', '268435456'],
    ['DiscoveryMailbox', '536870912'],
    ['0x20000000', '536870912'],
    ['RemoteUserMailbox', '2147483648'],
    ['RemoteSharedMailbox', '34359738368'],
    ['PublicFolderMailbox', '68719476736'],
    ['GroupMailbox', '1099511627776'],
    ['ExchangeSecurityGroup', '281474976710656'],
    ['None', '0'],
  ])('is %s', async (written, number) => {
    const name = 'msexchrecipienttypedetails';
    for (const column of ['msExchRecipientTypeDetails', 'RecipientTypeDetails']) {
      expect(await attribute(columns(column, written), name)).toBe(number);
      expect(await attribute(ldif(column, written.trim()), name)).toBe(number);
      expect(await attribute(json({ [column]: written }), name)).toBe(number);
      expect(revive({ [column.toLowerCase()]: written }).get(name)).toBe(number);
    }
  });

  it.each([
    'Benutzerpostfach',
    'x8388608',
    '8388608x',
    '536.870.912',
    '0xg',
    'Mailbox',
    '5.36871E+08',
    'System.Int64[]',
  ])('is refused as %s', async (written) => {
    await refused(columns('msExchRecipientTypeDetails', written), /^msExchRecipientTypeDetails is/);
    await refused(columns('RecipientTypeDetails', written), /^RecipientTypeDetails is/);
    await refused(ldif('msExchRecipientTypeDetails', written), /^msExchRecipientTypeDetails is/);
    expect(() => revive({ recipienttypedetails: written })).toThrow(/^RecipientTypeDetails is/);
  });

  it.each([
    ['4', 'UserMailbox'],
    ['1', 'LinkedMailbox'],
    ['UserMailbox', 'SharedMailbox'],
  ])('is refused where the two columns say %s and %s', async (number, word) => {
    const names = 'msExchRecipientTypeDetails,RecipientTypeDetails';
    await refused(columns(names, `${number},${word}`), /mean the same and hold different values/);
    await refused(json({ msExchRecipientTypeDetails: number, RecipientTypeDetails: word }), /mean the same/);
  });

  it.each([
    ['4', 'SharedMailbox'],
    ['', 'SharedMailbox'],
    ['4', ''],
    ['0x4', 'Shared Mailbox'],
  ])('is one where the two columns say %s and %s', async (number, word) => {
    const names = 'msExchRecipientTypeDetails,RecipientTypeDetails';
    expect(await attribute(columns(names, `${number},${word}`), 'msexchrecipienttypedetails')).toBe('4');
  });
});
