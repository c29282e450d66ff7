import { decodeBase64, encodeBase64 } from './base64.js';
import { decodeConnectorDn, encodeConnectorDn } from './connector-dn.js';
import { bytesToGuid, bytesToHex, guidToBytes, hexToBytes, normalizeGuid } from './guid.js';

/** One anchor in every spelling the tools of the field use. */
export interface AnchorForms {
  /** The spelling that was recognised. */
  readonly recognised:
    | 'GUID text'
    | 'Base64 (ImmutableID)'
    | 'csvde binary'
    | 'hexadecimal bytes'
    | 'LDAP filter'
    | 'Entra connector DN';
  /** Lower-case GUID text. */
  readonly guid: string;
  /** Base64 of the bytes in .NET order: source anchor and ImmutableID. */
  readonly immutableId: string;
  /** The bytes in .NET order, separated by spaces as ADUC shows them. */
  readonly hex: string;
  readonly csvde: string;
  readonly ldapFilter: string;
  readonly connectorDn: string;
}

/**
 * Reads an anchor in any spelling and gives it in all of them, or undefined when it is none. Thirty-two bare hexadecimal
 * digits are refused: their byte order can’t be told (docs/decisions/0004). Spellings: facts 1.5, 6.1, 6.2.
 */
export function convertAnchor(text: string): AnchorForms | undefined {
  const found = recognise(text.trim());
  if (found?.bytes?.length !== 16) return undefined;
  const { recognised, bytes } = found;
  const guid = bytesToGuid(bytes);
  const immutableId = encodeBase64(bytes);
  const hex = bytesToHex(bytes);
  const pairs = hex.match(/../g) ?? [];
  return {
    recognised,
    guid,
    immutableId,
    hex: pairs.join(' '),
    csvde: `X'${hex}'`,
    ldapFilter: `(objectGUID=${pairs.map((pair) => `\\${pair}`).join('')})`,
    connectorDn: encodeConnectorDn(immutableId),
  };
}

type Recognition = { readonly recognised: AnchorForms['recognised']; readonly bytes: Uint8Array | undefined };

function recognise(text: string): Recognition | undefined {
  const guid = normalizeGuid(text);
  if (guid !== undefined) return { recognised: 'GUID text', bytes: guidToBytes(guid) };
  const csvde = /^X'([0-9a-f]+)'$/i.exec(text)?.[1];
  if (csvde !== undefined) return { recognised: 'csvde binary', bytes: hexToBytes(csvde) };
  const filter = /^(?:\([\w-]+=)?((?:\\[0-9a-f]{2}){16})\)?$/i.exec(text)?.[1];
  if (filter !== undefined) return { recognised: 'LDAP filter', bytes: hexToBytes(filter.replaceAll('\\', '')) };
  if (/^([0-9a-f]{2}[ :-]){15}[0-9a-f]{2}$/i.test(text)) {
    return { recognised: 'hexadecimal bytes', bytes: hexToBytes(text.replace(/[ :-]/g, '')) };
  }
  const anchor = decodeConnectorDn(text);
  if (anchor !== undefined) return { recognised: 'Entra connector DN', bytes: decodeBase64(anchor) };
  return { recognised: 'Base64 (ImmutableID)', bytes: decodeBase64(text) };
}
