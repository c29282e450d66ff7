import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, parseDocument } from 'yaml';
import { exportedEvidence } from '../config/exported-evidence.js';
import { parseStackFile } from '../config/parse.js';
import { requireStackName } from '../config/read.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { permissionsPage } from '../reports/permissions-page.js';
import { exitCodes } from './exit-codes.js';
import { makeFolder, writeStandardOutput } from './output.js';

export interface InitOptions {
  readonly stack: string;
  readonly directory: string;
  readonly tenant?: string;
  readonly domain?: string;
  readonly oktaOrg?: string;
  readonly oktaApp?: readonly string[];
  readonly tool?: 'cloudSync' | 'connect';
  readonly connectServer?: string;
  readonly servicePrincipal?: string;
  readonly adDomain?: string;
  readonly notify?: readonly string[];
  readonly quiet?: boolean;
}

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
/** The program of a project. */
export const program = `// What the environment of this stack should be. Where it is on its way is one line of Pulumi.<stack>.yaml: cutover:phase.
import { getStack } from '@pulumi/pulumi';
import {
  EnvironmentCutover,
  findSynchronizationJobs,
  getAssessmentInputs,
  getRemediations,
  stackSettings,
} from 'entra-cutover';

const settings = await stackSettings();
const environment = new EnvironmentCutover('environment', {
  stack: getStack(),
  settings,
  assessment: await getAssessmentInputs(settings),
  remediations: await getRemediations(settings),
  existingJobs: await findSynchronizationJobs(settings),
});

export const phase = settings.phase;
export const { decision, counts, oktaBefore, okta, entraSync, verification } = environment;
`;

/**
 * Writes a Pulumi project with one stack for a real tenant; with Entra Connect also the script that exports what its server shows,
 * and the workflow that runs it. Nothing that exists is overwritten. What the flags do not say
 * stays a line to fill in, and is listed; the program refuses to run until then.
 *
 * @throws UserError for a flag that has no valid value, and when a file of the project exists already.
 */
export async function initCommand(options: InitOptions): Promise<number> {
  const { directory, stack } = options;
  requireStackName(stack);
  if (directory.trim() === '') throw new UserError('--directory is empty: name a folder, for instance cutover.');
  const stackFile = `Pulumi.${stack}.yaml`;
  const template = await readFile(join(packageRoot, 'Pulumi.prod.yaml'), 'utf8');
  const document = parseDocument(template.replace(/^(#.*\n)+/, ''));
  fillIn(document, options);
  const text = document.toString({ lineWidth: 0 });
  const { problems } = parseStackFile(text, stackFile);
  const first = problems.find(({ kind }) => kind !== 'placeholder');
  if (first !== undefined) throw new UserError(`the stack would not be valid: ${first.path}: ${first.message}`);
  const files: Readonly<Record<string, string>> = {
    [stackFile]: text,
    'Pulumi.yaml': projectFile,
    'index.ts': program,
    'package.json': await packageFile(),
    'PERMISSIONS.md': permissionsPage(),
    '.gitignore': 'node_modules/\nreports/\nevidence/\n',
    ...(options.tool === 'connect' && (await connectFiles())),
  };
  for (const name of Object.keys(files)) await refuseExisting(join(directory, name));
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    await makeFolder(dirname(path));
    await writeFile(path, content, { flag: 'wx' });
  }
  if (options.quiet !== true)
    await writeStandardOutput([nextSteps(directory, stack, Object.keys(files), problems.length)]);
  return exitCodes.cleared;
}

function fillIn(document: Document, options: InitOptions): void {
  const set = (path: readonly (string | number)[], value: unknown): void => {
    if (value !== undefined) document.setIn(['config', ...path], value);
  };
  const { stack, tenant, domain, oktaOrg, oktaApp, servicePrincipal, adDomain, notify } = options;
  set(['cutover:tenant', 'id'], tenant);
  set(['cutover:tenant', 'domain'], domain);
  set(['cutover:okta', 'orgUrl'], oktaOrg);
  set(['cutover:okta', 'apps'], oktaApp?.map(appOf));
  set(['cutover:cloudSync', 'servicePrincipalId'], servicePrincipal);
  set(['cutover:cloudSync', 'domain'], adDomain);
  set(['cutover:cloudSync', 'notificationRecipients'], notify);
  set(['cutover:evidence', 'onPrem'], ['evidence/on-prem.ndjson']);
  set(['cutover:audit', 'journal'], `audit/${stack}.jsonl`);
  if (options.tool === 'connect') {
    document.deleteIn(['config', 'cutover:cloudSync']);
    set(['cutover:syncTool'], 'connect');
    set(['cutover:connect'], document.createNode(connectSection(options)));
  }
  document.commentBefore = ` yaml-language-server: $schema=node_modules/entra-cutover/schemas/stack.schema.json\n Written by entra-cutover init. Every key: docs/configuration.md of the package. Credentials go into the environment.`;
}

/** What a server of Entra Connect is declared by, with the files that the script writes where only Active Directory's one forest is. */
function connectSection({ connectServer, domain }: InitOptions) {
  return {
    serverName: connectServer ?? 'FILL IN: the name of the Entra Connect server that takes over (hostname)',
    connectorName: domain
      ? `${domain} - AAD`
      : 'FILL IN: the name of the Entra connector on it, such as corp.onmicrosoft.com - AAD (Get-ADSyncConnector)',
    evidence: exportedEvidence('evidence/connect'),
  };
}

/** The package's own files for a server of Entra Connect, under their paths in the project. */
async function connectFiles(): Promise<Readonly<Record<string, string>>> {
  const paths = ['export-scripts/Export-ConnectEvidence.ps1', '.github/workflows/connect.yml'];
  const texts = await Promise.all(paths.map((path) => readFile(join(packageRoot, path), 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** `0oa1…=Label`. */
function appOf(text: string): { id: string; label: string } {
  const [id = '', ...label] = text.split('=');
  if (label.length === 0)
    throw new UserError(`--okta-app ${text}: expected ID=LABEL, e.g. 0oa1abcdefghij=Microsoft Office 365.`);
  return { id, label: label.join('=') };
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new UserError(`${path} exists already; init overwrites nothing. Choose another --directory.`);
}

/** Its Pulumi.yaml. */
export const projectFile = `name: identity-cutover
description: Moves Microsoft 365 provisioning from Okta to Microsoft Entra with entra-cutover.
main: index.ts
runtime:
  name: nodejs
  options:
    typescript: false
    nodeargs: "--import tsx"
plugins:
  providers:
    - name: entra-cutover
      path: ./node_modules/entra-cutover/provider
`;

/** The project's own package.json, with the versions that this package was built and tested with. */
async function packageFile(): Promise<string> {
  const own = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const dependencies = {
    '@pulumi/pulumi': own.dependencies['@pulumi/pulumi'],
    'entra-cutover': `^${own.version}`,
    tsx: own.devDependencies.tsx,
  };
  return `${JSON.stringify({ name: 'identity-cutover', private: true, type: 'module', dependencies }, null, 2)}\n`;
}

/** The text as one word of a shell; where it needs no quotes it gets none. */
function shellWord(text: string): string {
  return /^[\w./\\:-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function nextSteps(directory: string, stack: string, files: readonly string[], open: number): string {
  const where = relative(process.cwd(), directory) || '.';
  const fill =
    open === 0
      ? ''
      : `  edit Pulumi.${stack}.yaml: ${counted(open, 'value')} to fill in; \`entra-cutover assess --stack ${stack}\` lists them\n`;
  return `Written to ${where}: ${files.join(', ')}

Next:
${where === '.' ? '' : `  cd ${shellWord(where)}\n`}  npm install
${fill}  have somebody grant what PERMISSIONS.md lists; \`npx entra-cutover doctor --stack ${stack}\` names what is missing
  npx entra-cutover collect on-prem --help      the directory's evidence
  npx entra-cutover assess --stack ${stack}
  pulumi stack init ${stack} && pulumi preview
`;
}
