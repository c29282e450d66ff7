/** Base64 for an LDIF value of bytes or of text that LDIF requires to be encoded. */
const base64 = (value: Buffer | string): string => Buffer.from(value).toString('base64');

/** A UTF-8 GUID, one that starts like a byte order mark, one with bytes that are not text: what damages GUIDs elsewhere. */
export const awkwardGuids: readonly Buffer[] = [
  Buffer.from('0123456789abcdef'),
  Buffer.from('efbbbf00ff80c0c1deadbeef01020304', 'hex'),
  Buffer.from('80fffe0000c0c1f5f6f7f8f9fafbfcfd', 'hex'),
];

export const staff = 'OU=Staff,DC=corp,DC=example';

/**
 * The LDIF of an organization below OU=Staff: so many users, of whom the first three have an awkward mS-DS-ConsistencyGuid
 * and the fourth is disabled; a group of everybody, a contact, and three computers of which one has no certificate.
 */
export function peopleLdif(users: number): string {
  const records = [['dn: OU=Staff,DC=corp,DC=example', 'objectClass: organizationalUnit']];
  const names = Array.from({ length: users }, (_, index) => `user${String(index + 1).padStart(5, '0')}`);
  for (const [index, name] of names.entries()) {
    const guid = awkwardGuids[index];
    records.push([
      `dn: CN=${name},${staff}`,
      'objectClass: user',
      `sAMAccountName: ${name}`,
      `userPrincipalName: ${name}@corp.example`,
      `mail: ${name}@corp.example`,
      `proxyAddresses: SMTP:${name}@corp.example`,
      `proxyAddresses: smtp:alias.${name}@corp.example`,
      `displayName:: ${base64(`Zoë; “${name}”, Müller`)}`,
      `department: D${index % 20}`,
      `employeeID: ${index + 1}`,
      `userAccountControl: ${index === 3 ? 546 : 544}`,
      ...(guid === undefined ? [] : [`mS-DS-ConsistencyGuid:: ${base64(guid)}`]),
      ...(index === 0 ? [] : [`manager: CN=${names[0]},${staff}`]),
    ]);
  }
  records.push([
    `dn: CN=Everybody,${staff}`,
    'objectClass: group',
    'sAMAccountName: everybody',
    'mail: everybody@corp.example',
    ...names.map((name) => `member: CN=${name},${staff}`),
  ]);
  records.push([`dn: CN=Partner,${staff}`, 'objectClass: contact', 'mail: partner@elsewhere.example']);
  for (const name of ['pc1', 'pc2', 'pc3']) {
    records.push([
      `dn: CN=${name},${staff}`,
      'objectClass: computer',
      `sAMAccountName: ${name}$`,
      'userAccountControl: 4096',
      ...(name === 'pc3' ? [] : [`userCertificate:: ${base64(`certificate of ${name}`)}`]),
    ]);
  }
  return `${records.map((record) => record.join('\n')).join('\n\n')}\n\n`;
}
