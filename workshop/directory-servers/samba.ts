import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory, fillDirectory } from '../engine/cache.js';
import { type Certificates, createCertificates } from './certificates.js';
import { freeLoopbackAddress, startServer } from './server-process.js';

const ports = [389, 636, 3268, 3269];
const administratorPassword = 'Passw0rd!23';
const loader = fileURLToPath(new URL('load-samba.py', import.meta.url));

/** A running Active Directory domain controller of its own. */
export interface Samba extends Certificates {
  readonly address: string;
  /** `ldaps://…` */
  readonly server: string;
  /** `ldap://…` */
  readonly plainServer: string;
  readonly baseDn: string;
  readonly administrator: { readonly bindDn: string; readonly password: string };
  /** Database that ldbsearch reads while the server runs. */
  readonly database: string;
  stop(): Promise<void>;
}

/**
 * A domain controller of the domain corp.example in a temporary folder: a copy of a new domain, which is provisioned once
 * (about 8 s) and kept in the cache. Loads the LDIF into it (about 700 objects a second) and starts it on a loopback address
 * of its own. `stop` ends it and removes the folder.
 */
export async function startSamba(ldif?: string): Promise<Samba> {
  const folder = mkdtempSync(join(tmpdir(), 'samba-'));
  try {
    const address = await freeLoopbackAddress(ports);
    cpSync(await newDomain(), folder, { recursive: true });
    const certificates = createCertificates(join(folder, 'tls'), address);
    const configuration = join(folder, 'etc/smb.conf');
    for (const name of ['run', 'ncalrpc', 'log']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(configuration, configure(folder, address, certificates));
    if (ldif !== undefined) {
      writeFileSync(join(folder, 'load.ldif'), ldif);
      // Samba's Python modules belong to Debian's own Python.
      python(loader, configuration, join(folder, 'private/sam.ldb'), join(folder, 'load.ldif'));
    }
    const running = await startServer(
      '/usr/sbin/samba',
      ['-i', '-M', 'single', '--debug-stdout', '-s', configuration],
      {
        address,
        port: 636,
      },
    );
    return {
      ...certificates,
      address,
      server: `ldaps://${address}`,
      plainServer: `ldap://${address}`,
      baseDn: 'DC=corp,DC=example',
      administrator: { bindDn: 'administrator@corp.example', password: administratorPassword },
      database: join(folder, 'private/sam.ldb'),
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

/** The folder of a new domain that no server ever ran in. Its own paths stand in smb.conf alone, which is written again. */
async function newDomain(): Promise<string> {
  const version = execFileSync('/usr/sbin/samba', ['--version'], { encoding: 'utf8' }).replaceAll(/[^\d.]+/g, '-');
  const domain = join(cacheDirectory(process.env), `samba-domain${version}`);
  if (!existsSync(domain)) await fillDirectory(domain, async (staging) => provision(staging));
  return domain;
}

function provision(folder: string): void {
  try {
    python(
      ...['/usr/bin/samba-tool', 'domain', 'provision', '-q', `--targetdir=${folder}`, '--realm=CORP.EXAMPLE'],
      ...['--domain=CORP', '--server-role=dc', '--use-rfc2307', '--dns-backend=NONE', '--host-name=dc1'],
      ...['--host-ip=127.0.0.1', '--backend-store=mdb', '--backend-store-size=1Gb'],
      `--adminpass=${administratorPassword}`,
    );
  } catch (error) {
    throw new Error(`samba-tool could not provision a domain:\n${String((error as { stderr?: unknown }).stderr)}`);
  }
}

function python(...parameters: string[]): void {
  execFileSync('/usr/bin/python3', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function configure(folder: string, address: string, { keyFile, certificateFile, caFile }: Certificates): string {
  const settings = {
    'netbios name': 'DC1',
    realm: 'CORP.EXAMPLE',
    workgroup: 'CORP',
    'server role': 'active directory domain controller',
    'server services': 'ldap',
    interfaces: `${address}/8`,
    'bind interfaces only': 'yes',
    'disable netbios': 'yes',
    'load printers': 'no',
    'private dir': join(folder, 'private'),
    'state directory': join(folder, 'state'),
    'cache directory': join(folder, 'cache'),
    'lock directory': folder,
    'pid directory': join(folder, 'run'),
    'ncalrpc dir': join(folder, 'ncalrpc'),
    'log file': join(folder, 'log/samba.log'),
    'tls keyfile': keyFile,
    'tls certfile': certificateFile,
    'tls cafile': caFile,
  };
  const lines = Object.entries(settings).map(([name, value]) => `\t${name} = ${value}`);
  const shares = `[sysvol]\n\tpath = ${join(folder, 'state/sysvol')}\n`;
  return `[global]\n${lines.join('\n')}\n${shares}`;
}

/** The LDIF that ldbsearch prints of the container, from the domain controller's own database. */
export function ldbsearch(samba: Samba, base: string, filter: string, attributes: readonly string[]): string {
  const parameters = ['-H', samba.database, '-b', base, filter, ...attributes];
  return execFileSync('ldbsearch', parameters, { encoding: 'utf8', maxBuffer: 1 << 28 });
}
