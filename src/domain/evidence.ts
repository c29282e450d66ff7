/** Where a record was read: the file or endpoint, and its line (1-based; for JSON arrays the position of the record). */
export interface RecordPosition {
  readonly origin: string;
  readonly line: number;
}

/** The questions an assessment can answer, in the words of `scope` and `openQuestions`. */
export type EvidenceQuestion =
  | 'anchors'
  | 'consistencyGuid'
  | 'pendingExports'
  | 'disconnectors'
  | 'exportErrors'
  | 'syncStatus'
  | 'connectConfig'
  | 'okta'
  | 'service'
  | FieldQuestion;

/** The questions that are answered by fields of the two sides: open where either side does not show them. */
export type FieldQuestion = 'accountState' | 'addresses' | 'cloudSyncFlag' | 'sid' | 'groups' | 'objectIdentifier';

export const evidenceQuestions: readonly EvidenceQuestion[] = [
  'anchors',
  'consistencyGuid',
  'accountState',
  'addresses',
  'cloudSyncFlag',
  'sid',
  'groups',
  'objectIdentifier',
  'pendingExports',
  'disconnectors',
  'exportErrors',
  'syncStatus',
  'connectConfig',
  'okta',
  'service',
];

/** Each question as sentences name it. */
export const questionWords: Readonly<Record<EvidenceQuestion, string>> = {
  anchors: 'anchors',
  consistencyGuid: 'ConsistencyGuid',
  pendingExports: 'pending exports',
  disconnectors: 'disconnectors',
  exportErrors: 'export errors',
  syncStatus: 'sync status',
  connectConfig: 'Connect configuration',
  okta: 'Okta',
  service: 'service settings',
  accountState: 'account state',
  addresses: 'addresses',
  cloudSyncFlag: 'which accounts are synced',
  sid: 'SIDs',
  groups: 'groups',
  objectIdentifier: 'object identifiers',
};

/** What a piece of evidence says about: one flag of `assess` each. */
export type EvidenceKind =
  | 'onPrem'
  | 'entra'
  | 'pendingExports'
  | 'disconnectors'
  | 'exportErrors'
  | 'syncStatus'
  | 'connectConfig'
  | 'okta';

/** Each kind as flags and `collect connect --kind` name it. */
export const kindFlags: Readonly<Record<EvidenceKind, string>> = {
  onPrem: 'on-prem',
  entra: 'entra',
  pendingExports: 'pending-exports',
  disconnectors: 'disconnectors',
  exportErrors: 'export-errors',
  syncStatus: 'sync-status',
  connectConfig: 'connect-config',
  okta: 'okta',
};

/**
 * A defect met while reading. A reader never throws on a bad record: it returns what it could read and says what it
 * could not.
 * - `row-rejected`: one record could not be read; the evidence is incomplete.
 * - `incomplete`: the whole source is (truncated, empty, of another kind, without a needed column).
 * - `unreadable-text`: characters were lost before we saw them (`?` or U+FFFD in names); a warning, never a refusal.
 */
export interface ReadIssue {
  readonly problem: 'row-rejected' | 'incomplete' | 'unreadable-text';
  readonly at: RecordPosition;
  /** One sentence: what was found, what was expected, what to do. */
  readonly message: string;
  /** How many records it stands for, where more than one has the same fault. */
  readonly rows?: number;
}

/**
 * What a source shows. "Not asked for" is not "has none": Graph and PowerShell leave out, or write empty, what nobody asked
 * for. So a field counts only where the source proves that it was asked for, or where one record has a value.
 */
export interface Shown {
  /**
   * The fields that the source shows, in the names of OnPremObject and EntraObject. Where a record lacks one of these, the
   * object has no such value; of every other field nothing is known.
   */
  readonly fields: ReadonlySet<string>;
  /** The fields that it has a column for and no value of: they may never have been asked for. */
  readonly empty?: ReadonlySet<string>;
  /**
   * True for a source that can't tell whether it is whole (a table, a bare list of objects): a tool's page size may have
   * cut it. A page without a next link, a footer of `collect`, LDIF and LDAP carry their completeness.
   */
  readonly mayBeCut?: true;
}

/** A side of the comparison that somebody vouches for: its export is whole, and nobody has a value in its empty columns. */
export const completeSides = ['onPrem', 'entra'] as const;
export type CompleteSide = (typeof completeSides)[number];

/** One source that was read: the entry of `evidence` in the report, and what the gate needs to judge it. */
export interface EvidenceSource extends Shown {
  readonly kind: EvidenceKind;
  /** The path as the user gave it, or the endpoint. */
  readonly origin: string;
  /** SHA-256 of the bytes read, lower-case hex. For a file that `collect` wrote: of its record lines, without the times. */
  readonly sha256: string;
  readonly records: number;
  readonly rejected: number;
  readonly skipped: number;
  /** When the source was read from the system it describes (ISO 8601, UTC); only `collect` and live reads know it. */
  readonly readAt?: string;
  /** The Entra tenant or AD domain that the evidence says it is from. */
  readonly tenant?: string;
  /** The Entra Connect server that it was exported from, where it is said. */
  readonly server?: string;
  /** True for pending exports to Active Directory: they answer nothing about Entra. */
  readonly toDirectory?: true;
  /** The public key (Base64) whose signature the file carries and that fits it; whether it is trusted is another question. */
  readonly signer?: string;
  readonly issues: readonly ReadIssue[];
}

/** What the source answers about Entra: its kind; nothing where it shows what would be written to Active Directory. */
export function answeredKind({
  kind,
  toDirectory,
}: Pick<EvidenceSource, 'kind' | 'toDirectory'>): EvidenceKind | undefined {
  return toDirectory ? undefined : kind;
}

/** What a reader returns: the records, and the truth about how much of the source they are. */
export interface Evidence<Item> {
  readonly source: EvidenceSource;
  readonly records: readonly Item[];
}
