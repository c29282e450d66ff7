import { describe, expect, it } from 'vitest';
import { isEntraObject } from '../../../src/domain/service.js';
import { readEntraFiles } from '../../../src/evidence/files.js';
import { readFile } from '../read-text.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';

const read = (content: string | Uint8Array) => readFile(content, readEntraFiles);
const problems = (evidence: Awaited<ReturnType<typeof read>>) =>
  evidence.source.issues.map(({ problem, at, message }) => `${problem} ${at.line}: ${message}`);

describe('an Entra CSV', () => {
  it('is the tutorial’s: the derived objectGUID is passed over, nothing is said about sync', async () => {
    const { records, source } = await read(
      `#TYPE Selected.User\n"UserPrincipalName","objectGUID","ImmutableID"\n"ann@corp.example","${guid}","${anchor}"\n`,
    );
    expect(records).toEqual([
      {
        objectType: 'user',
        at: { origin: source.origin, line: 3 },
        userPrincipalName: 'ann@corp.example',
        immutableId: anchor,
      },
    ]);
    expect(source).toMatchObject({ kind: 'entra', issues: [], records: 1 });
    expect(source.fields).toEqual(new Set(['userPrincipalName', 'immutableId']));
  });

  it('keeps an ImmutableID letter for letter', async () => {
    const written = [` ${anchor}`, `${anchor} `, anchor.toLowerCase(), "X'9198'", 'jdoe@corp.example'];
    const { records } = await read(`Id,ImmutableID\n${written.map((value) => `${guid},${value}\n`).join('')}`);
    expect(records.filter(isEntraObject).map(({ immutableId }) => immutableId)).toEqual(written);
  });

  it('tells who is managed in the cloud', async () => {
    const { records, source } = await read(
      `Id,ImmutableID,isCloudManaged,IsExchangeCloudManaged\n${guid},${anchor},True,False\n${guid.replace('9', '8')},,,TRUE\n`,
    );
    expect(records.filter(isEntraObject).map((one) => [one.cloudManaged, one.exchangeCloudManaged])).toEqual([
      [true, false],
      [undefined, true],
    ]);
    expect(source.issues).toEqual([]);
  });

  it('has everything that Get-MgUser exports', async () => {
    const { records, source } = await read(
      [
        'Id;UserPrincipalName;OnPremisesImmutableId;OnPremisesSyncEnabled;AccountEnabled;UserType;Mail;ProxyAddresses;DisplayName;OnPremisesSecurityIdentifier;OnPremisesSamAccountName;OnPremisesDomainName;OnPremisesDistinguishedName;DeletedDateTime',
        `${guid.toUpperCase()}; ann@corp.example ;${anchor};True;False;Member;ann@corp.example;"SMTP:ann@corp.example,smtp:a@corp.example";Ann;S-1-5-21-1-2-3-1104;ann;corp.example;"CN=Ann,DC=corp,DC=example";2026-11-01T00:00:00Z`,
        `${guid};b@corp.example;;;;;;;;;;;;`,
        '',
      ].join('\n'),
    );
    expect(problems({ records, source })).toEqual([]);
    expect(records[0]).toMatchObject({
      entraObjectId: guid,
      userPrincipalName: 'ann@corp.example',
      immutableId: anchor,
      synced: true,
      accountEnabled: false,
      userType: 'Member',
      mail: 'ann@corp.example',
      proxyAddresses: ['SMTP:ann@corp.example', 'smtp:a@corp.example'],
      displayName: 'Ann',
      onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1104',
      onPremisesSamAccountName: 'ann',
      onPremisesDomainName: 'corp.example',
      onPremisesDistinguishedName: 'CN=Ann,DC=corp,DC=example',
      deletedDateTime: '2026-11-01T00:00:00Z',
    });
    expect(records[1]).toEqual({
      objectType: 'user',
      at: { origin: source.origin, line: 3 },
      entraObjectId: guid,
      userPrincipalName: 'b@corp.example',
      synced: false,
    });
  });

  it('is the admin center’s, where a blocked credential is a disabled account', async () => {
    const { records, source } = await read(
      `Block credential,User principal name,Object Id,DirSyncEnabled,Immutable Id,Proxy addresses\nTrue,a@x.example,${guid},true,${anchor},SMTP:a+b@x.example+smtp:c@x.example\n`,
    );
    expect(records[0]).toMatchObject({
      accountEnabled: false,
      synced: true,
      proxyAddresses: ['SMTP:a+b@x.example', 'smtp:c@x.example'],
    });
    expect(source.fields.has('accountEnabled')).toBe(true);
  });

  it('tells object types', async () => {
    const { records, source } = await read(
      `ObjectType,Id,ImmutableID\nGroup,${guid},\nUser,${guid},\nServicePrincipal,${guid},\n`,
    );
    expect(records.filter(isEntraObject).map(({ objectType }) => objectType)).toEqual(['group', 'user']);
    expect(source.skipped).toBe(1);
  });

  const incomplete: readonly (readonly [string, string, RegExp])[] = [
    [
      'the portal’s download without ImmutableIDs',
      `userPrincipalName,objectId,directorySynced\na@x.example,${guid},True\n`,
      /no ImmutableID.*OnPremisesImmutableId/,
    ],
    [
      'an export of AD',
      `UserPrincipalName,sAMAccountName,objectGUID,ImmutableID\n`,
      /export of Active Directory.*sAMAccountName/,
    ],
    [
      'the tutorial’s on-premises file',
      `UserPrincipalName,Name,objectGUID,ImmutableID\na@x.example,A,${guid},\n`,
      /looks like the on-premises export/,
    ],
    ['a table of something else', 'Product,Price\nx,1\n', /neither UserPrincipalName nor Id \(Product, Price\)/],
    ['LDIF', 'version: 1\n\ndn: CN=Ann\nobjectClass: user\n', /LDIF, expected an export of Entra/],
  ];
  for (const [what, text, message] of incomplete) {
    it(`is incomplete: ${what}`, async () => {
      expect(problems(await read(text))).toEqual([expect.stringMatching(message)]);
    });
  }

  const rejected: readonly (readonly [string, string, RegExp])[] = [
    ['an unreadable flag', `${guid},a@x.example,${anchor},maybe`, /DirSyncEnabled is “maybe”, expected True or False/],
    ['nobody', `,,${anchor},True`, /neither an object id nor a userPrincipalName/],
    ['an unreadable ImmutableID', `${guid},a@x.example,System.Byte[],True`, /ImmutableID reads “System.Byte/],
  ];
  for (const [what, text, message] of rejected) {
    it(`rejects a row for ${what}`, async () => {
      const evidence = await read(`Id,UPN,ImmutableID,DirSyncEnabled\n${text}\n`);
      expect(problems(evidence)).toEqual([expect.stringMatching(message)]);
      expect(evidence.source).toMatchObject({ records: 0, rejected: 1 });
    });
  }
});
