import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { pathToFileURL } from 'node:url';
import { installPlugins, type PluginKind } from '../plugins/install.js';
import type { Engine } from './engine.js';
import { linkOrCopy, writeLauncher } from './launchers.js';
import type { Endpoints } from './organisation.js';
import { executableNames } from './processes.js';
import type { Say } from './progress.js';

/**
 * The passphrase of the embedded stack, public on purpose: nothing in that stack is secret, and the `encryptionsalt` in
 * Pulumi.staging.yaml belongs to it, so that the engine has no reason to write into the committed file.
 */
const embeddedPassphrase = 'embedded';
/** As public as that: it seals what was there before the cutover of an organization that nobody works for. */
const embeddedJournalKey = Buffer.alloc(32, 'embedded').toString('base64');

/** A real tenant's credentials, and settings that would lead the engine or its plugins away from the stand-ins. */
const notForTheEmbeddedStack = /^(OKTA_|ARM_|AZURE_|AZURESUBSCRIPTION_|TF_|PULUMI_)/;

/**
 * Makes everything that the embedded stack's engine needs below `workDirectory` — its own PULUMI_HOME, state, programs
 * and plugins — and the environment that points all of it at the stand-ins. What the user's environment says about
 * Okta, Azure and Pulumi is left out: neither their credentials nor their backend take part.
 */
export async function prepareEnvironment(options: {
  readonly engine: Engine;
  readonly workDirectory: string;
  readonly endpoints: Endpoints;
  readonly say?: Say;
  /** The user's environment; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv;
}): Promise<{
  readonly env: NodeJS.ProcessEnv;
  readonly pulumi: string;
  readonly plugins: Readonly<Record<string, PluginKind>>;
}> {
  const { engine, workDirectory, endpoints, environment = process.env, say = () => {} } = options;
  const pulumiHome = join(workDirectory, 'home');
  const state = join(workDirectory, 'state');
  for (const folder of [pulumiHome, state]) mkdirSync(folder, { recursive: true });
  const plugins = await installPlugins({ engine, pulumiHome, environment, say });
  const pulumi = engine.hasNodeLanguageHost ? engine.pulumi : fillProgramDirectory(engine, join(workDirectory, 'bin'));
  const kept = Object.entries(environment).filter(([name]) => !notForTheEmbeddedStack.test(name));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(kept),
    PATH: [dirname(pulumi), environment.PATH ?? ''].join(delimiter),
    NO_PROXY: ['localhost', '127.0.0.1', environment.NO_PROXY ?? ''].filter((entry) => entry !== '').join(','),
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: embeddedPassphrase,
    ENTRA_CUTOVER_JOURNAL_KEY: environment.ENTRA_CUTOVER_JOURNAL_KEY || embeddedJournalKey,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // Everything the stack needs lies in the home already: a missing plugin is an error at once, not a download.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    ...variablesOf(endpoints, join(workDirectory, 'certificates.pem')),
  };
  return { env, pulumi, plugins };
}

/** The engine, with the language host's stand-in and the dynamic provider next to it, where the engine looks for them. */
function fillProgramDirectory(engine: Engine, bin: string): string {
  const pulumi = join(bin, executableNames('pulumi')[0] ?? 'pulumi');
  linkOrCopy(engine.pulumi, pulumi);
  writeLauncher(join(bin, 'pulumi-language-nodejs'), 'language-host/main.js');
  const sdk = dirname(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));
  const dynamicProvider = `pulumi-resource-pulumi-nodejs${process.platform === 'win32' ? '.cmd' : ''}`;
  linkOrCopy(join(sdk, dynamicProvider), join(bin, dynamicProvider));
  return pulumi;
}

/** What our own code, the okta and the azuread plugin read; the real azuread plugin is a Go program, hence two CA settings. */
function variablesOf({ okta, graph }: Endpoints, certificates: string): NodeJS.ProcessEnv {
  writeFileSync(certificates, [...rootCertificates, readFileSync(graph.caFile, 'utf8')].join('\n'));
  return {
    ENTRA_CUTOVER_EMBEDDED_OKTA: okta.url,
    ENTRA_CUTOVER_EMBEDDED_GRAPH: graph.url,
    OKTA_API_TOKEN: okta.apiToken,
    AZURE_TENANT_ID: graph.tenantId,
    AZURE_CLIENT_ID: graph.clientId,
    AZURE_FEDERATED_TOKEN_FILE: graph.federatedTokenFile,
    NODE_EXTRA_CA_CERTS: graph.caFile,
    ARM_METADATA_HOSTNAME: new URL(graph.url).host,
    ARM_TENANT_ID: graph.tenantId,
    ARM_CLIENT_ID: graph.clientId,
    ARM_CLIENT_SECRET: graph.clientSecret,
    SSL_CERT_FILE: certificates,
  };
}
