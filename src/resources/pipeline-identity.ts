import * as azuread from '@pulumi/azuread';
import * as pulumi from '@pulumi/pulumi';
import { tokenOf } from '../config/token.js';
import { deployPermissions, readPermissions } from '../domain/permissions.js';
import { type Child, childOf } from './child.js';
import { userFacing } from './user-facing.js';

/** Microsoft Graph's own application, the same in every tenant. */
const microsoftGraph = '00000003-0000-0000-c000-000000000000';
const githubIssuer = 'https://token.actions.githubusercontent.com';

export interface PipelineIdentityArgs {
  /** `owner/name` on GitHub, as the subjects of its tokens have it: since 2026-07-15 new repositories have `owner@number/name@number`. */
  readonly repository: pulumi.Input<string>;
  /** The stacks, each with the GitHub environments STACK (deploys) and STACK-preview (reads). */
  readonly stacks: readonly string[];
  /** Further Graph permissions of the deployer, such as `User.ReadWrite.All` for repairs in Entra. */
  readonly furtherPermissions?: readonly string[];
}

/**
 * The pipeline's own identities in the tenant: one application that reads, for pull requests and the drift check, and one
 * that writes, for deployments. Both sign in by a federated credential for each GitHub environment: there is no secret to
 * steal, and GitHub's rules for the environment decide who may use which. Run it by hand once, as an administrator: it
 * grants the permissions that it asks for.
 */
export class PipelineIdentity extends pulumi.ComponentResource {
  /** AZURE_CLIENT_ID of the GitHub environments STACK-preview. */
  readonly readerClientId: pulumi.Output<string>;
  /** AZURE_CLIENT_ID of the GitHub environments STACK. */
  readonly deployerClientId: pulumi.Output<string>;
  readonly #child: Child;

  constructor(name: string, args: PipelineIdentityArgs, options?: pulumi.ComponentResourceOptions) {
    super(tokenOf('PipelineIdentity'), name, {}, options);
    this.#child = childOf(this, name);
    const { stacks, furtherPermissions = [] } = args;
    const writing = [...new Set([...readPermissions, ...deployPermissions, ...furtherPermissions])];
    // Every role in one step, so that what is not there fails once, before anything is made.
    const graph = azuread
      .getServicePrincipalOutput({ clientId: microsoftGraph }, { parent: this })
      .apply(({ objectId, appRoleIds }) => ({ objectId, roles: rolesOf(appRoleIds, writing) }));
    const { repository } = args;
    const reader = this.#application('reader', repository, readPermissions, stacks.map(previewEnvironment), graph);
    const deployer = this.#application('deployer', repository, writing, stacks, graph);
    this.readerClientId = reader.clientId;
    this.deployerClientId = deployer.clientId;
    this.registerOutputs({ readerClientId: this.readerClientId, deployerClientId: this.deployerClientId });
  }

  #application(
    role: 'reader' | 'deployer',
    repository: pulumi.Input<string>,
    permissions: readonly string[],
    environments: readonly string[],
    graph: pulumi.Output<GraphRoles>,
  ): azuread.Application {
    const child = this.#child;
    const idOf = (permission: string) => graph.apply(({ roles }) => roles[permission] ?? '');
    const application = new azuread.Application(
      ...child(`${role}-application`, {
        displayName: pulumi.interpolate`entra-cutover ${role} (${repository})`,
        signInAudience: 'AzureADMyOrg',
        preventDuplicateNames: true,
        requiredResourceAccesses: [
          {
            resourceAppId: microsoftGraph,
            resourceAccesses: permissions.map((permission) => ({ id: idOf(permission), type: 'Role' })),
          },
        ],
      }),
    );
    const { clientId } = application;
    const principal = new azuread.ServicePrincipal(...child(`${role}-principal`, { clientId }));
    for (const permission of permissions) {
      new azuread.AppRoleAssignment(
        ...child(`${role}-${permission}`, {
          appRoleId: idOf(permission),
          principalObjectId: principal.objectId,
          resourceObjectId: graph.apply(({ objectId }) => objectId),
        }),
      );
    }
    for (const environment of environments) {
      new azuread.ApplicationFederatedIdentityCredential(
        ...child(`${role}-${environment}`, {
          applicationId: application.id,
          displayName: `github-${environment}`,
          description: pulumi.interpolate`Jobs of ${repository} in the GitHub environment ${environment}`,
          issuer: githubIssuer,
          subject: pulumi.interpolate`repo:${repository}:environment:${environment}`,
          audiences: ['api://AzureADTokenExchange'],
        }),
      );
    }
    return application;
  }
}

function previewEnvironment(stack: string): string {
  return `${stack}-preview`;
}

interface GraphRoles {
  readonly objectId: string;
  /** Ids by permission: of every one that is asked for. */
  readonly roles: Readonly<Record<string, string>>;
}

function rolesOf(known: Readonly<Record<string, string>>, wanted: readonly string[]): Readonly<Record<string, string>> {
  const missing = wanted.filter((permission) => known[permission] === undefined);
  if (missing.length === 0) return known;
  const names = missing.join(', ');
  throw userFacing(
    `Microsoft Graph has no application permission ${names}. Correct furtherPermissions; nothing was made.`,
  );
}
