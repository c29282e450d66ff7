import { bytesToHex, hexToBytes } from './guid.js';
import { utf8 } from './source-anchor.js';

// In Entra Connect's Entra connector space the DN *is* the anchor: CN={hex of the anchor's ASCII letters}. That is what
// ties a staged delete, which carries no attributes, to an ImmutableID (CONNECT-16).
const connectorDn = /^\s*CN=\{([0-9a-f]+)\}\s*$/i;
const printableAscii = /^[\x21-\x7e]+$/;

/** The connector-space DN of a source anchor (as `ConvertTo-ADSyncToolsAadDistinguishedName`; CONNECT-16). */
export function encodeConnectorDn(sourceAnchor: string): string {
  return `CN={${bytesToHex(utf8(sourceAnchor)).toUpperCase()}}`;
}

/**
 * The source anchor in a connector-space DN, letter for letter, or undefined: objects that were imported without a
 * source anchor have DNs of another form (CONNECT-17, unconfirmed), and a wrong anchor would be worse than none.
 */
export function decodeConnectorDn(dn: string): string | undefined {
  const bytes = hexToBytes(connectorDn.exec(dn)?.[1] ?? '');
  if (bytes === undefined || bytes.length === 0) return undefined;
  const text = String.fromCharCode(...bytes);
  return printableAscii.test(text) ? text : undefined;
}
