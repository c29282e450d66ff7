// Illustrated samples of csexport's XML, built from the grammar in CONNECT-11; nobody's real export.
import { encodeConnectorDn } from '../../../src/domain/connector-dn.js';

export const anchor = 'QF5HMK7n80qvdYsUPIHa9Q==';
export const dn = 'CN={514635484D4B376E38307176645973555049486139513D3D}';
export const connectorObjectId = '5b6f6f0e-1111-2222-3333-444455556666';
export const entraObjectId = '7d1e2f30-aaaa-4bbb-8ccc-123456789abc';

/** A connector-space DN for the n-th person of a sample. */
export function dnOf(person: number): string {
  return encodeConnectorDn(Buffer.alloc(16, person).toString('base64'));
}

/** The document around the objects. */
export function document(...objects: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<cs-objects>\n${objects.join('\n')}\n</cs-objects>`;
}

/** One cs-object with the given content. */
export function connectorObject(content: string, { csDn = dn, type = 'user' } = {}): string {
  return `<cs-object cs-dn="${csDn}" id="{5B6F6F0E-1111-2222-3333-444455556666}" object-type="${type}">${content}</cs-object>`;
}

/** A pending export with the attributes of its delta. */
export function pending(operation: string, attributes = '', rest = '', csDn = dn): string {
  const delta = `<delta operation="${operation}" dn="${csDn}">${attributes}</delta>`;
  return connectorObject(`<unapplied-export>${delta}</unapplied-export>${rest}`, { csDn });
}

/** A hologram with single- and multi-valued attributes. */
export function hologram(name: string, attributes: Readonly<Record<string, string | readonly string[]>>): string {
  const attrs = Object.entries(attributes).map(([attribute, values]) => {
    const list = typeof values === 'string' ? [values] : values;
    const texts = list.map((value) => `<value>${value}</value>`).join('');
    return `<attr name="${attribute}" type="string" multivalued="${typeof values !== 'string'}">${texts}</attr>`;
  });
  return `<${name}><entry dn="${dn}">${attrs.join('')}</entry></${name}>`;
}

export const confirmed = hologram('synchronized-hologram', {
  userPrincipalName: 'old.name@corp.example',
  displayName: 'Zoë &amp; Søn',
  mail: 'old@corp.example',
  proxyAddresses: ['SMTP:old@corp.example', 'smtp:alias@corp.example'],
  cloudAnchor: `User_${entraObjectId}`,
});
export const exported = hologram('unapplied-export-hologram', {
  userPrincipalName: 'new.name@corp.example',
  sourceAnchor: anchor,
  proxyAddresses: ['smtp:second@corp.example', 'SMTP:First@corp.example'],
});
