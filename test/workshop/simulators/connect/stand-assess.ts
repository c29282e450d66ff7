import type { Assessment } from '../../../../src/domain/assessment.js';
import type { EvidenceKind } from '../../../../src/domain/evidence.js';
import { assessFiles } from '../../../../src/pipeline/assess/assess-files.js';
import { writeCsv } from '../../../../workshop/simulators/csv.js';
import type { World } from '../../../../workshop/simulators/world.js';
import { type Stand, written } from './stand.js';

const kinds: Readonly<Partial<Record<EvidenceKind, string>>> = {
  pendingExports: 'pending-exports.xml pending-exports-directory-1.xml',
  disconnectors: 'disconnectors.xml',
  exportErrors: 'export-errors.xml',
  syncStatus: 'sync-status.json',
  connectConfig: 'global-settings.json',
};

/** What the product makes of the directory, the tenant and the server's evidence; `other` replaces files of kinds (names with blanks between). */
export async function assessed(
  { server, world }: Stand,
  other: Readonly<Partial<Record<EvidenceKind, string>>> = {},
): Promise<Assessment> {
  const path = written({
    ...server.exportEvidence(),
    ...server.exportMore(),
    'users.json': tenantPage(world),
    'OnPremIDs.csv': directoryTable(world),
  });
  const files = Object.entries({ ...kinds, ...other }).map(([kind, name]) => [kind, name.split(' ').map(path)]);
  return assessFiles({
    files: { onPrem: [path('OnPremIDs.csv')], entra: [path('users.json')], ...Object.fromEntries(files) },
    waivers: [],
    thresholds: {},
    at: new Date(world.clock()).toISOString(),
  });
}

/** Everybody of the tenant, as a page of Graph that asked for everything. */
function tenantPage({ state }: World): string {
  const users = state.graph.users.map(({ version: _, managerVersion: _m, manager: _n, ...user }) => user);
  const select = Object.keys(users[0] ?? {}).join(',');
  const context = `https://graph.microsoft.com/beta/$metadata#users(${select})`;
  return JSON.stringify({ '@odata.context': context, value: users });
}

function directoryTable({ state }: World): string {
  const header = [
    'UserPrincipalName,Name,objectGUID,mS-DS-ConsistencyGuid,objectSid,sAMAccountName,mail,proxyAddresses',
    'distinguishedName,Enabled,adminDescription',
  ].flatMap((names) => names.split(','));
  const rows = state.directory.users.map((user) => [
    user.userPrincipalName,
    user.name,
    user.objectGuid,
    user.consistencyGuid,
    user.objectSid,
    user.samAccountName,
    user.mail,
    user.proxyAddresses.join(';'),
    user.distinguishedName,
    String(user.enabled),
    user.adminDescription,
  ]);
  return writeCsv(header, rows);
}

/** Findings of a rule: the people whom it names, sorted. */
export function named({ findings }: Assessment, rule: string): (string | undefined)[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ subject }) => subject?.userPrincipalName)
    .sort();
}
