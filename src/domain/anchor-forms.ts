import { decodeBase64, encodeBase64 } from './base64.js';
import { decodeConnectorDn, encodeConnectorDn } from './connector-dn.js';
import { bytesToGuid, bytesToHex, guidToBytes, hexToBytes, normalizeGuid, swapGuidBytes } from './guid.js';

/** One anchor in every spelling the tools of the field use. */
export interface AnchorForms {
  /** The spelling that was recognized. */
  readonly recognised:
    | 'GUID text'
    | 'Base64 (ImmutableID)'
    | 'csvde binary'
    | 'hexadecimal bytes'
    | 'hexadecimal digits, read as bytes'
    | 'hexadecimal digits, read as GUID text without hyphens'
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
 * Reads an anchor in any spelling and gives it in all of them; empty when it is none. Thirty-two bare hexadecimal digits
 * have two readings, since nothing tells their byte order: both are given, the bytes first.
 */
export function convertAnchor(text: string): readonly AnchorForms[] {
  return recognise(text.trim()).flatMap(({ recognised, bytes }) =>
    bytes?.length === 16 ? [formsOf(recognised, bytes)] : [],
  );
}

function formsOf(recognised: AnchorForms['recognised'], bytes: Uint8Array): AnchorForms {
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

function recognise(text: string): readonly Recognition[] {
  const guid = normalizeGuid(text);
  if (guid !== undefined) return [{ recognised: 'GUID text', bytes: guidToBytes(guid) }];
  if (/^[0-9a-f]{32}$/i.test(text)) {
    const bytes = hexToBytes(text);
    return [
      { recognised: 'hexadecimal digits, read as bytes', bytes },
      {
        recognised: 'hexadecimal digits, read as GUID text without hyphens',
        bytes: bytes && swapGuidBytes(bytes),
      },
    ];
  }
  const csvde = /^X'([0-9a-f]+)'$/i.exec(text)?.[1];
  if (csvde !== undefined) return [{ recognised: 'csvde binary', bytes: hexToBytes(csvde) }];
  const filter = /^(?:\([\w-]+=)?((?:\\[0-9a-f]{2}){16})\)?$/i.exec(text)?.[1];
  if (filter !== undefined) return [{ recognised: 'LDAP filter', bytes: hexToBytes(filter.replaceAll('\\', '')) }];
  if (/^([0-9a-f]{2}[ :-]){15}[0-9a-f]{2}$/i.test(text)) {
    return [{ recognised: 'hexadecimal bytes', bytes: hexToBytes(text.replace(/[ :-]/g, '')) }];
  }
  const anchor = decodeConnectorDn(text);
  if (anchor !== undefined) return [{ recognised: 'Entra connector DN', bytes: decodeBase64(anchor) }];
  return [{ recognised: 'Base64 (ImmutableID)', bytes: decodeBase64(text) }];
}
