import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { exportedEvidence } from '../config/exported-evidence.js';
import { parseStackFile } from '../config/parse.js';
import { requireStackName } from '../config/read.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { exitCodes } from './exit-codes.js';
import { makeFolder, writeStandardOutput } from './output.js';
import { type PipelineHost, packageRoot, repositoryFiles, stackParts } from './project-files.js';

export interface InitOptions {
  readonly stack: string;
  readonly directory: string;
  readonly tenant?: string;
  readonly domain?: string;
  readonly oktaOrg?: string;
  readonly oktaApp?: readonly string[];
  readonly tool: 'cloudSync' | 'connect';
  readonly host: PipelineHost;
  readonly connectServer?: string;
  readonly servicePrincipal?: string;
  readonly adDomain?: string;
  readonly notify?: readonly string[];
  readonly quiet?: boolean;
}

/**
 * Writes a whole repository with one stack for a real tenant: program, pipeline, policies, owners; with Entra Connect also the
 * script that exports what its server shows, and the workflow that runs it. In such a repository it adds one more stack.
 * Nothing that exists is overwritten. What the flags do not say stays a line to fill in, and is listed; the program refuses to
 * run until then.
 *
 * @throws UserError for a flag that has no valid value, and when a file of the repository exists already.
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
  const isThere = (name: string) => exists(join(directory, name));
  const files: Record<string, string> = { [stackFile]: text };
  if (await isRepository(directory)) {
    for (const [name, content] of Object.entries(await stackParts(options)))
      if (!(await isThere(name))) files[name] = content;
  } else Object.assign(files, await repositoryFiles(options));
  for (const name of Object.keys(files))
    if (await isThere(name))
      throw new UserError(
        `${join(directory, name)} exists already; init overwrites nothing. Choose another --directory.`,
      );
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
  set(['cutover:evidence', 'onPrem'], ['evidence/on-prem.ndjson.gz']);
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

/** `0oa1…=Label`. */
function appOf(text: string): { id: string; label: string } {
  const [id = '', ...label] = text.split('=');
  if (label.length === 0)
    throw new UserError(`--okta-app ${text}: expected ID=LABEL, e.g. 0oa1abcdefghij=Microsoft Office 365.`);
  return { id, label: label.join('=') };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether `init` was here before: the project's plugin is ours. */
async function isRepository(directory: string): Promise<boolean> {
  const project = await readFile(join(directory, 'Pulumi.yaml'), 'utf8').catch(() => '');
  return /^ *- name: entra-cutover$/m.test(project);
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
