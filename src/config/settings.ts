import type { ConnectEvidenceKind, DirectoryConnection, LostEnd, Percentages } from '../domain/environment.js';
import type { CompleteSide } from '../domain/evidence.js';
import type { Phase } from '../domain/phase.js';
import type { SourceAnchorSetting } from '../domain/source-anchor.js';

/** Where a service is: its URL without a trailing slash, or the stand-in that the wrapper starts on this machine. */
export type Endpoint = 'embedded' | `https://${string}`;

/**
 * What a stack declares, checked and complete: defaults filled in, and GUIDs, domains and distinguished names in lower
 * case, since they are compared without it. Paths are as written, relative to the folder of the stack file.
 */
export interface Settings {
  readonly phase: Phase;
  /** True stops every write but pausing an Entra synchronization. */
  readonly hold: boolean;
  readonly syncTool: 'cloudSync' | 'connect';
  /** True when both services are stand-ins on this machine. */
  readonly embedded: boolean;
  readonly tenant: { readonly id: string; readonly domain?: string; readonly graphEndpoint: Endpoint };
  readonly okta: {
    readonly orgUrl: Endpoint;
    /** Every Office 365 app of the org; at least one. */
    readonly apps: readonly { readonly id: string; readonly label: string }[];
    readonly drain: { readonly timeoutSeconds: number; readonly pollSeconds: number };
  };
  /** There with `syncTool` cloudSync. */
  readonly cloudSync?: {
    readonly servicePrincipalId: string;
    /** The Active Directory domain that the job synchronises. */
    readonly domain: string;
    /** Cloud sync quarantines the job when it would delete this many objects or more (facts 3.6). */
    readonly deletionThreshold: number;
    readonly notificationRecipients: readonly string[];
    readonly passwordHashSync: boolean;
  };
  /** There with `syncTool` connect. */
  readonly connect?: {
    readonly serverName: string;
    readonly connectorName: string;
    /** The most deletions that Entra Connect may let through in one export. */
    readonly deletionThreshold: number;
    readonly evidence: Readonly<Record<ConnectEvidenceKind, readonly string[]>> & { readonly manifest?: string };
    readonly maximumAgeHours: number;
  };
  /** Left out: the tenant's matching switches are left alone. */
  readonly matching?: {
    /** ISO 8601, UTC. */
    readonly openUntil: string;
    readonly hardMatch: boolean;
    readonly softMatch: boolean;
    readonly deletionThreshold: number;
  };
  /** Distinguished names and objectGUIDs, in lower case; none: no pilot. */
  readonly pilot: readonly string[];
  /** None: everybody is in scope from the start. Units in lower case. */
  readonly waves: readonly { readonly name: string; readonly organizationalUnits: readonly string[] }[];
  /** 1-based; 1 without waves. */
  readonly wave: number;
  readonly evidence: {
    readonly onPrem: readonly string[];
    /** Read from Microsoft Graph at the time of the assessment, or files that `collect entra` wrote. */
    readonly entra: 'live' | readonly string[];
    /** Who must have signed an evidence file: public keys as Base64, or paths of PEM files. Left out: nobody. */
    readonly signers?: readonly string[] | undefined;
    /** Sides that are declared complete. */
    readonly complete?: readonly CompleteSide[] | undefined;
    readonly maximumAgeHours: { readonly onPrem: number; readonly entra: number };
  };
  readonly sourceAnchor: SourceAnchorSetting;
  /** Empty lists: everything is in scope. */
  readonly scope: {
    readonly organizationalUnits: readonly string[];
    readonly excludedOrganizationalUnits: readonly string[];
  };
  /** Left out: they are read from Graph. */
  readonly verifiedDomains?: readonly string[];
  /** The limits that the gate judges, in its own words; `total` counts what lies in none of the declared units. */
  readonly thresholds: {
    readonly creations: { readonly total: number; readonly perOrganizationalUnit: Readonly<Record<string, number>> };
    readonly softMatches: number;
    readonly deletions: number;
    readonly percentages?: Percentages;
  };
  readonly waivers?: string;
  /** Reviewed repairs, and how much of them one update may make. */
  readonly remediations?: { readonly path: string; readonly limit: number; readonly allowPrivileged: boolean };
  /** How Active Directory is reached for repairs; the password comes from the environment. */
  readonly directory?: DirectoryConnection;
  /** Folders from which a proposal may bring data. */
  readonly review: { readonly dataFolders: readonly string[] };
  readonly report: { readonly maskPeople: boolean; readonly directory: string };
  readonly audit: {
    readonly journal?: string;
    /** Ends of the journal that the state saw and that are lost for good, each acknowledged by a review. */
    readonly lost?: readonly LostEnd[];
  };
}
