import { describe, expect, it } from 'vitest';
import { createPendingExportReader } from '../../../src/evidence/csexport/read.js';
import { origin, readText } from '../read-text.js';
import {
  anchor,
  confirmed,
  connectorObject,
  connectorObjectId,
  dn,
  dnOf,
  document,
  entraObjectId,
  exported,
  hologram,
  pending,
} from './samples.js';

const read = (...objects: readonly string[]) => readText(document(...objects), (log) => createPendingExportReader(log));
const only = (...objects: readonly string[]) => {
  const { records, issues } = read(...objects);
  expect(issues).toEqual([]);
  expect(records).toHaveLength(1);
  return records[0];
};

describe('pending exports from csexport /f:x', () => {
  it.each([
    ['proxyAddresses', ' smtp:bo@corp.example\u00a0', 'smtp:bo@corp.example'],
    ['mail', '\n bo@corp.example\n', 'bo@corp.example'],
    ['userPrincipalName', 'bo@corp.example ', 'bo@corp.example'],
    ['accountEnabled', ' False ', 'False'],
    ['mail', 'b o@corp.example', 'b o@corp.example'],
    ['mail', '  ', '  '],
    ['sourceAnchor', ` ${anchor}`, ` ${anchor}`],
    ['displayName', ' Bo', ' Bo'],
  ])('reads %s “%s” as “%s”', (name, written, value) => {
    const change = `<attr name="${name}" operation="update" multivalued="false"><value operation="add">${written}</value></attr>`;
    expect(only(pending('update', change))?.changes).toMatchObject([{ name, valuesAdded: [value] }]);
  });

  it.each(['mail', 'proxyAddresses'])('sees that %s is gone from the hologram of the export', (name) => {
    const one = (attributeName: string) =>
      `<attr name="${attributeName}" multivalued="false"><value>SMTP:a@corp.example</value></attr>`;
    const objectOf = (before: string, after: string) =>
      only(
        pending(
          'update',
          '<attr name="title" operation="add" multivalued="false"><value operation="add">x</value></attr>',
          `<synchronized-hologram><entry dn="${dn}">${before}</entry></synchronized-hologram>` +
            `<unapplied-export-hologram><entry dn="${dn}">${after}</entry></unapplied-export-hologram>`,
        ),
      );
    const named = objectOf(one(name) + one('displayName'), one('displayName'))?.changes.find(
      (change) => change.name === name,
    );
    expect(named).toMatchObject({ valuesAdded: [], valuesDeleted: ['SMTP:a@corp.example'] });
    expect(objectOf(one(name), one(name))?.changes.map((change) => change.name)).toEqual(['title']);
  });

  it('does not read an object of which one attribute is there twice', () => {
    const change = (name: string, value: string) =>
      `<attr name="${name}" operation="update" type="string" multivalued="false"><value operation="add">${value}</value></attr>`;
    const twice = change('accountEnabled', 'true') + change('accountenabled', 'false');
    const { records, issues } = read(pending('update', twice));
    expect(records).toEqual([]);
    expect(issues[0]?.message).toContain('its attribute accountenabled is there twice');
    expect(read(pending('update', change('mail', 'a') + change('accountEnabled', 'true'))).issues).toEqual([]);
  });

  it('reads an update with what comes and what goes', () => {
    const changes = `
      <anchor encoding="base64">${Buffer.from(`User_${entraObjectId}`, 'utf16le').toString('base64')}</anchor>
      <attr name="mail" operation="delete" type="string" multivalued="false"/>
      <attr name="displayName" operation="update" type="string" multivalued="false">
        <value operation="delete">Old &lt;Name&gt;</value><value operation="add"><![CDATA[New & Name]]></value>
      </attr>
      <attr name="proxyAddresses" operation="update" type="string" multivalued="true"><value operation="add">smtp:a@corp.example</value></attr>
      <attr name="onPremisesObjectIdentifier" operation="add" type="binary" multivalued="false"><value encoding="base64">${anchor}</value></attr>
      <attr name="flags" operation="none" type="string" multivalued="false"/>
      <attr name="accountState" operation="modify" type="integer" multivalued="false"><value operation="add">0x1F</value></attr>`;
    expect(only(pending('update', changes, confirmed + exported))).toEqual({
      at: { origin, line: 3 },
      objectType: 'user',
      csObjectDn: dn,
      csObjectId: connectorObjectId,
      sourceAnchor: anchor,
      userPrincipalName: 'new.name@corp.example',
      displayName: 'New & Name',
      primaryAddress: 'First@corp.example',
      entraObjectId,
      operation: 'update',
      changes: [
        { name: 'mail', operation: 'delete', valuesAdded: [], valuesDeleted: ['old@corp.example'], multivalued: false },
        {
          name: 'displayName',
          operation: 'update',
          valuesAdded: ['New & Name'],
          valuesDeleted: ['Old <Name>'],
          multivalued: false,
        },
        {
          name: 'proxyAddresses',
          operation: 'update',
          valuesAdded: ['smtp:a@corp.example'],
          valuesDeleted: [],
          multivalued: true,
        },
        {
          name: 'onPremisesObjectIdentifier',
          operation: 'add',
          valuesAdded: [anchor],
          valuesDeleted: [],
          multivalued: false,
        },
        { name: 'accountState', operation: 'update', valuesAdded: ['31'], valuesDeleted: [], multivalued: false },
        // What the hologram of the export alone shows.
        {
          name: 'userPrincipalName',
          operation: 'update',
          valuesAdded: ['new.name@corp.example'],
          valuesDeleted: ['old.name@corp.example'],
          multivalued: false,
        },
        { name: 'sourceAnchor', operation: 'update', valuesAdded: [anchor], valuesDeleted: [], multivalued: false },
      ],
      losses: [],
    });
  });

  it('reads an addition, whose attributes have no operation', () => {
    const record = only(
      pending(
        'add',
        `<attr name="sourceAnchor" type="string" multivalued="false"><value> ${anchor}</value></attr>
         <attr name="userPrincipalName" type="string" multivalued="false"><value>new@corp.example</value></attr>`,
        '<export-delta-operation>add</export-delta-operation>',
      ),
    );
    expect(record).toMatchObject({
      operation: 'add',
      sourceAnchor: ` ${anchor}`,
      userPrincipalName: 'new@corp.example',
    });
    expect(record?.changes.map(({ operation }) => operation)).toEqual(['add', 'add']);
  });

  it.each<[string, string, string, unknown[]]>([
    [
      'of an addition',
      'add',
      hologram('unapplied-export-hologram', { accountEnabled: 'false', mail: 'a@x', department: 'Sales' }),
      [
        { name: 'accountEnabled', valuesAdded: ['false'], valuesDeleted: [] },
        { name: 'mail', valuesAdded: ['a@x'], valuesDeleted: [] },
      ],
    ],
    [
      'where the present one differs',
      'update',
      hologram('synchronized-hologram', { accountEnabled: 'true', mail: 'a@x' }) +
        hologram('unapplied-export-hologram', { accountEnabled: 'false', mail: 'a@x' }),
      [{ name: 'accountEnabled', valuesAdded: ['false'], valuesDeleted: ['true'] }],
    ],
    [
      'where a value of several goes',
      'update',
      hologram('synchronized-hologram', { proxyAddresses: ['SMTP:a@x', 'smtp:b@x'] }) +
        hologram('export-hologram', { proxyAddresses: ['SMTP:a@x'] }),
      [{ name: 'proxyAddresses', valuesAdded: [], valuesDeleted: ['smtp:b@x'] }],
    ],
    ['but of nothing else than the export', 'update', hologram('unconfirmed-export-hologram', { mail: 'a@x' }), []],
    ['but not of a deletion', 'delete', hologram('export-hologram', { mail: 'a@x' }), []],
  ])('takes the values that the hologram alone shows: %s', (_what, operation, holograms, changes) => {
    const found = only(pending(operation, '', holograms))?.changes;
    expect(found).toMatchObject(changes);
    expect(found).toHaveLength(changes.length);
  });

  const whole = { proxyAddresses: ['SMTP:a@x', 'smtp:b@x'] };
  it.each<[string, string, string, unknown]>([
    ['the hologram of the export alone', 'update', hologram('export-hologram', whole), whole.proxyAddresses],
    ['such a hologram without addresses', 'update', hologram('unapplied-export-hologram', { mail: 'a@x' }), []],
    [
      'a hologram of today, too',
      'update',
      hologram('synchronized-hologram', whole) + hologram('export-hologram', whole),
      undefined,
    ],
    ['no hologram', 'update', '', undefined],
    ['an addition', 'add', hologram('export-hologram', whole), undefined],
  ])('keeps the whole list of addresses of %s', (_what, operation, holograms, addressesAfter) => {
    expect(only(pending(operation, '', holograms))?.addressesAfter).toEqual(addressesAfter);
  });

  it('says of a deletion who it is, from the DN alone, and what is lost, from the holograms', () => {
    const bare = connectorObject(`<unapplied-export><delta operation="delete" dn="${dn}"/></unapplied-export>`);
    expect(only(bare)).toMatchObject({ operation: 'delete', sourceAnchor: anchor, changes: [], losses: [] });
    expect(only(pending('delete', '', confirmed))).toMatchObject({
      userPrincipalName: 'old.name@corp.example',
      displayName: 'Zoë & Søn',
      primaryAddress: 'old@corp.example',
      entraObjectId,
      losses: expect.arrayContaining([
        { name: 'proxyAddresses', values: ['SMTP:old@corp.example', 'smtp:alias@corp.example'] },
      ]),
    });
    const imported = hologram('pending-import-hologram', { mail: 'seen@corp.example' });
    expect(only(pending('delete', '', imported))?.losses).toEqual([{ name: 'mail', values: ['seen@corp.example'] }]);
  });

  it.each(['replace', 'delete-add'])('takes %s for a recreation', (operation) => {
    const record = only(pending(operation, '', `${confirmed}<export-delta-operation>add</export-delta-operation>`));
    expect(record?.operation).toBe('recreate');
    expect(record?.losses).not.toEqual([]);
  });

  it('finds the lost values wherever the hologram stands', () => {
    const change = '<attr name="mail" operation="delete" type="string" multivalued="false"/>';
    const before = connectorObject(
      `${confirmed}<unapplied-export><delta operation="update" dn="${dn}">${change}</delta></unapplied-export>`,
    );
    expect(only(before)).toEqual(only(pending('update', change, confirmed)));
  });

  it('works out what a replaced list loses, and rejects it when nothing shows that', () => {
    const change =
      '<attr name="proxyAddresses" operation="replace" type="string" multivalued="true"><value>SMTP:old@corp.example</value></attr>';
    expect(only(pending('update', change, confirmed))?.changes[0]?.valuesDeleted).toEqual(['smtp:alias@corp.example']);
    expect(read(pending('update', change)).issues).toMatchObject([{ problem: 'row-rejected' }]);
  });

  it('reads references as the DN they point at', () => {
    const member = `<dn-attr name="member" operation="update" multivalued="true">
      <dn-value operation="add"><dn>${dnOf(1)}</dn><anchor>AAAA</anchor></dn-value>
      <dn-value operation="delete"><dn>${dnOf(2)}</dn></dn-value></dn-attr>`;
    expect(only(pending('update', member))?.changes).toEqual([
      { name: 'member', operation: 'update', valuesAdded: [dnOf(1)], valuesDeleted: [dnOf(2)], multivalued: true },
    ]);
  });

  it('counts none and obsolete as skipped', () => {
    const { records, skipped, rejected, issues } = read(pending('none'), pending('obsolete'), pending('update'));
    expect({ records: records.length, skipped, rejected, issues }).toEqual({
      records: 1,
      skipped: 2,
      rejected: 0,
      issues: [],
    });
  });

  it.each([
    ['an unknown operation', pending('merge'), '“merge”'],
    ['an unknown attribute operation', pending('update', '<attr name="mail" operation="swap"/>'), '“swap”'],
    ['no operation', connectorObject('<unapplied-export><delta/></unapplied-export>'), '“”'],
    ['another object type', pending('add').replace('"user"', '"alien"'), '“alien”'],
    ['no cs-dn', pending('add').replace(/cs-dn="[^"]*"/, ''), 'no cs-dn'],
    ['a rename, which is another anchor', pending('update').replace(/dn="[^"]*">/, `dn="${dnOf(9)}">`), 'another DN'],
    [
      'a new name, which is another anchor',
      pending('update').replace('<delta ', `<delta newdn="${dnOf(9)}" `),
      `another DN (${dnOf(9)}), which would be another source anchor`,
    ],
    [
      'a new name in Active Directory',
      pending('update', '', '', 'CN=Bo,OU=Staff,DC=corp,DC=example').replace(
        '<delta ',
        '<delta newdn="CN=Bo,OU=Out,DC=corp,DC=example" ',
      ),
      'another DN (CN=Bo,OU=Out,DC=corp,DC=example), which would rename or move it',
    ],
    ...(['newdn', 'newrdn'] as const).flatMap((word): [string, string, string][] => [
      [
        `a ${word} as an element`,
        pending('update', `<${word}>${dnOf(9)}</${word}>`),
        `another DN (${dnOf(9)}), which would be another source anchor`,
      ],
      [
        `a ${word} as an element of an update that does nothing else`,
        pending('none', `<${word}>\n${dnOf(9)}\n</${word}>`),
        'which would be another source anchor',
      ],
    ]),
    [
      'a new name in parts',
      pending('update', '<newrdn>CN=Bo Lee</newrdn>', '', 'CN=Bo,OU=Staff,DC=corp,DC=example'),
      'another DN (CN=Bo Lee,OU=Staff,DC=corp,DC=example), which would rename or move it',
    ],
    [
      'another container',
      pending(
        'update',
        '<newsuperior>OU=Out,DC=corp,DC=example</newsuperior>',
        '',
        'CN=Bo,OU=Staff,DC=corp,DC=example',
      ),
      'another DN (CN=Bo,OU=Out,DC=corp,DC=example), which would rename or move it',
    ],
    [
      'a new name that only the hologram of the export shows',
      pending('update', '', hologram('unapplied-export-hologram', { mail: 'a@x' }).replace(dn, dnOf(9))),
      `another DN (${dnOf(9)}), which would be another source anchor`,
    ],
    [
      'a contradiction',
      pending('update', '', '<export-delta-operation>delete</export-delta-operation>'),
      'export-delta-operation says delete',
    ],
    ['a hidden change', pending('none', '', '<export-delta-operation>modify</export-delta-operation>'), 'says modify'],
  ])('rejects %s and reads on', (_, object, found) => {
    const { records, rejected, issues } = read(object, pending('update'));
    expect({ records: records.length, rejected }).toEqual({ records: 1, rejected: 1 });
    expect(issues).toMatchObject([{ problem: 'row-rejected', at: { origin, line: 3 } }]);
    expect(issues[0]?.message).toContain(found);
  });

  it.each([dn, dn.toLowerCase()])('reads an object whose new name is its own: %s', (name) => {
    const object = pending('update').replace('<delta ', `<delta newdn="${name}" `);
    expect(only(object)).toMatchObject({ csObjectDn: dn, sourceAnchor: anchor });
    for (const word of ['newdn', 'newrdn', 'NewDN'])
      expect(only(pending('update', `<${word}>${name}</${word}>`))).toMatchObject({ csObjectDn: dn });
    expect(only(pending('update', '<newdn/>'))).toMatchObject({ csObjectDn: dn });
    // Of the other holograms none says what would be.
    const today = hologram('synchronized-hologram', { mail: 'a@x' }).replace(dn, dnOf(9));
    expect(only(pending('update', '', today))).toMatchObject({ csObjectDn: dn });
  });

  it('reads an object of Active Directory that stays where it is', () => {
    const [name, container] = ['CN=Bo\\, Lee', 'OU=Staff,DC=corp,DC=example'];
    const parts = `<newrdn>${name}</newrdn><newsuperior>ou=staff, dc=corp, dc=example</newsuperior>`;
    expect(only(pending('update', parts, '', `${name},${container}`))).toMatchObject({ operation: 'update' });
  });

  it('takes update and modify for the same thing', () => {
    expect(only(pending('update', '', '<export-delta-operation>modify</export-delta-operation>'))?.operation).toBe(
      'update',
    );
  });

  it.each(['group', 'contact', 'device', 'publicFolder'])('reads a %s by the same rules', (type) => {
    const object = pending('delete').replace('"user"', `"${type}"`);
    expect(only(object)).toMatchObject({ objectType: type, operation: 'delete' });
  });

  it('reads any namespace prefix, and ignores elements it does not know', () => {
    const text = document(pending('delete', '', '<sequencers><a><b/></a></sequencers>'))
      .replaceAll(/<(\/?)([a-z])/g, '<$1cs:$2')
      .replace('<cs:cs-objects>', '<cs:cs-objects xmlns:cs="urn:illustrated">');
    expect(readText(text, (log) => createPendingExportReader(log))).toMatchObject({
      records: [{ operation: 'delete' }],
      issues: [],
    });
  });

  it('is complete when nothing is listed', () => {
    for (const text of [document(), '<cs-objects/>', '\n<cs-objects></cs-objects>\n']) {
      expect(readText(text, (log) => createPendingExportReader(log))).toEqual({
        records: [],
        issues: [],
        rejected: 0,
        skipped: 0,
      });
    }
  });

  it('reads the same whatever the pieces are', () => {
    const text = document(
      pending('update', '<attr name="mail" operation="delete"/>', confirmed + exported),
      pending('delete'),
    );
    const whole = readText(text, (log) => createPendingExportReader(log));
    expect(whole.records).toHaveLength(2);
    for (const piece of [1, 7, 100])
      expect(readText(text, (log) => createPendingExportReader(log), piece)).toEqual(whole);
  });

  it('reads the same wherever the portions that it decodes at a time end', () => {
    const value = 'Zoë € 😀 &amp; a\r\n<![CDATA[x]]y]]>';
    const object = pending('add', `<attr name="displayName" type="string"><value>${value}</value></attr>`);
    const before = document(`<!---->${object}`).indexOf(value);
    for (let offset = 0; offset <= Buffer.byteLength(value); offset += 1) {
      const text = document(`<!--${'+'.repeat(32 * 1024 - before - offset)}-->${object}`);
      const { records, issues } = readText(text, (log) => createPendingExportReader(log));
      expect({ offset, issues, names: records.map(({ displayName }) => displayName) }).toEqual({
        offset,
        issues: [],
        names: ['Zoë € 😀 & a\nx]]y'],
      });
    }
  });

  it('hands records over one by one when asked to', () => {
    const seen: string[] = [];
    const { records } = readText(document(pending('add'), pending('delete')), (log) =>
      createPendingExportReader(log, ({ operation }) => seen.push(operation)),
    );
    expect({ records, seen }).toEqual({ records: [], seen: ['add', 'delete'] });
  });
});

describe('names of attributes in other letters', () => {
  const inLetters = { lower: (name: string) => name.toLowerCase(), upper: (name: string) => name.toUpperCase() };
  const own = Buffer.alloc(16, 9).toString('base64');
  const one = (name: string, value: string, operation = 'replace') =>
    `<attr name="${name}" operation="${operation}" type="string" multivalued="false"><value>${value}</value></attr>`;

  it.each(Object.values(inLetters))('tell who the object is', (letters) => {
    const staged = [
      one(letters('sourceAnchor'), own),
      one(letters('cloudAnchor'), `User_${entraObjectId}`),
      one(letters('userPrincipalName'), 'bo@corp.example'),
      one(letters('displayName'), 'Bo'),
      one(letters('proxyAddresses'), 'SMTP:bo@corp.example'),
    ];
    const { changes, ...record } = only(pending('update', staged.join(''))) ?? { changes: [] };
    expect(record).toMatchObject({
      ...{ sourceAnchor: own, entraObjectId, userPrincipalName: 'bo@corp.example' },
      ...{ displayName: 'Bo', primaryAddress: 'bo@corp.example' },
    });
    // As the file writes them.
    expect(changes.map(({ name }) => name)).toContain(letters('sourceAnchor'));
    expect(only(pending('add', one(letters('mail'), 'bo@corp.example')))?.primaryAddress).toBe('bo@corp.example');
  });

  it.each(Object.values(inLetters))('tell what the cloud has and would lose', (letters) => {
    const before = hologram('synchronized-hologram', {
      [letters('userPrincipalName')]: 'old@corp.example',
      [letters('cloudAnchor')]: `User_${entraObjectId}`,
      [letters('mobile')]: '+1',
      [letters('proxyAddresses')]: ['SMTP:old@corp.example', 'smtp:alias@corp.example'],
    });
    const replaced =
      '<attr name="proxyAddresses" operation="replace" multivalued="true"><value>SMTP:new@x</value></attr>';
    const record = only(pending('update', `${replaced}<attr name="mobile" operation="delete"/>`, before));
    expect(record).toMatchObject({ userPrincipalName: 'old@corp.example', entraObjectId });
    expect(record?.changes).toMatchObject([
      { name: 'proxyAddresses', valuesDeleted: ['SMTP:old@corp.example', 'smtp:alias@corp.example'] },
      { name: 'mobile', valuesDeleted: ['+1'] },
    ]);
  });

  it('name one attribute once, in the delta and in each hologram', () => {
    const holograms =
      hologram('synchronized-hologram', { MAIL: 'old@corp.example', ProxyAddresses: ['SMTP:old@corp.example'] }) +
      hologram('unapplied-export-hologram', { mail: 'old@corp.example', PROXYADDRESSES: ['SMTP:new@corp.example'] });
    const change =
      '<attr name="proxyaddresses" operation="update" multivalued="true"><value operation="delete">SMTP:old@corp.example</value><value operation="add">SMTP:new@corp.example</value></attr>';
    expect(only(pending('update', change, holograms))?.changes.map(({ name }) => name)).toEqual(['proxyaddresses']);
    expect(only(pending('update', '', holograms))?.changes).toMatchObject([
      { valuesAdded: ['SMTP:new@corp.example'], valuesDeleted: ['SMTP:old@corp.example'] },
    ]);
  });

  it('are not other attributes with such a name in theirs', () => {
    const { userPrincipalName, sourceAnchor } =
      only(pending('update', one('xsourceAnchor', own) + one('userPrincipalNames', 'x'))) ?? {};
    expect([userPrincipalName, sourceAnchor]).toEqual([undefined, anchor]);
  });
});
