import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes a csexport `/f:x` of so many staged updates, about 2.4 KB each: one person’s attributes before and after. */
export function writePendingExports(path: string, objects: number): string {
  const file = openSync(path, 'w');
  let pending = '<?xml version="1.0" encoding="utf-8"?>\n<cs-objects>\n';
  for (let index = 0; index < objects; index += 1) {
    pending += objectAt(index);
    if (pending.length < 1 << 20 && index < objects - 1) continue;
    writeSync(file, pending);
    pending = '';
  }
  writeSync(file, `${pending}</cs-objects>\n`);
  closeSync(file);
  return path;
}

function objectAt(index: number): string {
  const bytes = Buffer.alloc(16, 7);
  bytes.writeUInt32LE(index, 0);
  const dn = `CN={${Buffer.from(bytes.toString('base64')).toString('hex').toUpperCase()}}`;
  const name = `person${index}@corp.contoso.example`;
  const attribute = (attributeName: string, values: readonly string[], multivalued = false): string =>
    `<attr name="${attributeName}" type="string" multivalued="${multivalued}">${values.map((value) => `<value>${value}</value>`).join('')}</attr>\n`;
  const attributes = [
    attribute('userPrincipalName', [name]),
    attribute('displayName', [`Person &amp; Number ${index}`]),
    attribute('mail', [name]),
    attribute('department', ['Research and development of everything']),
    attribute('sourceAnchor', [bytes.toString('base64')]),
    attribute('proxyAddresses', [`SMTP:${name}`, `smtp:alias.${name}`, `smtp:old.${name}`], true),
    attribute('cloudAnchor', ['User_7d1e2f30-aaaa-4bbb-8ccc-123456789abc']),
  ].join('');
  const change =
    '<dn-attr name="manager" operation="update" multivalued="false"></dn-attr>\n<attr name="department" operation="update" type="string" multivalued="false"><value operation="add">Sales</value><value operation="delete">Research and development of everything</value></attr>';
  return `<cs-object cs-dn="${dn}" id="{5B6F6F0E-1111-2222-3333-444455556666}" object-type="user">
<unapplied-export><delta operation="update" dn="${dn}">${change}</delta></unapplied-export>
<synchronized-hologram><entry dn="${dn}">${attributes}</entry></synchronized-hologram>
<unapplied-export-hologram><entry dn="${dn}">${attributes}</entry></unapplied-export-hologram>
</cs-object>
`;
}
