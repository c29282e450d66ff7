import { describe, expect, it } from 'vitest';
import { reviveOnPremObject } from '../../src/evidence/evidence-file/revive.js';
import { readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// What Active Directory calls a deleted object: the name, a line feed, DEL: and the GUID, below the container of deleted objects.
const guid = '0e55cf30-6dfd-556d-a71f-1af3f3d50d70';
const anchor = 'MM9VDv1tbVWnHxrz89UNcA==';
const deletedDn = `CN=di\\0ADEL:${guid},CN=Deleted Objects,DC=corp,DC=example`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => `X'${Buffer.from(text).toString('hex')}'`;

const csv = (dn: string, name = 'di', isDeleted = '') =>
  `UserPrincipalName,Name,objectGUID,DistinguishedName,isDeleted\ndi@corp.example,"${name}",${guid},"${dn}",${isDeleted}\n`;
const ldif = (dn: string, more = '') =>
  `dn${dn}\nobjectClass: user\nuserPrincipalName: di@corp.example\nobjectGUID:: ${anchor}\n${more}\n`;
const json = (names: object) =>
  JSON.stringify([{ UserPrincipalName: 'di@corp.example', ObjectGUID: guid, 'mS-DS-ConsistencyGuid': null, ...names }]);
const csvde = (dn: string) =>
  `DN,objectClass,userPrincipalName,objectGUID\n"${dn}",user,di@corp.example,X'30cf550efd6d6d55a71f1af3f3d50d70'\n`;

async function isDeleted(content: string): Promise<boolean> {
  const { records, source } = await readFile(content, readOnPremFiles);
  expect(source.issues).toEqual([]);
  expect(records).toHaveLength(1);
  return records[0]?.deleted === true;
}

describe('a deleted object of Active Directory', () => {
  it.each([
    ['the name in a CSV', csv(deletedDn)],
    ['the same, though isDeleted says FALSE', csv(deletedDn, 'di', 'FALSE')],
    ['the same in lower case', csv(deletedDn.toLowerCase())],
    ['a line feed as it is', csv(deletedDn.replace('\\0A', '\n'))],
    ['the attribute name alone', csv('', `di\nDEL:${guid}`)],
    ['the container alone', csv('CN=di, CN=Deleted Objects, DC=corp, DC=example')],
    ['the container by the number of its type', csv('CN=di,2.5.4.3=Deleted Objects,DC=corp,DC=example')],
    ['the container with escapes', csv('CN=di,CN=\\44eleted\\20Objects,DC=corp,DC=example')],
    ['the container with blanks and semicolons', csv('CN=di ; CN = Deleted Objects ; DC=corp;DC=example')],
    ['the container in quotation marks', json({ DistinguishedName: 'CN=di,CN="Deleted Objects",DC=corp,DC=example' })],
    ['a name in quotation marks', json({ DistinguishedName: `CN="di\\0ADEL:${guid}",OU=S,DC=corp,DC=example` })],
    ['isDeleted alone', csv('CN=di,OU=Staff,DC=corp,DC=example', 'di', 'TRUE')],
    ['the dn of LDIF', ldif(`: ${deletedDn}`)],
    ['the dn of LDIF in Base64', ldif(`:: ${base64(deletedDn)}`)],
    ['the name of LDIF', ldif(': CN=di,OU=Staff,DC=corp,DC=example', `name:: ${base64(`di\nDEL:${guid}`)}\n`)],
    ['csvde', csvde(deletedDn)],
    ['csvde in hexadecimal', csvde(hex(deletedDn.replace('\\0A', '\n')))],
    ['Get-ADObject as JSON', json({ DistinguishedName: deletedDn })],
    ['Get-ADObject as JSON, by the name', json({ Name: `di\nDEL:${guid}` })],
  ])('is told by %s', async (_what, content) => {
    expect(await isDeleted(content)).toBe(true);
  });

  it.each([
    ['somebody at work', csv('CN=di,OU=Staff,DC=corp,DC=example')],
    ['an OU of this name', csv('CN=di,OU=Deleted Objects,DC=corp,DC=example')],
    ['a name that only contains it', csv('CN=DEL: di,OU=Staff,DC=corp,DC=example', 'di DEL: 1')],
    ['what lies below a container with such a mark', csv(`CN=di,OU=Old\\0ACNF:${guid},DC=corp,DC=example`)],
    ['a name with an escaped comma', csv('CN=Berg\\, Di,OU=Staff,DC=corp,DC=example')],
    ['a name that quotes it', csv('CN=di\\, CN=Deleted Objects,OU=Staff,DC=corp,DC=example')],
    ['LDIF', ldif(': CN=di,OU=Staff,DC=corp,DC=example')],
    ['JSON', json({ DistinguishedName: 'CN=di,OU=Staff,DC=corp,DC=example', isDeleted: null })],
  ])('is not %s', async (_what, content) => {
    expect(await isDeleted(content)).toBe(false);
  });

  it('is told by a line of an evidence file that an earlier version wrote', () => {
    const revive = (distinguishedName: string, more = {}) =>
      reviveOnPremObject(
        { objectType: 'user', objectGuid: guid, distinguishedName, ...more },
        { origin: 'x', line: 2 },
      );
    expect(revive(deletedDn).deleted).toBe(true);
    expect(revive('CN=di,OU=Staff,DC=corp,DC=example', { deleted: true }).deleted).toBe(true);
    expect(revive('CN=di,OU=Staff,DC=corp,DC=example')).not.toHaveProperty('deleted');
  });
});
