import { bytesIn } from './bytes.js';
import { type Connect, disconnectorsXml, exportsXml, policyJson } from './formats/connect.js';
import type { Format, Sheet, Style, Whole } from './sheet.js';

/** One side's file, up to the moment when it becomes bytes. */
export interface Side {
  readonly format: Format;
  readonly sheet: Sheet;
  style: Style;
  readonly whole: Whole;
  /** What happens to the text and to the bytes, in this order. */
  readonly text: ((text: string) => string)[];
  readonly bytes: ((bytes: Buffer) => Buffer)[];
}

/** Everything that one assessment is given. */
export interface EvidenceSet {
  readonly onPrem: Side;
  readonly entra: Side;
  connect?: Connect;
  /** The texts of what Entra Connect shows once more, as the others. */
  readonly exportsText: ((text: string) => string)[];
  readonly disconnectorsText: ((text: string) => string)[];
  readonly policyText: ((text: string) => string)[];
  okta?: string;
  readonly stack: boolean;
}

/** The files by the kind of evidence: what `assess` reads. */
export type Files = Readonly<Record<string, readonly Buffer[]>>;

export function filesOf({
  onPrem,
  entra,
  connect,
  exportsText,
  disconnectorsText,
  policyText,
  okta,
}: EvidenceSet): Files {
  const changed = (text: string, changes: EvidenceSet['exportsText']): Buffer[] => [
    Buffer.from(changes.reduce((now, change) => change(now), text)),
  ];
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const status = connect && [connect.scheduler, connect.runs].filter((part) => Object.keys(part).length > 0);
  return {
    onPrem: [sideBytes(onPrem)],
    entra: [sideBytes(entra)],
    ...(connect && { pendingExports: changed(exportsXml(connect), exportsText) }),
    ...(connect?.disconnectors && {
      disconnectors: changed(disconnectorsXml(connect.disconnectors), disconnectorsText),
    }),
    ...(connect &&
      connect.policies.length > 0 && {
        connectConfig: connect.policies.flatMap((policy) => changed(policyJson(policy), policyText)),
      }),
    ...(status !== undefined && status.length > 0 && { syncStatus: status.map(json) }),
    ...(okta !== undefined && { okta: [Buffer.from(okta)] }),
  };
}

function sideBytes({ format, sheet, style, whole, text, bytes }: Side): Buffer {
  const written = text.reduce((now, change) => change(now), format.write(sheet, style, whole));
  return bytes.reduce((now, change) => change(now), bytesIn(written, style));
}
