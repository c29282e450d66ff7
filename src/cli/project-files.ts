import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { permissionsPage } from '../reports/permissions-page.js';
import { type OwnPackage, ownPackage, packageRoot } from './own-package.js';
import { type BackendUrl, backendSecrets, signedIn, stackInit, writesStackFile } from './state-backend.js';

/** Who runs the pipeline. */
export type PipelineHost = 'github' | 'azureDevOps';

/** What a repository is made for. */
export interface RepositoryKind {
  readonly stack: string;
  readonly tool: 'cloudSync' | 'connect';
  readonly host: PipelineHost;
  readonly backend?: BackendUrl;
}

/** The program of a project. */
export const program = `// What the environment of this stack should be. Which phase it is in is one line of Pulumi.<stack>.yaml: cutover:phase.
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

/** Where the Pulumi CLI comes from. */
export const pulumiInstall = 'https://www.pulumi.com/docs/install/';

/** Its Pulumi.yaml. */
export const projectFile = `name: identity-cutover
description: Moves Microsoft 365 provisioning from Okta to Microsoft Entra with entra-cutover.
main: index.ts
runtime:
  name: nodejs
  options:
    # tsx compiles without checking types, which \`npm run types\` does: an update starts in seconds.
    typescript: false
    nodeargs: "--import tsx"
plugins:
  providers:
    - name: entra-cutover
      path: ./node_modules/entra-cutover/provider
`;

/** The pipelines of Azure DevOps, and where the package has them. Each names its stacks itself. */
export const azurePipelines: Readonly<Record<string, string>> = {
  'azure-pipelines.yml': 'templates/azure-pipelines.yml',
  'azure-collect.yml': 'templates/azure-collect.yml',
};

/** The stacks of such a pipeline, in one line of it. */
const stacksLine = /^( *- name: stacks\r?\n *type: object\r?\n *default: )(\[.*\])$/m;

/** The pipeline with other stacks; undefined where somebody wrote the list in another form. */
export function withStacks(text: string, change: (stacks: readonly string[]) => readonly string[]): string | undefined {
  const [, , list = ''] = stacksLine.exec(text) ?? [];
  if (list === '') return undefined;
  const stacks = stringify(change((parse(list) as unknown[]).map(String)), {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
  });
  return text.replace(stacksLine, (_, before: string) => `${before}${stacks.trim()}`);
}

/**
 * What must not be committed: keys, people's data under the names that the pages use, what a run leaves, and the journal, which has a
 * branch of its own.
 */
export const ignored = `node_modules/
.entra-cutover/
/audit/
/audit-not-published/
/evidence/
/reports/
/shareable/
# Keys. Certificates of authorities (CORP-ca.pem, CORP-root.pem) and public keys (keys/COLLECTOR.pem) may be committed.
*key.pem
*.key
*.p12
*.pfx
/*.pem
!/*-ca.pem
!/*-root.pem
!*public-key.pem
# The package, where no registry has it.
!/entra-cutover-*.tgz
# People: exports, reports and lists next to the stack files. Where a tool of yours has its settings in JSON, add an exception.
/*.[cC][sS][vV]
/*.html
/*.[lL][dD][iI][fF]
/*.ndjson
/*.gz
/*.sarif
/*.tsv
/*.xlsx
/*.[xX][mM][lL]
/*.json
!/package*.json
!/tsconfig*.json
!/biome.json
!/renovate.json
!/.*.json
/report*.md
/report*.txt
`;

/** The same bytes on every machine: Git for Windows changes the ends of lines, and digests of these files are compared. */
export const attributes = `/Pulumi.*.yaml text eol=lf
/azure-*.yml text eol=lf
/remediations/** text eol=lf
/waivers/** text eol=lf
/evidence/** -text
`;

/** Lists of lines: where a repository has such a file already, it gets those that it lacks. */
export const listsOfLines: readonly string[] = ['.gitignore', '.gitattributes'];

/** Who has to agree to what decides how an environment is judged. */
export const codeOwners = `# Who has to approve. The identity platform team owns what decides how an environment is judged, and every file that no line names.
# Replace the names.
*                      @corp/identity-platform
/README.md             @corp/identity-operations
/evidence/             @corp/identity-operations
/remediations/         @corp/identity-operations
`;

const policyPack = `// The policies of entra-cutover; your own may stand next to them.
'use strict';
const { PolicyPack } = require('@pulumi/policy');
const { policies } = require('entra-cutover/policy-pack');

new PolicyPack('entra-cutover', { enforcementLevel: 'mandatory', policies: [...policies] });
`;

const typeOptions = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts'],
};

const workflows = ['preview', 'deploy', 'drift', 'collect'].map((name) => `.github/workflows/${name}.yml`);

/** Files that a repository has as the package has them: where they lie there, by their path in the repository. */
function packagedFiles({ tool, host }: RepositoryKind): Readonly<Record<string, string>> {
  const same = [
    'policy-pack/PulumiPolicy.yaml',
    '.pulumi.version',
    'export-scripts/Export-DirectoryEvidence.ps1',
    ...(host === 'github' ? ['.github/actionlint.yaml', ...workflows] : []),
    ...(tool === 'connect' ? besideServer(host) : []),
  ];
  return {
    ...Object.fromEntries(same.map((path) => [path, path])),
    ...(host === 'azureDevOps' && azurePipelines),
  };
}

function besideServer(host: PipelineHost): readonly string[] {
  const script = 'export-scripts/Export-ConnectEvidence.ps1';
  return host === 'github' ? [script, '.github/workflows/connect.yml'] : [script];
}

/** What one more stack adds to a repository, besides its stack file. */
export async function stackParts({ tool, host }: RepositoryKind): Promise<Readonly<Record<string, string>>> {
  if (tool !== 'connect') return {};
  return copies(Object.fromEntries(besideServer(host).map((path) => [path, path])));
}

/**
 * Every file of a repository but the stack file, by its path.
 *
 * @param wanted what its package.json asks npm for: a version of this package, or its own file (`file:…`).
 */
export async function repositoryFiles(kind: RepositoryKind, wanted: string): Promise<Readonly<Record<string, string>>> {
  const { host, stack, backend } = kind;
  const own = await ownPackage();
  const asThePackageHasThem = Object.entries(await copies(packagedFiles(kind))).map(([path, text]) => {
    const named = path in azurePipelines ? (withStacks(text, () => [stack]) ?? text) : text;
    return [path, signedIn(named, backend)] as const;
  });
  return {
    'Pulumi.yaml': backend === undefined ? projectFile : `${projectFile}${stringify({ backend: { url: backend } })}`,
    'index.ts': program,
    'package.json': packageFile(own, wanted),
    'tsconfig.json': `${JSON.stringify(typeOptions, null, 2)}\n`,
    'README.md': readme(kind, own, wanted),
    // How this package makes it is nothing for the repository, which has no other pages of it.
    'PERMISSIONS.md': permissionsPage({ stack, host })
      .replace(/<!--.*-->\n\n/, '')
      .replaceAll(/\]\((?=[\w./-]+\.md)/g, `](${pagesOf(own)}/`),
    '.gitignore': ignored,
    '.gitattributes': attributes,
    'policy-pack/index.js': policyPack,
    'policy-pack/package.json': policyPackFile(own),
    ...(host === 'github' && { '.github/CODEOWNERS': codeOwners }),
    ...Object.fromEntries(asThePackageHasThem),
  };
}

async function copies(places: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const read = async ([path, place]: [string, string]) =>
    [path, await readFile(join(packageRoot, place), 'utf8')] as const;
  return Object.fromEntries(await Promise.all(Object.entries(places).map(read)));
}

/** The project's own package.json: this package at this version, the rest with the versions that it was built and tested with. */
function packageFile({ dependencies, devDependencies }: OwnPackage, wanted: string): string {
  const file = {
    name: 'identity-cutover',
    private: true,
    type: 'module',
    scripts: { types: 'tsc' },
    dependencies: {
      '@pulumi/policy': devDependencies['@pulumi/policy'],
      '@pulumi/pulumi': dependencies['@pulumi/pulumi'],
      'entra-cutover': wanted,
      tsx: devDependencies.tsx,
    },
    devDependencies: { '@types/node': devDependencies['@types/node'], typescript: devDependencies.typescript },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The engine refuses a pack without a version. */
function policyPackFile({ version }: OwnPackage): string {
  const file = { name: 'identity-cutover-policy-pack', version, private: true, type: 'commonjs', main: 'index.js' };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Where the pages of this version can be read: the host of a repository shows no file below node_modules. */
function pagesOf({ homepage, version }: OwnPackage): string {
  return `${homepage.replace('#readme', '')}/blob/v${version}/docs`;
}

function readme({ stack, tool, host, backend }: RepositoryKind, own: OwnPackage, wanted: string): string {
  const secrets = backendSecrets(backend).map((name) => `\`${name}\``);
  const isConnect = tool === 'connect';
  const [pipeline, place] =
    host === 'github'
      ? [
          'Push the repository, replace the names in `.github/CODEOWNERS`, and set up environments, variables and branch protection:',
          `the environments \`${stack}-preview\` (one that may only read) and \`${stack}\``,
        ]
      : [
          'Push the repository, make pipelines of `azure-pipelines.yml` and `azure-collect.yml`, and set up the service connections that they name:',
          `the variable groups \`entra-cutover-${stack}-preview\` (one that may only read) and \`entra-cutover-${stack}\``,
        ];
  const variables =
    host === 'github'
      ? `
   The workflows do only what repository variables name: \`CUTOVER_STACKS\` = \`["${stack}"]\`,
   \`CUTOVER_EVIDENCE\` = \`collected\` where the workflow \`collect\` brings the evidence${isConnect ? `, \`CUTOVER_CONNECT_STACKS\` = \`["${stack}"]\`` : ''}.`
      : '';
  const page = pagesOf(own);
  const tarball = /^file:(.*)/.exec(wanted)?.[1];
  return `# Identity cutover

Moves Microsoft 365 provisioning from Okta to Microsoft Entra with entra-cutover. Each environment is a file,
\`Pulumi.<stack>.yaml\`; a pull request that changes \`cutover:phase\` there moves it. The program, the policies and the
pipeline come from the package entra-cutover ${own.version}, which \`package.json\` pins. Its pages are in \`node_modules/entra-cutover/docs\` too.

## Next steps

1. \`npm install\` and commit \`package-lock.json\`: the pipeline installs exactly that.${
    tarball === undefined
      ? ''
      : ` Commit \`${tarball}\` too: it is the package.
   Where it is not here yet, put it here first: the file of the release, or what \`npm pack\` makes.`
  }
2. Fill in \`Pulumi.${stack}.yaml\`: \`npx entra-cutover assess --stack ${stack}\` lists what is missing. For another environment run
   \`npx entra-cutover init --stack NAME\` here again.
3. Have somebody grant what [PERMISSIONS.md](PERMISSIONS.md) lists; \`npx entra-cutover doctor --stack ${stack}\` names what is missing.
4. Read the directory, from where the domain controllers can be reached:
   \`npx entra-cutover collect on-prem --server ldaps://… --bind-dn … --output evidence/on-prem.ndjson.gz\`
   or, on a domain controller, without anything installed: \`export-scripts/Export-DirectoryEvidence.ps1\`, whose file
   \`collect on-prem --from\` turns into that evidence.
5. Install the [Pulumi CLI](${pulumiInstall}) in the version that \`.pulumi.version\` names. Then
   \`npx entra-cutover assess --stack ${stack}\`, \`${stackInit(stack, backend)}\` and \`pulumi preview\`.${
     writesStackFile(backend)
       ? ` Commit \`Pulumi.${stack}.yaml\`
   then: \`pulumi stack init\` wrote \`encryptionsalt\` into it (with a KMS key \`secretsprovider\` and \`encryptedkey\`). No deployment works
   without that.`
       : ''
   }
6. ${pipeline}
   [GitOps](${page}/gitops.md#setup). The state is kept in ${backend === undefined ? 'Pulumi Cloud' : `\`${backend}\``}: set the
   secret ${secrets.join(' and ')} in ${place},
   with a passphrase also \`PULUMI_CONFIG_PASSPHRASE\` ([backends](${page}/backends.md#in-the-pipeline)).${variables}
7. [From here to the day itself](${page}/real-tenant.md)${isConnect ? `, and [at the Entra Connect server](${page}/connectors/entra-connect.md)` : ''}.

\`npm run types\` checks the program. People's data (\`evidence/\`, \`reports/\`, exports) and keys are not committed: the pipeline brings
the evidence, and keeps the audit journal on a branch of its own. Where yours has to be committed, take \`/evidence/\` out of \`.gitignore\`.
A newer version of the package: [how to upgrade](${page}/supported-versions.md#upgrade-a-repository).
`;
}
