import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setWritable } from './installed.js';
import { graphHost, oktaHost } from './servers.js';
import type { Stand } from './stand.js';

/** Where and how a program runs; what is left out is as usual. */
export interface Surroundings {
  readonly name: string;
  /** The name of the project's folder. */
  readonly folder?: string;
  /** Changes of the environment; undefined takes a variable away. */
  readonly env?: (stand: Stand) => NodeJS.ProcessEnv;
  /** Prepares the project's folder, and says how to undo what would keep it from being removed. */
  readonly prepare?: (directory: string) => () => void;
  /** As another user, where this one may write everywhere. */
  readonly asNobody?: boolean;
}

const homeless = { HOME: undefined, USERPROFILE: undefined, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined };
const turkish = { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr' };
const kiritimati = { TZ: 'Pacific/Kiritimati' };
const hostileFolder = 'Proje İş “Ünal” ñ 日本 & $x';

/** On these ports nobody listens on 127.0.0.1. The vendor's sign-in library needs a name. */
const ipv6 = ({ ipv6: { okta, graph } }: Stand): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import ${new URL('only-ipv6.mjs', import.meta.url).href}`,
  ENTRA_CUTOVER_EMBEDDED_OKTA: `http://[::1]:${okta.port}`,
  ENTRA_CUTOVER_EMBEDDED_GRAPH: `https://localhost:${graph.port}`,
});

const proxied = ({ proxy, proxyCa }: Stand): NodeJS.ProcessEnv => ({
  HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
  NO_PROXY: 'intranet.example',
  NODE_EXTRA_CA_CERTS: proxyCa,
});

export const surroundings: readonly Surroundings[] = [
  { name: 'as usual' },
  { name: 'a path with spaces, letters of other scripts and signs', folder: hostileFolder },
  { name: 'no home directory', env: () => homeless },
  {
    name: 'a checkout that may only be read',
    asNobody: true,
    prepare(directory) {
      setWritable(directory, false);
      return () => setWritable(directory, true);
    },
  },
  {
    name: 'behind a proxy that opens TLS',
    env: proxied,
    prepare(directory) {
      const file = join(directory, 'Pulumi.staging.yaml');
      const text = readFileSync(file, 'utf8')
        .replace('graphEndpoint: embedded', `graphEndpoint: https://${graphHost}`)
        .replace('orgUrl: embedded', `orgUrl: https://${oktaHost}`);
      writeFileSync(file, text);
      return () => {};
    },
  },
  { name: 'IPv6 only', env: ipv6 },
  { name: 'Turkish letters (LC_ALL=tr_TR)', env: () => turkish },
  { name: 'fourteen hours ahead (TZ=Pacific/Kiritimati)', env: () => kiritimati },
];

/** Much of it at once. */
export const allAtOnce: Surroundings = {
  name: 'odd path, no home, IPv6, Turkish, Kiritimati',
  folder: hostileFolder,
  env: (stand) => ({ ...homeless, ...turkish, ...kiritimati, ...ipv6(stand) }),
};
