import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, createCertificates } from './certificates.js';
import { freeLoopbackAddress, startServer } from './server-process.js';

/** A running OpenLDAP server with a part of Active Directory's schema, for sizes and limits that Samba does not have. */
export interface Slapd extends Certificates {
  /** `ldaps://…` */
  readonly server: string;
  readonly baseDn: string;
  /** An account whose searches return 1,000 objects at most, as Active Directory's do, and any number page by page. */
  readonly reader: { readonly bindDn: string; readonly password: string };
  stop(): Promise<void>;
}

export const slapdBase = 'DC=corp,DC=example';
const people = `OU=Staff,${slapdBase}`;

/** Loads so many users into a new server in a temporary folder (about 40,000 a second) and starts it. */
export async function startSlapd(users: number, extra = ''): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'slapd-'));
  try {
    for (const name of ['db', 'run']) mkdirSync(join(folder, name));
    const port = 3890;
    const address = await freeLoopbackAddress([port]);
    const certificates = createCertificates(join(folder, 'tls'), address);
    writeFileSync(join(folder, 'ad.schema'), schema);
    writeFileSync(join(folder, 'slapd.conf'), configure(folder, certificates));
    await writeLdif(join(folder, 'load.ldif'), users, extra);
    const add = ['-q', '-f', join(folder, 'slapd.conf'), '-l', join(folder, 'load.ldif')];
    execFileSync('/usr/sbin/slapadd', add, { stdio: ['ignore', 'ignore', 'pipe'] });
    const parameters = ['-f', join(folder, 'slapd.conf'), '-h', `ldaps://${address}:${port}`, '-d', '0'];
    const running = await startServer('/usr/sbin/slapd', parameters, { address, port });
    return {
      ...certificates,
      server: `ldaps://${address}:${port}`,
      baseDn: slapdBase,
      reader: { bindDn: `CN=reader,${slapdBase}`, password: 'reader' },
      async stop() {
        await running.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeLdif(path: string, users: number, extra: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(
    `dn: ${slapdBase}\nobjectClass: domain\ndc: corp\n\ndn: ${people}\nobjectClass: organizationalUnit\nou: Staff\n\n`,
  );
  file.write(
    `dn: CN=reader,${slapdBase}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: reader\n\n`,
  );
  for (let index = 0; index < users; index += 1) {
    const name = `user${String(index).padStart(6, '0')}`;
    const guid = createHash('md5').update(name).digest('base64');
    const more = file.write(
      `dn: CN=${name},${people}\nobjectClass: user\ncn: ${name}\nsAMAccountName: ${name}\nuserPrincipalName: ${name}@corp.example\n` +
        `mail: ${name}@corp.example\nproxyAddresses: SMTP:${name}@corp.example\nproxyAddresses: smtp:alias.${name}@corp.example\n` +
        `displayName: Given ${name}\ndepartment: D${index % 100}\nuserAccountControl: 512\nobjectGUID:: ${guid}\nuSNChanged: ${index + 10000}\n\n`,
    );
    if (!more) await once(file, 'drain');
  }
  file.end(extra);
  await once(file, 'close');
}

const text = 'EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15';
const bytes = 'EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE';
const integer = 'EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE';
const schema = `${[
  ['1.2.840.113556.1.4.2', 'objectGUID', bytes],
  ['1.2.840.113556.1.4.1360', 'mS-DS-ConsistencyGuid', bytes],
  ['1.2.840.113556.1.4.656', 'userPrincipalName', text],
  ['1.2.840.113556.1.4.221', 'sAMAccountName', text],
  ['1.2.840.113556.1.2.210', 'proxyAddresses', text],
  ['1.2.840.113556.1.4.8', 'userAccountControl', integer],
  ['1.2.840.113556.1.2.120', 'uSNChanged', integer],
  ['1.2.840.113556.1.2.13', 'displayName', text],
  ['1.2.840.113556.1.2.141', 'department', text],
]
  .map(([oid, name, kind]) => `attributetype ( ${oid} NAME '${name}' ${kind} )`)
  .join('\n')}
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ mS-DS-ConsistencyGuid $ userPrincipalName $ sAMAccountName $ proxyAddresses $ userAccountControl $ uSNChanged $ displayName $ department $ mail ) )
objectclass ( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL MAY userCertificate )
objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ member ) )
objectclass ( 1.2.840.113556.1.5.15 NAME 'contact' SUP top STRUCTURAL MUST cn MAY ( objectGUID $ mail ) )
`;

function configure(folder: string, { caFile, certificateFile, keyFile }: Certificates): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include ${folder}/ad.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/run/slapd.pid
sizelimit size.soft=1000 size.hard=1000 size.prtotal=unlimited
TLSCACertificateFile ${caFile}
TLSCertificateFile ${certificateFile}
TLSCertificateKeyFile ${keyFile}
database mdb
suffix "${slapdBase}"
rootdn "cn=admin,${slapdBase}"
directory ${folder}/db
maxsize 4294967296
index objectClass,cn,objectGUID,userPrincipalName,uSNChanged eq
access to * by users read by anonymous auth
`;
}
