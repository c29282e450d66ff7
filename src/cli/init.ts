import { access, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { exportedEvidence } from '../config/exported-evidence.js';
import { parseStackFile } from '../config/parse.js';
import { requireStackName } from '../config/read.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { git } from '../pipeline/journal/git.js';
import { exitCodes } from './exit-codes.js';
import { type Contents, sameLines, textOf, writeAllOrNone } from './new-files.js';
import { writeStandardOutput } from './output.js';
import { ownPackage, packageRoot, packageSource } from './own-package.js';
import {
  azurePipelines,
  listsOfLines,
  type PipelineHost,
  pulumiInstall,
  type RepositoryKind,
  repositoryFiles,
  stackParts,
  withStacks,
} from './project-files.js';
import { type BackendUrl, requireBackend, stackInit, writesStackFile } from './state-backend.js';

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
 * All of it is written or nothing. Nothing that exists is overwritten: a README stays, .gitignore and .gitattributes get the lines that
 * they lack, and the pipelines of Azure DevOps the stack's name. What the flags do not say stays a line to fill in, and is listed; the
 * program refuses to run until then.
 *
 * @throws UserError for a flag that has no valid value or does not apply, and when a file exists already with other content.
 */
export async function initCommand(options: InitOptions): Promise<number> {
  const { directory, stack } = options;
  requireStackName(stack);
  requireBackend(options.backend);
  const found = await repositoryAt(directory);
  refuseWhatDoesNotApply(options, found);
  if (found === undefined) await refuseSubfolder(directory);
  refuseLikeNames(stack, await stacksIn(directory));
  const { host, backend } = found ?? { host: options.host ?? 'github', backend: options.backend };
  const stackFile = `Pulumi.${stack}.yaml`;
  const template = await readFile(join(packageRoot, 'Pulumi.prod.yaml'), 'utf8');
  const document = parseDocument(template.replace(/^(#.*\n)+/, ''));
  fillIn(document, options);
  const text = document.toString({ lineWidth: 0 });
  const { problems } = parseStackFile(text, stackFile);
  const first = problems.find(({ kind }) => kind !== 'placeholder');
  if (first !== undefined) throw new UserError(`the stack would not be valid: ${first.path}: ${first.message}`);
  const kind = { stack, tool: options.tool, host, backend };
  const { files, edits, notes, tarball } =
    found === undefined ? await newRepository(directory, kind) : await oneMoreStack(directory, kind);
  if (found !== undefined && (await exists(join(directory, stackFile))))
    throw new UserError(
      `${join(directory, stackFile)} exists already, and init overwrites nothing. Name another --stack.`,
    );
  // Pulumi.yaml comes last: with it, the next init takes the folder for a whole repository.
  const { 'Pulumi.yaml': last, ...others } = files;
  const all = { [stackFile]: text, ...others, ...(last !== undefined && { 'Pulumi.yaml': last }) };
  const written = await writeAllOrNone(directory, all, edits);
  const variables = host === 'github' ? await variablesOf(directory) : [];
  const branch = await otherBranch(directory);
  const leftOut = await ignoredByGit(directory, [...Object.keys(all), ...Object.keys(edits)]);
  if (options.quiet !== true)
    await writeStandardOutput([
      nextSteps({
        ...{ directory, stack, backend, files: written, open: problems.length },
        ...{ tarball, notes: [...branch, ...variables, ...notes, ...leftOut] },
        engine: (await readFile(join(packageRoot, '.pulumi.version'), 'utf8')).trim(),
      }),
    ]);
  return exitCodes.cleared;
}

/** What is to be written: new files, files that get other text, and what is left to do by hand. */
interface Plan {
  readonly files: Contents;
  readonly edits: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** The package's own file, where somebody has to put it there. */
  readonly tarball?: string;
}

const ownersFile = '.github/CODEOWNERS';

/** A file of owners in another place than ours: of the three places GitHub reads the first only (its page “About code owners”). */
async function otherOwners(directory: string): Promise<string | undefined> {
  for (const name of ['CODEOWNERS', 'docs/CODEOWNERS']) if (await exists(join(directory, name))) return name;
  return undefined;
}

async function newRepository(directory: string, kind: RepositoryKind): Promise<Plan> {
  const { wanted, tarball } = await packageSource();
  const files: Record<string, string | Uint8Array> = await repositoryFiles(kind, wanted);
  if (tarball?.content !== undefined) files[tarball.name] = tarball.content;
  const edits: Record<string, string> = {};
  const notes: string[] = [];
  for (const name of listsOfLines) {
    const text = await plainFile(join(directory, name));
    if (text === undefined) continue;
    const has = new Set(sameLines(text).split('\n'));
    const wantedLines = String(files[name]).split('\n');
    // An exception counts only behind what it is an exception of.
    const lacks = wantedLines.every((line) => has.has(line))
      ? []
      : wantedLines.filter((line) => !has.has(line) || line.startsWith('!'));
    delete files[name];
    if (lacks.length > 0) edits[name] = `${text.replace(/(?<!\n)$/, '\n')}${lacks.join('\n')}\n`;
  }
  const readme = await plainFile(join(directory, 'README.md'));
  if (readme !== undefined && sameLines(readme) !== files['README.md']) {
    files['CUTOVER.md'] = files['README.md'] ?? '';
    delete files['README.md'];
    notes.push('read CUTOVER.md: your README.md stays as it is');
  }
  const owners = await otherOwners(directory);
  if (owners !== undefined && ownersFile in files) {
    notes.push(
      `let ${owners} name who approves stack files, workflows and evidence: GitHub ignores it next to a ${ownersFile}, so init wrote none`,
    );
    delete files[ownersFile];
  }
  if (kind.host === 'azureDevOps')
    notes.push(
      'write the definition id of azure-collect.yml as collectedBy into azure-pipelines.yml, once it is a pipeline',
    );
  const isMissing =
    tarball !== undefined && tarball.content === undefined && !(await exists(join(directory, tarball.name)));
  return { files, edits, notes, ...(isMissing && { tarball: tarball.name }) };
}

async function oneMoreStack(directory: string, kind: RepositoryKind): Promise<Plan> {
  const files: Record<string, string> = {};
  for (const [name, content] of Object.entries(await stackParts(kind)))
    if (!(await exists(join(directory, name)))) files[name] = content;
  const pipelines =
    kind.host === 'azureDevOps' ? await nameInPipelines(directory, kind.stack) : { edits: {}, notes: [] };
  const unlike = await unlikeThisVersion(directory, kind, files);
  return { files, edits: pipelines.edits, notes: [...pipelines.notes, ...unlike] };
}

/**
 * What git would not take with `git add`: rules of the folder's own .gitignore, of one above it, or of this user. Without a repository,
 * or without git, nothing is known of that.
 */
async function ignoredByGit(directory: string, files: readonly string[]): Promise<readonly string[]> {
  // It fails where it ignores none.
  const found = await git(directory, ['check-ignore', '--', ...files]).catch(() => '');
  const names = found.split('\n').filter((name) => name !== '');
  if (names.length === 0) return [];
  return [`commit what git ignores, too: \`git add --force ${names.map(shellWord).join(' ')}\`. The pipeline needs it`];
}

/** What to do where the folder’s branch is not the one of the pipeline. Without a repository, or without git, nothing is known of it. */
async function otherBranch(directory: string): Promise<readonly string[]> {
  const branch = (await git(directory, ['symbolic-ref', '--short', 'HEAD']).catch(() => 'main')).trim();
  if (branch === 'main') return [];
  return [`merge ${branch} into main, and make main the default branch: the pipeline runs there alone`];
}

/** The text of a file that may be added to: no link, which would lead to a file of somebody else. */
async function plainFile(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true ? textOf(path) : undefined;
}

/**
 * Files of the package that the repository lacks or has in another form: of another version, or changed by somebody. Its own files
 * (program, README, owners) are its owner's.
 */
async function unlikeThisVersion(directory: string, kind: RepositoryKind, added: Contents): Promise<readonly string[]> {
  const { version } = await ownPackage();
  const lacking: string[] = [];
  const other: string[] = [];
  const withoutStacks = (text: string) => withStacks(sameLines(text), () => []) ?? sameLines(text);
  for (const [name, content] of Object.entries(await repositoryFiles(kind, version))) {
    if (name in added) continue;
    const text = await textOf(join(directory, name));
    if (text === undefined && name === ownersFile && (await otherOwners(directory)) !== undefined) continue;
    if (text === undefined) lacking.push(name);
    else if (fromThePackage.test(name) && withoutStacks(text) !== withoutStacks(content)) other.push(name);
  }
  const page = 'node_modules/entra-cutover/docs/supported-versions.md, "Upgrade a repository"';
  return [
    ...(lacking.length === 0 ? [] : [`bring back what init writes and is not here: ${lacking.join(', ')}`]),
    ...(other.length === 0 ? [] : [`compare with entra-cutover ${version} (${page}): ${other.join(', ')}`]),
  ];
}

const fromThePackage = /^(\.github\/workflows|export-scripts)\/|^policy-pack\/(?!index)|^azure-|^\.pulumi\.version$/;

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

/**
 * The hosts read workflows and owners at the top of a repository, and a review is about its whole tree. A repository that `init` wrote
 * before and somebody put there is theirs.
 */
async function refuseSubfolder(directory: string): Promise<void> {
  const above = await lowestThatIsThere(resolve(directory));
  // It fails outside of a repository, and without git.
  const [inside = '', prefix = ''] = (
    await git(above, ['rev-parse', '--is-inside-work-tree', '--show-prefix']).catch(() => '')
  ).split('\n');
  if (inside !== 'true' || (above === resolve(directory) && prefix === '')) return;
  throw new UserError(
    `${directory} lies inside another git repository: workflows and CODEOWNERS count at the top of a repository only, so nothing would run. Give it a repository of its own: \`git init ${shellWord(directory)}\`, then run init again. Or choose another --directory.`,
  );
}

async function lowestThatIsThere(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true || dirname(path) === path ? path : lowestThatIsThere(dirname(path));
}

/** Environments and connections of the hosts are named by the stack: two stacks must not share one. */
function refuseLikeNames(stack: string, others: readonly string[]): void {
  for (const other of others) {
    if (other === stack) continue;
    const [one, two] = [stack.toLowerCase(), other.toLowerCase()];
    if (one === two)
      throw new UserError(
        `--stack ${stack}: there is ${other}, and not every file system and host tells the letter case apart. Give the stack another name.`,
      );
    const suffix = suffixes.find((end) => one === `${two}${end}` || two === `${one}${end}`);
    if (suffix !== undefined)
      throw new UserError(
        `--stack ${stack}: there is ${other}, and the pipeline names what the shorter one uses with ${suffix} behind it. Both would share an environment with its secrets. Give the stack another name.`,
      );
  }
}

/** What the pipelines put behind a stack's name (docs/gitops.md, "Environments"). */
const suffixes = ['-preview', '-collect', '-connect'] as const;

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

/** The stacks that have a file there. */
async function stacksIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).toSorted();
}

/** The repository variables that GitHub's workflows go by, with every stack of the folder. */
async function variablesOf(directory: string): Promise<readonly string[]> {
  const stacks = await stacksIn(directory);
  const texts = await Promise.all(stacks.map((stack) => textOf(join(directory, `Pulumi.${stack}.yaml`))));
  const withServer = stacks.filter((_, index) => /^ *cutover:syncTool: *connect *$/m.test(texts[index] ?? ''));
  return [
    `set the repository variable CUTOVER_STACKS to ${JSON.stringify(stacks)}: the workflows do only what it names`,
    'set CUTOVER_EVIDENCE to collected, where the workflow collect brings the evidence; else commit it',
    ...(withServer.length === 0
      ? []
      : [
          `set CUTOVER_CONNECT_STACKS to ${JSON.stringify(withServer)}: the workflow connect exports only their servers`,
        ]),
  ];
}

/** Adds the stack to the pipelines that name theirs, and says what is left to do by hand. */
async function nameInPipelines(directory: string, stack: string): Promise<Pick<Plan, 'edits' | 'notes'>> {
  const edits: Record<string, string> = {};
  const notes: string[] = [];
  for (const name of Object.keys(azurePipelines)) {
    const text = await textOf(join(directory, name));
    if (text === undefined) continue;
    const changed = withStacks(text, (stacks) => [...new Set([...stacks, stack])]);
    if (changed === undefined)
      notes.push(`add ${stack} to the parameter stacks of ${name}, which has another form than init gave it`);
    else {
      edits[name] = changed;
      notes.push(`look at ${name}: its parameter stacks names ${stack} now`);
    }
  }
  return { edits, notes };
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
  /** The package's own file, where it is still to be put here. */
  readonly tarball: string | undefined;
  /** The version of the Pulumi CLI. */
  readonly engine: string;
  readonly notes: readonly string[];
}

function nextSteps({ directory, stack, backend, files, open, tarball, engine, notes }: Written): string {
  const where = relative(process.cwd(), directory) || '.';
  const fill =
    open === 0
      ? ''
      : `  edit Pulumi.${stack}.yaml: ${counted(open, 'value')} to fill in; \`npx entra-cutover assess --stack ${stack}\` lists them\n`;
  const file =
    tarball === undefined
      ? ''
      : `  put ${tarball} here: package.json names this file, because this entra-cutover came from no registry.
    It is the file of the release, or what \`npm pack\` makes\n`;
  return `Written to ${where}: ${files.join(', ')}

Next:
${where === '.' ? '' : `  cd ${shellWord(where)}\n`}${file}  npm install
${fill}  have somebody grant what PERMISSIONS.md lists; \`npx entra-cutover doctor --stack ${stack}\` names what is missing
  npx entra-cutover collect on-prem --help      the directory's evidence
  npx entra-cutover assess --stack ${stack}
  install the Pulumi CLI ${engine}: ${pulumiInstall}
  ${stackInit(stack, backend)} && pulumi preview
${writesStackFile(backend) ? `  commit Pulumi.${stack}.yaml: that command wrote encryptionsalt into it, and no deployment works without it\n` : ''}${notes.map((note) => `  ${note}\n`).join('')}`;
}
