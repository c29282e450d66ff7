import type { VendorFact, VendorFactSource } from './fact.js';

const emptyComponent: VendorFactSource = {
  publisher: 'Pulumi',
  title: 'pulumi, issue 8721: dependencies of an empty component are ignored',
  address: 'https://github.com/pulumi/pulumi/issues/8721',
};
const policies: VendorFactSource = {
  publisher: 'Pulumi',
  title: 'Policies',
  address: 'https://www.pulumi.com/docs/discovery-governance/concepts/policy-as-code/policies/',
};
const plugins: VendorFactSource = {
  publisher: 'Pulumi',
  title: 'Plugins',
  address: 'https://pulumi.com/docs/iac/concepts/plugins/',
};
const azuread = (file: string): VendorFactSource => ({
  publisher: 'HashiCorp',
  title: `terraform-provider-azuread, ${file}`,
  address: `https://github.com/hashicorp/terraform-provider-azuread/blob/main/internal/services/synchronization/${file}`,
});
const oktaProvider: VendorFactSource = {
  publisher: 'Okta',
  title: 'Terraform provider okta: argument reference',
  address: 'https://registry.terraform.io/providers/okta/okta/latest/docs',
};
const oktaConnection: VendorFactSource = {
  publisher: 'Okta',
  title: 'terraform-provider-okta, resource_okta_app_connection.go',
  address:
    'https://github.com/okta/terraform-provider-okta/blob/master/okta/services/idaas/resource_okta_app_connection.go',
};

export const pulumiFacts: readonly VendorFact[] = [
  {
    id: 'PULUMI-1',
    text: 'Failures of a provider’s check stop the preview, but the check does not always run: with `--target` or `--exclude` it is skipped, and destroy and refresh never call it. Preview and update use separate provider processes.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-2',
    text: 'With `--skip-preview` a stack policy runs only after resources were changed; a resource policy runs before each one.',
    basis: 'seen',
    sources: [policies],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-3',
    text: 'A component without children drops its dependsOn: depend on a real resource.',
    basis: 'recorded',
    sources: [emptyComponent],
    checked: '2026-11-30',
    background: true,
  },
  {
    id: 'PULUMI-4',
    text: 'dependsOn orders creations and updates one way. A rollback that reverses the order of two resources has to reverse their dependency.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['rollback'],
  },
  {
    id: 'PULUMI-5',
    text: 'SynchronizationJob of azuread starts the job unless `enabled` is false, reacts to nothing but `enabled` afterwards, takes a job in quarantine for a healthy one, and removes it from the tenant when it is deleted.',
    basis: 'seen',
    sources: [azuread('synchronization_job_resource.go')],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-6',
    text: 'A refresh after the cutover stores `enabled: true` in the job’s state, and `ignoreChanges` keeps that as the input from then on.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-7',
    text: 'The azuread plugin waits twice for about 20 seconds for what it wrote, and tries a refused PUT of the secrets ten times, for 4.5 minutes.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-8',
    text: 'The azuread plugin reads its credentials from variables ARM_* and from no others.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-9',
    text: 'Connection of the okta plugin deactivates nothing when it is created, and posts the credentials with every update; Features can’t be read once the connection is off; deleting either does nothing.',
    basis: 'seen',
    sources: [oktaConnection],
    checked: '2026-11-23',
    background: true,
  },
  {
    id: 'PULUMI-10',
    text: 'A provider that lies in the project is a plugin of Pulumi.yaml. Its name is the namespace of its configuration: the engine hands it every key of that namespace.',
    basis: 'seen',
    sources: [plugins],
    checked: '2026-11-23',
    background: true,
  },
  {
    id: 'PULUMI-11',
    text: 'A preview, and `refresh --preview-only`, take no lock of the stack. An update plan binds the update to what was previewed, our provider’s resources included.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'PULUMI-12',
    text: 'The okta plugin can’t be configured with a service app without client id, private key and scopes, and then the whole preview or update fails. It reads OKTA_API_TOKEN, OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY, OKTA_API_PRIVATE_KEY_ID and OKTA_API_SCOPES, and takes the org as a name and a base URL.',
    basis: 'seen',
    sources: [oktaProvider],
    checked: '2026-11-30',
    commands: ['doctor'],
  },
  {
    id: 'PULUMI-13',
    text: 'The okta plugin takes OKTA_ACCESS_TOKEN as a bearer token before anything else.',
    basis: 'inferred',
    sources: [oktaProvider],
    checked: '2026-11-30',
    commands: ['doctor'],
  },
];
