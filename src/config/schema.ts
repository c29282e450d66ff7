import { z } from 'zod';
import { phases } from '../domain/phase.js';
import { parseSourceAnchor } from '../domain/source-anchor.js';
import { budgetSchema, connectSchema, matchingSchema, pilotSchema, waveSchema, wavesSchema } from './cutover-schema.js';
import {
  distinguishedName,
  domainName,
  filePath,
  filledList,
  guid,
  mailAddress,
  mapping,
  repositoryFolder,
  repositoryPath,
  textLike,
  wholeNumber,
  writtenDistinguishedName,
} from './schema-parts.js';

/** The roots of Microsoft Graph's national clouds. No other: the server there is handed the tenant's access token. */
const graphRoots = [
  'https://graph.microsoft.com',
  'https://graph.microsoft.us',
  'https://dod-graph.microsoft.us',
  'https://microsoftgraph.chinacloudapi.cn',
] as const;

const tenant = mapping({
  id: guid('the Entra tenant (Entra admin center, Overview, Tenant ID)').describe(
    'Entra tenant id. Evidence from any other tenant is refused.',
  ),
  domain: domainName("the tenant's initial domain")
    .exactOptional()
    .describe('Initial domain of the tenant, for people to recognize it by, such as corp.onmicrosoft.com.'),
  graphEndpoint: z
    .enum(['embedded', ...graphRoots], `one of ${graphRoots.join(', ')}, or embedded`)
    .default('https://graph.microsoft.com')
    .describe(
      'Root of Microsoft Graph in the cloud of the tenant; `embedded`, together with that of Okta, for the stand-in on this machine.',
    ),
}).describe('The Microsoft Entra tenant that takes over.');

const okta = mapping({
  orgUrl: textLike(
    /^(embedded|https:\/\/(?![^./]+-admin\.)([A-Za-z0-9-]+\.)+[A-Za-z]{2,}\/?)$/,
    'the URL of the Okta org without a path and without -admin, such as https://corp.okta.com, or embedded',
  )
    .overwrite((url) => url.toLowerCase().replace(/\/$/, ''))
    .describe('URL of the Okta org; `embedded`, together with that of Graph, for the stand-in on this machine.'),
  apps: filledList(
    mapping({
      id: textLike(
        /^0oa[A-Za-z0-9]{10,40}$/,
        "the app's id, which starts with 0oa (Okta admin console, Applications, the app: in the address of its page)",
      ).describe('Id of the app in Okta.'),
      label: textLike(/^\S(.{0,198}\S)?$/, "the app's label as Okta shows it").describe(
        'Label of the app, for people to recognize it by.',
      ),
    }),
    'Office 365 app',
  ).describe('Every Office 365 app of the org. An app that is not declared here blocks the cutover.'),
  pushTried: textLike(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) \S.*$/,
    'the day and what was seen, such as 2026-11-20 ada@corp.example: nothing changed',
  )
    .exactOptional()
    .describe(
      'What Okta’s push did to one synchronized person of the pilot after a rollback in the test tenant, with the day in front, such as `2026-11-20 ada@corp.example: nothing changed`. The preview of a rollback asks for it.',
    ),
  drain: mapping({
    timeoutSeconds: wholeNumber(1, 86_400, 'seconds')
      .default(600)
      .describe('How long to wait for Okta to finish the provisioning that it has begun.'),
    pollSeconds: wholeNumber(1, 300, 'seconds').default(5).describe('How often to ask Okta meanwhile.'),
  })
    .prefault({})
    .describe('Waiting for provisioning under way, before the connection is switched off.'),
}).describe('The Okta org that provisions Microsoft 365 today.');

/** Required with cutover:syncTool cloudSync: consistency.ts says so when it is missing. */
export const cloudSyncSchema = mapping({
  servicePrincipalId: guid(
    'the service principal of the cloud sync configuration (Entra admin center, Enterprise applications, Object ID)',
  ).describe('Object id of the service principal that holds the synchronization job.'),
  domain: domainName('the Active Directory domain that is synchronized').describe(
    'Active Directory domain that the job synchronizes.',
  ),
  deletionThreshold: wholeNumber(1, 100_000, 'objects')
    .default(10)
    .describe('Cloud sync quarantines the job when it would delete this many objects or more.'),
  notificationRecipients: filledList(mailAddress, 'mail address').describe(
    'Who is told when cloud sync quarantines the job.',
  ),
  passwordHashSync: z
    .boolean('true or false')
    .default(false)
    .describe('Whether cloud sync also synchronizes password hashes, by a job of its own.'),
}).describe(
  'The Microsoft Entra cloud sync configuration that takes over. Required with `cutover:syncTool: cloudSync`.',
);

const anAge = 'a number of hours, more than 0 and at most 744';
const hours = z.number(anAge).positive(anAge).max(744, anAge);
const evidenceFiles = filledList(filePath, 'evidence file');
const evidence = mapping({
  onPrem: evidenceFiles.describe('Evidence files of Active Directory, written by `entra-cutover collect on-prem`.'),
  entra: z
    .union([z.literal('live'), evidenceFiles], 'live, or a list of at least one evidence file')
    .default('live')
    .describe(
      '`live` reads Microsoft Graph at the time of the assessment; otherwise files that `entra-cutover collect entra` wrote.',
    ),
  signers: filledList(
    textLike(/^\S(.*\S)?$/, 'an Ed25519 public key: Base64, or the path of a PEM file in this repository'),
    'public key',
  )
    .exactOptional()
    .describe(
      'Ed25519 public keys, each as Base64 or as the path of a PEM file in this repository. When given, an evidence file counts only with a valid signature of one of them (`collect --sign-key`).',
    ),
  complete: filledList(z.enum(['onPrem', 'entra'], 'onPrem or entra'), 'side')
    .exactOptional()
    .describe(
      'Sides whose files you vouch for: the export is whole, and nobody has a value in its empty columns. For files that can’t show it themselves; reports repeat it.',
    ),
  factsAcceptedUntil: textLike(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as 2027-09-30')
    .exactOptional()
    .describe(
      'Day, in quotes, such as "2027-01-31", until which you acknowledge that vendor facts behind rules were not checked for 180 days; at most 180 days from the assessment (evidence-facts-old).',
    ),
  versionsAccepted: filledList(
    textLike(
      /^(Entra Connect|provisioning agent|azuread plugin|okta plugin) \d+(\.\d+){2,3}$/,
      'a product and its version, such as Entra Connect 2.5.190.0',
    ),
    'version',
  )
    .exactOptional()
    .describe(
      'Versions that nobody has tried this product with and that you acknowledge, each with its product, such as `Entra Connect 2.5.190.0`; best after a trial in a test tenant (evidence-version-untried). Of provisioning agents, name the version of each: rules go by it (connect-version).',
    ),
  changesLagSeconds: wholeNumber(60, 3600, 'seconds')
    .exactOptional()
    .describe(
      'How late Microsoft Graph tells of a change, by your own trial: no page of Microsoft says so. When given, the gate before Entra is switched on waits so long after Okta was read back as off and asks for changes, instead of reading the tenant as a whole. The first app waits so long, too, before it reads the tenant and is switched off.',
    ),
  maximumAgeHours: mapping({
    onPrem: hours.default(24).describe('Hours after which on-premises evidence is stale.'),
    entra: hours.default(4).describe('Hours after which Entra evidence is stale.'),
  })
    .prefault({})
    .describe('Stale evidence makes the decision indeterminate.'),
}).describe('What the assessment reads.');

const limit = wholeNumber(0, 10_000_000, 'accounts');
const aShare = 'a percentage from 0 to 100';
const percent = z.number(aShare).min(0, aShare).max(100, aShare);
const thresholds = mapping({
  // `total` is what the gate calls the limit of those who lie in none of the declared units.
  creations: mapping({
    default: limit.default(0).describe('Accounts that Entra may create outside the organizational units below.'),
    perOrganizationalUnit: z
      .record(distinguishedName, limit, 'a mapping of organizational units to numbers')
      .default({})
      .describe('Accounts that Entra may create in an organizational unit, by its distinguished name.'),
  })
    .transform(({ default: total, perOrganizationalUnit }) => ({ total, perOrganizationalUnit }))
    .prefault({})
    .describe('New accounts that Entra may create.'),
  softMatches: limit
    .default(0)
    .describe('Accounts that Entra may take over by UPN or address, without an ImmutableID.'),
  deletions: limit.default(0).describe('Staged deletions that nobody accepted one by one.'),
  percentages: mapping({
    creations: percent.exactOptional().describe('Accounts that Entra may create, in percent of the on-premises users.'),
    softMatches: percent
      .exactOptional()
      .describe('Accounts that Entra may take over by name, in percent of the on-premises users.'),
    deletions: percent
      .exactOptional()
      .describe('Staged deletions that nobody accepted, in percent of the Entra users.'),
    minimumPopulation: wholeNumber(0, 10_000_000, 'users')
      .default(100)
      .describe('No share is judged of fewer users than this on that side: a share of few people means nothing.'),
  })
    .exactOptional()
    .describe('Limits by share, in addition to those by number: exceeding either blocks.'),
})
  .prefault({})
  .describe('Limits; more than that blocks the cutover.');

const units = z.array(distinguishedName, 'a list of distinguished names').default([]);
const scope = mapping({
  organizationalUnits: units.describe(
    'Organizational units that are synchronized, by distinguished name; none: all of them.',
  ),
  excludedOrganizationalUnits: units.describe(
    'Organizational units inside them that are not synchronized, by distinguished name.',
  ),
})
  .prefault({})
  .describe('Which part of the directory the sync tool is configured for.');

const remediations = mapping({
  path: repositoryPath.describe(
    'File of reviewed repairs, written by `entra-cutover remediate`: see docs/remediation.md.',
  ),
  limit: wholeNumber(1, 1_000_000, 'repairs')
    .default(100)
    .describe('How many repairs one update may make; with more to do it makes none.'),
  allowPrivileged: z
    .boolean('true or false')
    .default(false)
    .describe('Whether repairs may touch people who hold, or may activate, a privileged directory role.'),
}).describe('Repairs that updates in the phases assess and stage make, and a rollback undoes.');

const directory = mapping({
  server: textLike(
    /^ldaps?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?$/,
    'the URL of a domain controller, such as ldaps://dc1.corp.example (ldap:// speaks StartTLS)',
  )
    .toLowerCase()
    .describe('Domain controller that repairs are written to; `ldap://` is upgraded by StartTLS.'),
  baseDn: writtenDistinguishedName.describe('Distinguished name under which the people are found.'),
  bindDn: textLike(/^\S(.*\S)?$/, 'a distinguished name or UPN to sign in with').describe(
    'Who signs in: a distinguished name or UPN. Put the password into the environment variable ENTRA_CUTOVER_LDAP_PASSWORD.',
  ),
  caFile: filePath
    .exactOptional()
    .describe('PEM file of the authority that issued the certificate of the domain controller.'),
}).describe('How Active Directory is reached for repairs.');

const review = mapping({
  dataFolders: filledList(repositoryFolder, 'folder')
    .default(['evidence', 'waivers', 'remediations'])
    .describe(
      'Folders from which a pull request may bring data: evidence, waivers and lists of repairs, as the base branch says. Files in them end in .csv, .json, .ndjson, .xml, .yaml or .ldif, or one of these with .gz.',
    ),
})
  .prefault({})
  .describe('What a review takes from a proposal.');

const report = mapping({
  maskPeople: z
    .boolean('true or false')
    .default(false)
    .describe("Whether people's names and addresses are masked in reports that leave the environment."),
  directory: filePath.default('reports').describe('Folder that reports are written to.'),
})
  .prefault({})
  .describe('Reports of an update.');

const audit = mapping({
  journal: filePath
    .exactOptional()
    .describe('File of the hash-chained audit journal; `audit/STACK.jsonl` when left out.'),
  lost: filledList(
    mapping({
      sequence: wholeNumber(1, 1_000_000_000, 'entries').describe('How many entries the Pulumi state had recorded.'),
      hash: textLike(/^[0-9a-f]{64}$/, 'the hash that audit verify names').describe('Hash of the last of them.'),
      reason: textLike(/^\S(.*\S)?$/, 'what is lost, and why').describe('What is lost, and why.'),
      owner: textLike(/^\S(.*\S)?$/, 'who answers for it').describe('Who answers for it.'),
    }),
    'loss',
  )
    .exactOptional()
    .describe(
      'Ends of the journal that are lost for good, acknowledged in a reviewed pull request: see docs/gitops.md, “Audit”.',
    ),
})
  .prefault({})
  .describe('The record of every write.');

/**
 * Everything that a stack may say under `config:`, from which the JSON Schema for editors and docs/configuration.md are
 * generated. Checked section by section in validate.ts; what spans several keys is in consistency.ts.
 */
export const configurationSchema = mapping({
  'cutover:phase': z
    .enum(phases, `one of ${phases.join(', ')}`)
    .describe('Where the environment is. Changing it in a pull request is how an environment moves.'),
  // The engine rewrites the file with quotes around top-level values when somebody uses `pulumi config set`.
  'cutover:hold': z
    .union([z.boolean(), z.enum(['true', 'false'])], 'true or false')
    .transform((value) => String(value) === 'true')
    .prefault(false)
    .describe('`true` stops every write but pausing an Entra synchronization.'),
  'cutover:syncTool': z
    .enum(['cloudSync', 'connect'], 'cloudSync, or connect (Microsoft Entra Connect Sync)')
    .default('cloudSync')
    .describe('What takes over provisioning: Microsoft Entra cloud sync, or an Entra Connect server.'),
  'cutover:tenant': tenant,
  'cutover:okta': okta,
  'cutover:cloudSync': cloudSyncSchema.exactOptional(),
  'cutover:connect': connectSchema.exactOptional(),
  'cutover:matching': matchingSchema.exactOptional(),
  'cutover:pilot': pilotSchema.exactOptional(),
  'cutover:waves': wavesSchema.exactOptional(),
  'cutover:wave': waveSchema,
  'cutover:evidence': evidence,
  'cutover:sourceAnchor': textLike(
    /^[A-Za-z][A-Za-z0-9-]*(:(bytes|text|text-base64))?$/,
    'ATTRIBUTE or ATTRIBUTE:ENCODING, the encoding being bytes, text or text-base64',
  )
    .transform((setting) => {
      const anchor = parseSourceAnchor(setting);
      // The pattern is the parser's: to get here means that the two have drifted apart.
      if (anchor === undefined) throw new Error(`The schema accepted the source anchor ${setting}.`);
      return anchor;
    })
    .prefault('mS-DS-ConsistencyGuid')
    .describe(
      'Attribute that Entra computes the source anchor from; mS-DS-ConsistencyGuid falls back to objectGUID. Or attribute:encoding, as `assess` names it where another attribute explains the ImmutableIDs: `bytes` (Base64 of its bytes), `text` (its text) or `text-base64` (Base64 of its text).',
    ),
  'cutover:scope': scope,
  'cutover:verifiedDomains': filledList(domainName('a verified domain of the tenant'), 'domain')
    .overwrite((domains) => [...new Set(domains)])
    .exactOptional()
    .describe('Verified domains of the tenant; read from Microsoft Graph when left out.'),
  'cutover:thresholds': thresholds,
  'cutover:budget': budgetSchema.exactOptional(),
  'cutover:waivers': repositoryPath
    .exactOptional()
    .describe('File of waivers and accepted losses: see docs/waivers.md.'),
  'cutover:remediations': remediations.exactOptional(),
  'cutover:directory': directory.exactOptional(),
  'cutover:review': review,
  'cutover:report': report,
  'cutover:audit': audit,
});

/** The configuration after the schema filled its defaults in and brought what is compared into one spelling. */
export type Configuration = z.output<typeof configurationSchema>;
