import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Finished } from '../../workshop/engine/processes.js';
import type { Project } from '../../workshop/engine/project.js';
import { runPulumi } from '../../workshop/engine/run-pulumi.js';
import type { Watcher } from '../../workshop/simulators/index.js';
import { runCli } from '../cli/run-cli.js';
import { type Canary, contentOf, createCanarySearch, filesBelow } from '../security/canary-search.js';

/** Programs, plugins and the place where the stand-ins hand out their credentials: nothing that a run writes. */
const notWritten = ['/embedded/bin', '/home/plugins', '/simulator-credentials', '/node_modules'];

/** Credentials of a whole run: what its environment holds and what it sent or was given, and where each of them came to. */
export interface Canaries {
  /** Harvests whatever signs a request, and the tokens that the services give. */
  readonly watcher: Watcher;
  /** Puts a credential into every variable that is read, and gives the project a passphrase of its own. */
  readonly plant: (project: Project) => Promise<void>;
  /** Keeps what a process printed, and gives it back. */
  readonly note: (finished: Finished) => Finished;
  /** Uses each credential where it is accepted and where it is refused, saying all that can be said. */
  readonly useEverywhere: (project: Project) => Promise<void>;
  /** How many secrets there are, how much was searched for them, and each place where one was found. */
  readonly search: (project: Project) => { secrets: number; bytes: number; leaks: readonly string[] };
  readonly remove: () => void;
}

export function createCanaries(): Canaries {
  const secrets = new Map<string, string>();
  const printed: string[] = [];
  const own = mkdtempSync(join(tmpdir(), 'canaries-'));
  const [temporary, keys] = [join(own, 'tmp'), join(own, 'simulator-credentials')];
  for (const folder of [temporary, keys]) mkdirSync(folder);
  const keep = (name: string, secret: string | undefined): void => {
    if (secret && ![...secrets.values()].includes(secret)) secrets.set(`${name} ${secrets.size + 1}`, secret);
  };
  const note = (finished: Finished): Finished => {
    printed.push(finished.stdout, finished.stderr);
    return finished;
  };
  const fresh = (name: string): string => {
    const secret = `CANARY${randomBytes(12).toString('hex')}+/="&%`;
    keep(name, secret);
    return secret;
  };

  return {
    watcher: {
      after({ request }, _entry, body) {
        const { authorization } = request.headers;
        keep('authorization', authorization?.replace(/^\S+ /, ''));
        const form = new URLSearchParams(request.body);
        for (const name of ['client_secret', 'client_assertion']) keep(name, form.get(name) ?? undefined);
        keep('access token', (body as { access_token?: string } | undefined)?.access_token);
      },
    },

    async plant(project) {
      const { okta, graph } = project.organisation.endpoints;
      keep('OKTA_API_TOKEN', okta.apiToken);
      keep('ARM_CLIENT_SECRET', graph.clientSecret);
      keep('federated token', readFileSync(graph.federatedTokenFile, 'utf8'));
      keep('OKTA_API_PRIVATE_KEY', readFileSync(okta.serviceApp.privateKeyFile, 'utf8'));
      // Ours is the passphrase that the committed salt belongs to.
      const stackFile = join(project.directory, 'Pulumi.staging.yaml');
      writeFileSync(stackFile, readFileSync(stackFile, 'utf8').replace(/^encryptionsalt:.*\n/m, ''));
      const journalKey = randomBytes(32).toString('base64');
      keep('ENTRA_CUTOVER_JOURNAL_KEY', journalKey);
      const unused = [
        'PULUMI_CONFIG_PASSPHRASE',
        'PULUMI_ACCESS_TOKEN',
        'ENTRA_CUTOVER_LDAP_PASSWORD',
        'GITHUB_TOKEN',
        'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
        'AZURE_CLIENT_CERTIFICATE_PASSWORD',
        'ARM_CLIENT_CERTIFICATE_PASSWORD',
        'ARM_OIDC_TOKEN',
        'ARM_OIDC_REQUEST_TOKEN',
      ];
      Object.assign(project.env, Object.fromEntries(unused.map((name) => [name, fresh(name)])), {
        // The azuread plugin is handed this one under its own name, so it has to be the right one.
        AZURE_CLIENT_SECRET: graph.clientSecret,
        ENTRA_CUTOVER_JOURNAL_KEY: journalKey,
        TMPDIR: temporary,
      });
    },

    note,

    async useEverywhere(project) {
      const { env, directory, organisation } = project;
      const out = join(directory, 'out');
      mkdirSync(out, { recursive: true });
      const cli = async (args: readonly string[], change: NodeJS.ProcessEnv = {}): Promise<void> => {
        const { stdout, stderr } = await runCli(args, { cwd: directory, env: { ...env, ...change } });
        printed.push(stdout, stderr);
      };
      const { okta } = organisation.endpoints;
      const { clientId, keyId, privateKeyFile } = okta.serviceApp;
      const key = readFileSync(privateKeyFile, 'utf8');
      const serviceApp = { OKTA_API_TOKEN: '', OKTA_API_CLIENT_ID: clientId, OKTA_API_PRIVATE_KEY_ID: keyId };
      const stack = ['--stack', 'staging'];

      const reports = ['html', 'json', 'md', 'xml', 'sarif', 'csv', 'txt'].flatMap((kind) => [
        '--output',
        join(out, `report.${kind}`),
      ]);
      await cli(['assess', ...stack, ...reports, '--identities', join(out, 'identities.ndjson')]);
      await cli(['collect', 'okta', ...stack, '--output', join(out, 'okta.json')], {
        ...serviceApp,
        OKTA_API_PRIVATE_KEY: key,
      });
      await cli(['doctor', ...stack], { ...serviceApp, OKTA_API_PRIVATE_KEY: key.replaceAll('\n', '\\n') });
      await cli(['collect', 'entra', ...stack, '--output', join(out, 'entra.ndjson.gz')]);
      await cli(['status', ...stack]);
      await cli(['verify', ...stack]);

      // Refused: another token, a certificate that nobody knows, a key that is none, a server that is none.
      await cli(['doctor', ...stack], { OKTA_API_TOKEN: fresh('refused OKTA_API_TOKEN') });
      await cli(['collect', 'okta', ...stack, '--output', join(out, 'refused.json')], {
        OKTA_API_TOKEN: fresh('refused OKTA_API_TOKEN'),
      });
      await cli(['doctor', ...stack], { ...serviceApp, OKTA_API_PRIVATE_KEY: fresh('no key') });
      const certificate = join(keys, 'certificate.pem');
      writeFileSync(certificate, await unknownCertificate(keep));
      const byCertificate = { AZURE_FEDERATED_TOKEN_FILE: '', AZURE_CLIENT_CERTIFICATE_PATH: certificate };
      await cli(['collect', 'entra', ...stack, '--output', join(out, 'refused.ndjson')], byCertificate);
      const noDirectory = ['--server', okta.url.replace('http:', 'ldaps:'), '--bind-dn', 'svc@corp.example'];
      await cli(['collect', 'on-prem', ...noDirectory, '--output', join(out, 'refused.ndjson')]);
      const github = { GITHUB_REPOSITORY: 'owner/name', GITHUB_API_URL: okta.url };
      await cli(['evidence', 'find', ...stack], github);
      await cli(['audit', 'fetch', ...stack, '--remote', `${okta.url}/owner/name.git`]);

      // As talkative as the engine gets, and refused by a service.
      const talkative = ['preview', '--debug', '-v=9', '--logflow', '--non-interactive'];
      note(await runPulumi(talkative, { cwd: directory, env: { ...env, PULUMI_DEBUG_GRPC: join(out, 'grpc.json') } }));
      for (const service of ['okta', 'graph'] as const) {
        const clear = organisation.faults.add({ service, path: /\/(api\/v1|v1\.0|beta)\//, status: 401 });
        note(await project.pulumi(['up', '--yes', '--debug']));
        clear();
      }
      note(await project.pulumi(['stack', 'export', '--show-secrets']));
      note(await project.pulumi(['stack', 'history', '--json', '--full-dates']));
    },

    search({ directory }) {
      const find = createCanarySearch([...secrets].map(([name, secret]): Canary => ({ name, secret })));
      const places = [
        ['what processes printed', () => Buffer.from(printed.join('\n'))] as const,
        ...[directory, own].flatMap((folder) =>
          filesBelow(folder, notWritten).map((path) => [path, () => contentOf(path)] as const),
        ),
      ];
      let bytes = 0;
      const leaks = places.flatMap(([place, read]) => {
        const content = read();
        bytes += content.length;
        return find(content).map((name) => `${name} in ${place}`);
      });
      return { secrets: secrets.size, bytes, leaks };
    },

    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}

/** A certificate with its key in one PEM file, as AZURE_CLIENT_CERTIFICATE_PATH expects it. */
async function unknownCertificate(keep: (name: string, secret: string) => void): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const made = await generate([{ name: 'commonName', value: 'unknown' }], { keyPair: { privateKey, publicKey } });
  keep('certificate', privateKey);
  return `${privateKey}${made.cert}`;
}
