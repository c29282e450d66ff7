import type { AttributeValues } from '../../domain/connect.js';

// One cs-object of a csexport file as it stands there, before anybody says what it means. Grammar: CONNECT-11.

/** A value list of an `attr` or `dn-attr`; in update deltas each value says whether it comes or goes. */
export interface RawAttribute extends AttributeValues {
  readonly operation: string | undefined;
  readonly multivalued: boolean;
  readonly values: string[];
  readonly valuesDeleted: string[];
}

export interface RawDelta {
  readonly operation: string;
  readonly dn: string | undefined;
  /** What the object would be called by a rename, by the word of the file in lower case: `newdn`, or `newrdn` and `newsuperior`. */
  readonly newNames: Map<string, string>;
  anchor?: string;
  readonly attributes: RawAttribute[];
}

export interface RawHologram {
  readonly name: string;
  dn?: string | undefined;
  anchor?: string;
  readonly attributes: RawAttribute[];
}

/** An object of the connector space. The element names are those of the file, without a namespace prefix. */
export interface ConnectorSpaceObject {
  readonly line: number;
  readonly csDn: string | undefined;
  readonly id: string | undefined;
  readonly objectType: string | undefined;
  delta?: RawDelta;
  readonly holograms: RawHologram[];
  /** Text of the element `connector`: `1` for an object that is joined. */
  connector?: string;
  /** Text of the element `export-delta-operation`. */
  exportDeltaOperation?: string;
  /** Attributes and elements of `export-errordetail` by name: `error-type`, `error-name`, `extra-error-details`, … */
  errorDetail?: Map<string, string>;
  /** `error-type` of `import-errordetail`: the object was not imported or not synchronized, so what is staged is not its last word. */
  importError?: string;
}

/** The bounds of what one object may hold, so that a hostile or broken file cannot fill the memory. */
export interface CsExportLimits {
  readonly depth: number;
  /** Characters of one text, attribute, comment or other token. */
  readonly tokenCharacters: number;
  /** A group may have 250,000 members (CONNECT-28), and a file shows them up to four times. */
  readonly valuesPerObject: number;
  readonly charactersPerObject: number;
}

export const csExportLimits: CsExportLimits = {
  depth: 32,
  tokenCharacters: 4 * 1024 * 1024,
  valuesPerObject: 2_000_000,
  charactersPerObject: 256 * 1024 * 1024,
};
