import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { exportedEvidence } from '../config/exported-evidence.js';
import { parseStackFile } from '../config/parse.js';
import { requireStackName } from '../config/read.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { exitCodes } from './exit-codes.js';
import { makeFolder, writeFileAtomically, writeStandardOutput } from './output.js';
import {
  azurePipelines,
  type PipelineHost,
  packageRoot,
  repositoryFiles,
  stackParts,
  tarballName,
  withStacks,
} from './project-files.js';
import { type BackendUrl, requireBackend, stackInit } from './state-backend.js';

export interface InitOptions {
  readonly stack: string;
  readonly directory: string;
  readonly tenant?: string;
  readonly domain?: string;
  readonly oktaOrg?: string;
  readonly oktaApp?: readonly string[];
  readonly tool: 'cloudSync' | 'connect';
  /** In a repository that is there it is what that has; in a new one, GitHub unless it is named. */
  readonly host?: PipelineHost;
  readonly backend?: string;
  readonly connectServer?: string;
  readonly servicePrincipal?: string;
  readonly adDomain?: string;
  readonly notify?: readonly string[];
  readonly quiet?: boolean;
}

/**
 * Writes a whole repository with one stack for a real tenant: program, pipeline, policies, owners; with Entra Connect also the
 * script that exports what its server shows, and the workflow that runs it. In such a repository it adds one more stack.
 * Nothing that exists is overwritten; the pipelines of Azure DevOps get the stack's name added. What the flags do not say stays a
 * line to fill in, and is listed; the program refuses to run until then.
 *
 * @throws UserError for a flag that has no valid value or does not apply, and when a file of the repository exists already.
 */
export async function initCommand(options: InitOptions): Promise<number> {
  const { directory, stack } = options;
  requireStackName(stack);
  requireBackend(options.backend);
  if (directory.trim() === '') throw new UserError('--directory is empty: name a folder, for instance cutover.');
  const found = await repositoryAt(directory);
  refuseWhatDoesNotApply(options, found);
  const { host, backend } = found ?? { host: options.host ?? 'github', backend: options.backend };
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
  const kind = { stack, tool: options.tool, host, backend };
  if (found !== undefined) {
    for (const [name, content] of Object.entries(await stackParts(kind)))
      if (!(await isThere(name))) files[name] = content;
  } else {
    const tarball = await tarballName();
    Object.assign(files, await repositoryFiles({ ...kind, ...((await isThere(tarball)) && { tarball }) }));
  }
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
  const notes = host === 'github' ? [await variableOf(directory)] : found && (await nameInPipelines(directory, stack));
  if (options.quiet !== true)
    await writeStandardOutput([
      nextSteps({ directory, stack, backend, files: Object.keys(files), open: problems.length, notes: notes ?? [] }),
    ]);
  return exitCodes.cleared;
}

/** A flag that would change nothing is a mistake about something: nobody is left to believe that it counted. */
function refuseWhatDoesNotApply(options: InitOptions, found: FoundRepository | undefined): void {
  const { tool, host, backend } = options;
  const ofCloudSync = { servicePrincipal: '--service-principal', adDomain: '--ad-domain', notify: '--notify' } as const;
  for (const [name, flag] of Object.entries(ofCloudSync))
    if (tool === 'connect' && options[name as keyof typeof ofCloudSync] !== undefined)
      throw new UserError(`${flag} is about cloud sync, and --tool is connect: leave one of them out.`);
  if (tool !== 'connect' && options.connectServer !== undefined)
    throw new UserError(
      '--connect-server is about Entra Connect, and the tool is cloud sync: add --tool connect, or leave it out.',
    );
  if (found === undefined) return;
  if (host !== undefined && host !== found.host)
    throw new UserError(
      `--host ${host}: this repository has the pipeline of ${found.host}, and init overwrites nothing. Leave the flag out, or choose another --directory.`,
    );
  if (backend !== undefined && backend !== found.backend)
    throw new UserError(
      `--backend ${backend}: Pulumi.yaml of this repository names ${found.backend ?? 'no backend, which is Pulumi Cloud'}, and init overwrites nothing. Leave the flag out; docs/backends.md of the package says how a state is moved.`,
    );
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

/** What an earlier `init` decided for the whole repository. */
interface FoundRepository {
  readonly host: PipelineHost;
  readonly backend: BackendUrl;
}

/** The repository that `init` wrote before, or undefined: the project's plugin is ours. */
async function repositoryAt(directory: string): Promise<FoundRepository | undefined> {
  const project = await readFile(join(directory, 'Pulumi.yaml'), 'utf8').catch(() => '');
  if (!/^ *- name: entra-cutover$/m.test(project)) return undefined;
  const backend = parseDocument(project).getIn(['backend', 'url']);
  const [pipeline = ''] = Object.keys(azurePipelines);
  const host = (await exists(join(directory, pipeline))) ? 'azureDevOps' : 'github';
  return { host, backend: typeof backend === 'string' ? backend : undefined };
}

/** The repository variable that names the stacks to GitHub's workflows, with every stack of the folder. */
async function variableOf(directory: string): Promise<string> {
  const stacks = (await readdir(directory)).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).toSorted();
  return `set the repository variable CUTOVER_STACKS to ${JSON.stringify(stacks)}: the workflows do only what it names`;
}

/** Adds the stack to the pipelines that name theirs, and says what is left to do by hand. */
async function nameInPipelines(directory: string, stack: string): Promise<readonly string[]> {
  const names = Object.keys(azurePipelines).map(async (name) => {
    const path = join(directory, name);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const changed = withStacks(text, (stacks) => [...new Set([...stacks, stack])]);
    if (changed === undefined)
      return [`add ${stack} to the parameter stacks of ${name}, which has another form than init gave it`];
    await writeFileAtomically(path, [changed]);
    return [`look at ${name}: its parameter stacks names ${stack} now`];
  });
  return (await Promise.all(names)).flat();
}

/** The text as one word of a shell; where it needs no quotes it gets none. */
function shellWord(text: string): string {
  return /^[\w./\\:-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

interface Written {
  readonly directory: string;
  readonly stack: string;
  readonly backend: BackendUrl;
  readonly files: readonly string[];
  /** Values to fill in. */
  readonly open: number;
  readonly notes: readonly string[];
}

function nextSteps({ directory, stack, backend, files, open, notes }: Written): string {
  const where = relative(process.cwd(), directory) || '.';
  const fill =
    open === 0
      ? ''
      : `  edit Pulumi.${stack}.yaml: ${counted(open, 'value')} to fill in; \`npx entra-cutover assess --stack ${stack}\` lists them\n`;
  return `Written to ${where}: ${files.join(', ')}

Next:
${where === '.' ? '' : `  cd ${shellWord(where)}\n`}  npm install
${fill}  have somebody grant what PERMISSIONS.md lists; \`npx entra-cutover doctor --stack ${stack}\` names what is missing
  npx entra-cutover collect on-prem --help      the directory's evidence
  npx entra-cutover assess --stack ${stack}
  ${stackInit(stack, backend)} && pulumi preview
${notes.map((note) => `  ${note}\n`).join('')}`;
}
