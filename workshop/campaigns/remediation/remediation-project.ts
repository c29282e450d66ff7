import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliResult, runCli } from '../../../test/cli/run-cli.js';
import { type Samba, startSamba } from '../../directory-servers/samba.js';
import { acquireEngine } from '../../engine/acquire.js';
import { packageDirectory } from '../../engine/launchers.js';
import type { Finished } from '../../engine/processes.js';
import { createProject, type Project } from '../../engine/project.js';
import {
  type Defects,
  directoryLdif,
  directoryRecords,
  onPremCsv,
  people,
  repairsOf,
  writeScenario,
} from './repairable-organisation.js';

const killer = fileURLToPath(new URL('kill-at-write.mjs', import.meta.url));

/** A real directory, a tenant, an org and a stack on the real engine, in which everything repairable is wrong. */
export interface RemediationProject {
  readonly project: Project;
  readonly samba: Samba;
  readonly repairs: number;
  /** Accounts that no repair is about. */
  readonly untouched: readonly string[];
  readonly cli: (...args: string[]) => Promise<CliResult>;
  readonly pulumi: (...args: string[]) => Promise<Finished>;
  /** An update whose provider is killed at its n-th write to the directory, before or after the directory has it. */
  readonly upKilledAt: (write: number, moment: 'before' | 'after') => Promise<Finished>;
  /** Exports the directory as it is now, as dated evidence. */
  readonly collect: () => Promise<void>;
  readonly directory: () => ReadonlyMap<string, string>;
  /** Accounts of the tenant by UPN, those in the recycle bin included, as Graph shows them. */
  readonly tenant: () => Promise<ReadonlyMap<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function startRemediationProject(total: number, defects?: Defects): Promise<RemediationProject> {
  const list = people(total, defects);
  const samba = await startSamba(directoryLdif(list));
  const directory = (): ReadonlyMap<string, string> => directoryRecords(samba);
  const folder = writeScenario(list, directory());
  const scenario = relative(join(packageDirectory, 'scenarios'), folder);
  const place = mkdtempSync(join(tmpdir(), 'entra-cutover remediation '));
  const project = await createProject({
    directory: join(place, 'project'),
    engine: await acquireEngine({ say: () => {} }),
    scenario,
    // As Graph pages: by ten, as the stand-ins do otherwise, one reading of thousands is hundreds of requests.
    pageLimit: 999,
  });
  Object.assign(project.env, {
    ENTRA_CUTOVER_LDAP_PASSWORD: samba.administrator.password,
    ENTRA_CUTOVER_JOURNAL_KEY: randomBytes(32).toString('base64'),
  });
  const stackFile = join(project.directory, 'Pulumi.staging.yaml');
  writeFileSync(
    stackFile,
    `${readFileSync(stackFile, 'utf8')}  cutover:remediations: { path: remediations/staging.yaml, limit: 1000 }
  cutover:directory:
    server: ${samba.server}
    baseDn: ${samba.baseDn}
    bindDn: ${samba.administrator.bindDn}
    caFile: ${samba.caFile}
`,
  );
  return {
    project,
    samba,
    repairs: repairsOf(list),
    untouched: list.filter(({ kind }) => kind === 'fine' || kind === 'copied-from').map(({ account }) => account),
    cli: (...args) => runCli(args, { cwd: project.directory, env: project.env }),
    pulumi: (...args) => project.pulumi(args),
    async upKilledAt(write, moment) {
      Object.assign(project.env, {
        NODE_OPTIONS: `--import ${killer}`,
        KILL_AT_WRITE: String(write),
        KILL_MOMENT: moment,
      });
      try {
        return await project.pulumi(['up', '--yes', '--skip-preview']);
      } finally {
        for (const name of ['NODE_OPTIONS', 'KILL_AT_WRITE', 'KILL_MOMENT']) delete project.env[name];
      }
    },
    async collect() {
      writeFileSync(join(folder, 'OnPremIDs.csv'), onPremCsv(directory()));
      await project.collect(scenario);
    },
    directory,
    tenant: () => tenantOf(project),
    async stop() {
      await project.stop();
      await samba.stop();
      rmSync(place, { recursive: true, force: true });
      rmSync(dirname(folder), { recursive: true, force: true });
    },
  };
}

/** What the tenant's state file says: the stand-ins keep it next to the project. */
async function tenantOf(project: Project): Promise<ReadonlyMap<string, string>> {
  await project.organisation.save();
  const state = JSON.parse(
    readFileSync(join(project.directory, '.entra-cutover', 'embedded', 'organisation.json'), 'utf8'),
  );
  const users = [...state.graph.users, ...state.graph.deletedUsers] as { userPrincipalName: string }[];
  return new Map(users.map((user) => [user.userPrincipalName, JSON.stringify(user)]));
}
