import {
  graphReads,
  type IdentityRole,
  identities,
  type Permission,
  permissions,
  readPermissions,
} from '../domain/permissions.js';

/** Whose identities the page describes. */
export interface PermissionsPageOptions {
  readonly stack: string;
  readonly host: 'github' | 'azureDevOps';
}

/**
 * Who needs which permission, why and in which command, in Markdown: for those who have to approve them.
 *
 * @param options the stack and the pipeline's host, which the applications trust.
 */
export function permissionsPage(options: PermissionsPageOptions = { stack: 'prod', host: 'github' }): string {
  const roles = (Object.keys(identities) as IdentityRole[]).map((role) => `- **${role}**: ${identities[role]}.`);
  const systems = [...new Set(permissions.map(({ system }) => system))];
  return `# Permissions

<!-- Generated from src/domain/permissions.ts by \`npm run generate\`. -->

The least that each identity needs. \`entra-cutover doctor --stack NAME\` tries each read, writes nothing, and names what is
missing and how to grant it. A part that may not be read does not stop a collection: the evidence says that it is incomplete, and the
decision is indeterminate. If something *optional* is missing, that is reported and blocks nothing.

${roles.join('\n')}

${systems.map(systemSection).join('\n')}
## Grant them

${options.host === 'github' ? forGithub(options.stack) : forAzureDevOps(options.stack)}
In Okta's admin console: *Applications → Create App Integration → API Services*, then grant the reader's scopes above under *Okta API
Scopes*, and the role *Read-only Administrator* under *Admin roles*. For deployments make a second app, with the deployer's scope in addition
and a role that may change the Office 365 apps ([step by step](connectors/okta.md#create-the-service-app)).
`;
}

const grants = `for PERMISSION in ${readPermissions.join(' \\\n    ')}; do
  ROLE=$(az ad sp show --id "$GRAPH" --query "appRoles[?value=='$PERMISSION'].id | [0]" --output tsv)
  az ad app permission add --id "$APP" --api "$GRAPH" --api-permissions "$ROLE=Role"
done
az ad app permission admin-consent --id "$APP"`;

const graph = 'GRAPH=00000003-0000-0000-c000-000000000000';

const withoutPerson = `If no person can collect with \`az login\`, give the
reader \`${graphReads.synchronizationFeatures.permission}\` as well.`;

function forGithub(stack: string): string {
  return `With the Azure CLI, signed in as an administrator who may consent, these commands make the reader's application, which signs in by workload
identity: there is no client secret to keep. They leave out the optional permissions: add those that you need. Make the deployer's
application the same way, with the name \`entra-cutover-deployer\`, the subject \`…:environment:${stack}\` and, in addition, the deployer's
permissions above for the settings that your stack declares. Each further stack needs a credential of its own in both.
[\`PipelineIdentity\`](components.md#pipelineidentity) makes both from a Pulumi program. ${withoutPerson}

A repository on GitHub.com that was created, renamed or transferred since 2026-07-15 signs in with the numbers of owner and repository in its
subject: \`repo:ORGANIZATION@NUMBER/REPOSITORY@NUMBER:environment:…\` (Microsoft: "Migrate GitHub Actions federated credentials to immutable
subjects"). Entra compares subjects letter by letter, so make the credential with the one that the repository has, also in
\`PipelineIdentity\` (\`repository\`: \`ORGANIZATION@NUMBER/REPOSITORY@NUMBER\`). A sign-in that Entra refuses with AADSTS700213 names the
subject that GitHub presented; \`gh api repos/ORGANIZATION/REPOSITORY --jq .owner.id,.id\` prints both numbers. Before you rename or
transfer a repository, add the credential of the new subject next to the old one.

\`\`\`bash
${graph}
APP=$(az ad app create --display-name entra-cutover-reader --query appId --output tsv)
az ad sp create --id "$APP"
${grants}
az ad app federated-credential create --id "$APP" --parameters '{
  "name": "${stack}-preview", "issuer": "https://token.actions.githubusercontent.com",
  "subject": "repo:ORGANIZATION/REPOSITORY:environment:${stack}-preview", "audiences": ["api://AzureADTokenExchange"] }'
\`\`\`
`;
}

/** Of a connection that it makes itself, Azure DevOps makes the application and the credential too. */
function forAzureDevOps(stack: string): string {
  return `Make the service connections \`entra-cutover-${stack}-preview\` (the reader) and \`entra-cutover-${stack}\` (the deployer) first, each with
workload identity federation. Azure DevOps then makes an application for each, with the federated credential that the connection uses: there
is no client secret to keep. For an application of your own, choose the manual form, and make the credential with the issuer and subject that
the connection shows.

With the Azure CLI, signed in as an administrator who may consent, these commands give the reader's application its permissions. They leave
out the optional ones: add those that you need. Do the same with the deployer's application and, in addition, the deployer's permissions above
for the settings that your stack declares. Each further stack has connections of its own. ${withoutPerson}

\`\`\`bash
${graph}
APP=APPLICATION-ID # of the connection entra-cutover-${stack}-preview: "Manage App registration" leads to it
${grants}
\`\`\`
`;
}

function systemSection(system: Permission['system']): string {
  const rows = new Map<string, Permission[]>();
  for (const one of permissions.filter((permission) => permission.system === system)) {
    const key = `${one.identity} ${one.permission} ${one.setting ?? ''}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const table = [...rows.values()].map(
    (uses) =>
      `| ${nameOf(uses)} | ${uses[0]?.identity} | ${cell(uses.map(({ name }) => name))} | ${commandsOf(uses)} | ${remarksOf(uses)} |`,
  );
  return `## ${system}

| permission | who | for | in | remarks |
| --- | --- | --- | --- | --- |
${table.join('\n')}
`;
}

const nameOf = ([first]: readonly Permission[]): string =>
  first?.system === 'Active Directory' ? first.permission : `\`${first?.permission}\``;

const cell = (texts: readonly string[]): string => [...new Set(texts)].join('; ');

const commandsOf = (uses: readonly Permission[]): string =>
  [...new Set(uses.flatMap(({ commands }) => commands))].map((command) => `\`${command}\``).join(', ');

function remarksOf(uses: readonly Permission[]): string {
  return cell(
    uses.flatMap(({ optional, setting, instead }) => [
      ...(optional ? ['optional'] : []),
      ...(setting === undefined ? [] : [`where \`cutover:${setting}\` is declared`]),
      ...(instead === undefined ? [] : [instead]),
    ]),
  );
}
