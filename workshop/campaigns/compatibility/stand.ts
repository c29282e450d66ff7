import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GeneratedOrganisation, writeOrganisation } from '../../bench/organisation.js';
import { packageDirectory } from '../../engine/launchers.js';
import { type Organisation, startOrganisation } from '../../simulators/index.js';
import { pack } from './installed.js';
import { forwardFromIpv6, type Running, startProxy } from './servers.js';

/** What every trial shares: the packed product, an organization, and the ways to it. */
export interface Stand {
  readonly folder: string;
  readonly tarball: string;
  /** Two exports of forty thousand people: large enough for the columns. */
  readonly large: GeneratedOrganisation;
  readonly organisation: Organisation;
  readonly ipv6: { readonly okta: Running; readonly graph: Running };
  readonly proxy: Running & { readonly asked: readonly string[] };
  readonly proxyCa: string;
  /** Of the organization, readable by the user who runs the trial. */
  readonly caFile: string;
  readonly tokenFile: string;
  readonly stop: () => Promise<void>;
}

export const scenario = join(packageDirectory, 'scenarios', 'mismatching-organisation');

export async function setStand(): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'compatibility-'));
  // Another user has to get to it.
  chmodSync(folder, 0o755);
  const organisation = await startOrganisation({ scenario });
  const { okta, graph } = organisation.endpoints;
  const portOf = (url: string): number => Number(new URL(url).port);
  const proxyCa = join(folder, 'proxy.pem');
  const [caFile, tokenFile] = [join(folder, 'ca.pem'), join(folder, 'token.jwt')];
  for (const [from, to] of [
    [graph.caFile, caFile],
    [graph.federatedTokenFile, tokenFile],
  ] as const) {
    cpSync(from, to);
    chmodSync(to, 0o644);
  }
  const ipv6 = { okta: await forwardFromIpv6(portOf(okta.url)), graph: await forwardFromIpv6(portOf(graph.url)) };
  const proxy = await startProxy(organisation, proxyCa);
  return {
    folder,
    tarball: pack(folder),
    large: writeOrganisation(folder, 40_000),
    organisation,
    ipv6,
    proxy,
    proxyCa,
    caFile,
    tokenFile,
    async stop() {
      for (const running of [ipv6.okta, ipv6.graph, proxy]) running.stop();
      await organisation.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
