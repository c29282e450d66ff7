import type { Assessment, IdentityLine } from './assessment.js';
import type { CompleteSide } from './evidence.js';
import type { Phase } from './phase.js';
import type { SourceAnchorSetting } from './source-anchor.js';

/**
 * An evidence or waiver file as the Pulumi program saw it: its path relative to the stack file, and the SHA-256 of what it
 * says (`EvidenceSource.sha256`; of waiver files their bytes). `unreadable` when the program could not read it.
 */
export interface FileFingerprint {
  readonly path: string;
  readonly sha256: string;
}

/** How Active Directory is reached; the password comes from the environment. */
export interface DirectoryConnection {
  /** `ldaps://host[:port]`, or `ldap://` with StartTLS. */
  readonly server: string;
  readonly baseDn: string;
  readonly bindDn: string;
  /** PEM file, relative to the stack file. */
  readonly caFile?: string | undefined;
}

/** What is exported from an Entra Connect server, one flag of `assess` each. */
export type ConnectEvidenceKind = 'pendingExports' | 'disconnectors' | 'exportErrors' | 'syncStatus' | 'connectConfig';

export const connectEvidenceKinds: readonly ConnectEvidenceKind[] = [
  'pendingExports',
  'disconnectors',
  'exportErrors',
  'syncStatus',
  'connectConfig',
];

/** The evidence of an Entra Connect server as the program saw it. */
export interface ConnectEvidenceInputs extends Readonly<Record<ConnectEvidenceKind, readonly FileFingerprint[]>> {
  /** When the files were exported, by their SHA-256; left out when each file says so itself. */
  readonly manifest?: FileFingerprint;
  readonly maximumAgeHours: number;
  /** Whose exports count; what names another server answers nothing. */
  readonly server?: { readonly name: string; readonly connector: string };
}

/** Limits by share, beside those by number; a share of few people says nothing, so a minimum population belongs to them. */
export interface Percentages {
  /** Percent of the on-premises users. */
  readonly creations?: number;
  readonly softMatches?: number;
  /** Percent of the Entra users. */
  readonly deletions?: number;
  /** Users on that side below which no share is judged. */
  readonly minimumPopulation: number;
}

/**
 * Everything that an assessment of an environment is made from, as it crosses the Pulumi engine: no clock, port, absolute
 * path or credential. Endpoints are a URL, or `embedded` for the stand-in on this machine.
 */
export interface AssessmentInputs {
  readonly tenantId: string;
  readonly graphEndpoint: string;
  readonly oktaOrgUrl: string;
  /** The Office 365 apps that the stack declares. */
  readonly oktaAppIds: readonly string[];
  /** There when an Entra Connect server takes over: what was exported from it. */
  readonly connect?: ConnectEvidenceInputs;
  readonly evidence: {
    readonly onPrem: readonly FileFingerprint[];
    readonly entra: 'live' | readonly FileFingerprint[];
    readonly maximumAgeHours: { readonly onPrem: number; readonly entra: number };
    /** Sides that the stack declares complete. */
    readonly complete?: readonly CompleteSide[];
    /** Who must have signed every evidence file: Base64 of the public keys. Left out: nobody. */
    readonly signers?: readonly string[];
  };
  readonly sourceAnchor: SourceAnchorSetting;
  readonly scope: {
    readonly organizationalUnits: readonly string[];
    readonly excludedOrganizationalUnits: readonly string[];
  };
  /** Left out: they are read from Graph. */
  readonly verifiedDomains?: readonly string[];
  readonly thresholds: {
    readonly creations: { readonly total: number; readonly perOrganizationalUnit: Readonly<Record<string, number>> };
    readonly softMatches: number;
    readonly deletions: number;
    readonly percentages?: Percentages;
  };
  readonly waivers: readonly FileFingerprint[];
}

/** What the provider asks the pipeline to assess. */
export interface EnvironmentRequest extends AssessmentInputs {
  readonly stack: string;
  readonly phase: Phase;
}

/** What the pipeline answers. */
export interface EnvironmentAssessment {
  readonly assessment: Assessment;
  /** When each Entra source was read, ISO 8601 in UTC; empty when a source does not say. */
  readonly entraReadAt: readonly string[];
  /** When each on-premises source was read; left out where nobody asked. */
  readonly onPremReadAt?: readonly string[];
  /** One entry per identity, so that a verification can tell who should have been matched. */
  readonly identities: readonly IdentityLine[];
  /** The on-premises account with this distinguished name or objectGUID (any letter case), for those who are to be named. */
  readonly onPremNames?: (nameOrGuid: string) => OnPremName | undefined;
}

/** How Active Directory calls an account. */
export interface OnPremName {
  readonly objectGuid: string;
  readonly distinguishedName: string;
}

/** What every resource of ours is given. */
export interface EnvironmentInputs {
  readonly stack: string;
  readonly phase: Phase;
}

/** The phase that an environment has reached. */
export interface PhaseInputs extends EnvironmentInputs {
  /** Path of the audit journal, beside which the status file lies; left out: no status is kept. */
  readonly journal?: string;
}

/** What every resource that writes to a remote system is given beside it. */
export interface GuardedInputs extends EnvironmentInputs {
  readonly assessment: AssessmentInputs;
  /** `cutover:hold`: true refuses every write but pausing an Entra synchronization. */
  readonly hold: boolean;
  /** Path of the audit journal, relative to the stack file. */
  readonly journal: string;
}

/** An end of the journal that the Pulumi state saw and nobody has any more. */
export interface LostEnd {
  readonly sequence: number;
  readonly hash: string;
  readonly reason: string;
  readonly owner: string;
}

/** The witness of the audit journal. */
export interface AuditTrailInputs extends EnvironmentInputs {
  /** Path of the audit journal, relative to the stack file. */
  readonly journal: string;
  /** Acknowledged: the journal goes on without them and says so. */
  readonly lost?: readonly LostEnd[];
}

/** The gate over the whole population. */
export interface AnchorGateInputs extends EnvironmentInputs {
  readonly assessment: AssessmentInputs;
}

/** The repairs that a reviewed file declares. */
export interface AnchorBindingsInputs extends GuardedInputs {
  /** The reviewed file; left out: none is declared. */
  readonly file?: FileFingerprint;
  /** What each binding of it does, by its key, without values: for people to see in a preview. */
  readonly entries: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly allowPrivileged: boolean;
  readonly directory?: DirectoryConnection;
  /** The cloud sync configuration that must be off meanwhile; left out with Entra Connect. */
  readonly servicePrincipalId?: string;
}

/** `unmanaged`: looked at, never touched. `off`: switched off. `on`: as it was found before it was switched off. */
export type OktaProvisioningTarget = 'unmanaged' | 'off' | 'on';

/** The provisioning of one Office 365 app of an Okta org. */
export interface OktaProvisioningInputs extends GuardedInputs {
  readonly appId: string;
  readonly label: string;
  readonly provisioning: OktaProvisioningTarget;
  /** The cloud sync configuration that must be off before Okta is switched on again; left out with Entra Connect. */
  readonly servicePrincipalId?: string;
  readonly drain: { readonly timeoutSeconds: number; readonly pollSeconds: number };
}

/** Whether a synchronization job of Entra cloud sync runs. */
export interface CloudSyncActivationInputs extends GuardedInputs {
  readonly servicePrincipalId: string;
  /** The job's id, or its path `/servicePrincipals/<guid>/synchronization/jobs/<id>` as azuread gives it. */
  readonly jobId: string;
  readonly active: boolean;
  /** The password hash job beside it, by id or path; left out when there is none. */
  readonly passwordHashJobId?: string;
  /** Distinguished names or objectGUIDs of the people who are provisioned one by one before the first start. */
  readonly pilot?: readonly string[];
  /** Organizational units by wave; left out: everybody is in scope from the start. */
  readonly waves?: readonly Wave[];
  /** The wave to reach, 1-based. */
  readonly wave?: number;
  /** Cloud sync must stop by itself before it deletes more than this many; checked in the secrets as far as they show it. */
  readonly deletionThreshold?: number;
}

/** One widening of the scope. */
export interface Wave {
  readonly name: string;
  readonly organizationalUnits: readonly string[];
}

/** Whether an Entra Connect server exports. Nobody but an operator switches it; this resource checks and waits. */
export interface ConnectActivationInputs extends GuardedInputs {
  readonly serverName: string;
  readonly connectorName: string;
  readonly active: boolean;
  /** The most deletions that the server may let through in one export. */
  readonly deletionThreshold: number;
}

/** `open`: matching allowed as declared. `closed`: blocked. `restored`: as it was found before it was opened. */
export type TenantSwitchesTarget = 'open' | 'closed' | 'restored';

/** The tenant's matching switches and its accidental deletion prevention: opened and closed as one pair. */
export interface TenantSwitchesInputs extends GuardedInputs {
  readonly switches: TenantSwitchesTarget;
  /** ISO 8601, UTC: from then on `open` means closed. */
  readonly openUntil: string;
  readonly hardMatch: boolean;
  readonly softMatch: boolean;
  readonly deletionThreshold: number;
}
