import { createHash } from 'node:crypto';
import { dnOf, isDisconnector, pendingOf } from '../entra-space.js';
import type { ConnectState, EntraObject, ExportFailure, Pending } from '../state.js';
import type { AttributeDelta, Values } from '../values.js';
import { type AttributeType, attributeType, isMultivalued } from './schema.js';
import { escapeXml } from './xml.js';

/** `/f:`: pending exports, disconnectors, export errors. */
export type Filter = 'x' | 's' | 'e';

/** The XML of `csexport "<Entra connector>" … /f:<filter>`, as the public readers of such files take it apart. */
export function exportConnectorSpace(state: ConnectState, filter: Filter): string {
  const objects = state.entra
    .filter((object) => isListed(object, filter))
    .map((object) => connectorObject(state, object));
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<cs-objects>\r\n${objects.join('')}</cs-objects>\r\n`;
}

function isListed(object: EntraObject, filter: Filter): boolean {
  switch (filter) {
    case 'x':
      return pendingOf(object) !== undefined;
    case 's':
      return isDisconnector(object);
    case 'e':
      return object.exportError !== undefined;
  }
}

function connectorObject(state: ConnectState, object: EntraObject): string {
  const dn = dnOf(object);
  const pending = pendingOf(object);
  const { confirmed, wanted, cloudAnchor, exportError } = object;
  const operation = { add: 'add', update: 'modify', delete: 'delete', none: 'none' }[pending?.operation ?? 'none'];
  const known = { ...confirmed, ...(cloudAnchor !== undefined && { cloudAnchor: [cloudAnchor] }) };
  const parts = [
    ...(pending === undefined ? [] : [`<unapplied-export>${delta(object, dn, pending)}</unapplied-export>`]),
    ...(confirmed === undefined ? [] : [hologram('synchronized-hologram', object, dn, known)]),
    ...(pending === undefined || wanted === undefined
      ? []
      : [hologram('unapplied-export-hologram', object, dn, wanted)]),
    ...(exportError === undefined ? [] : [errorDetail(exportError)]),
    `<connector>${isDisconnector(object) ? 0 : 1}</connector>`,
    '<connector-state>normal</connector-state>',
    `<seen-by-import>${confirmed === undefined ? 0 : 1}</seen-by-import>`,
    '<rebuild-in-progress>0</rebuild-in-progress>',
    '<obsoletion>0</obsoletion>',
    '<need-full-sync>0</need-full-sync>',
    '<import-delta-operation>none</import-delta-operation>',
    `<export-delta-operation>${operation}</export-delta-operation>`,
    `<ma-id>{${guidOf(state.entraConnector)}}</ma-id>`,
    `<ma-name>${escapeXml(state.entraConnector)}</ma-name>`,
    ...(object.metaverse === undefined
      ? []
      : [`<mv-link lineage-type="projected">{${object.metaverse.toUpperCase()}}</mv-link>`]),
  ];
  const head = `<cs-object cs-dn="${dn}" id="{${object.id.toUpperCase()}}" object-type="${object.objectType}">`;
  return `${head}\r\n${parts.map((part) => `${part}\r\n`).join('')}</cs-object>\r\n`;
}

function delta(object: EntraObject, dn: string, { operation, attributes }: Pending): string {
  if (operation === 'delete') return `<delta operation="delete" dn="${dn}"/>`;
  const shown = attributes.map((attribute) => attributeDelta(attribute, operation));
  return `<delta operation="${operation}" dn="${dn}">${classOf(object)}${shown.join('')}</delta>`;
}

/** Who the object is: the anchor is the cloud anchor's letters in UTF-16, once the tenant has given one. */
function classOf({ objectType, cloudAnchor }: EntraObject): string {
  const anchor =
    cloudAnchor === undefined
      ? ''
      : `<anchor encoding="base64">${Buffer.from(cloudAnchor, 'utf16le').toString('base64')}</anchor>`;
  return `${anchor}<primary-objectclass>${objectType}</primary-objectclass><objectclass><oc-value>${objectType}</oc-value></objectclass>`;
}

/** Added objects name no operations; a changed value is one deleted and one added; an attribute that goes names none. */
function attributeDelta({ name, operation, added, deleted }: AttributeDelta, object: 'add' | 'update'): string {
  if (object === 'add')
    return attribute(
      name,
      added.map((value) => valueElement(name, value)),
    );
  if (operation === 'delete') return attribute(name, [], operation);
  const values = [
    ...deleted.map((value) => valueElement(name, value, 'delete')),
    ...added.map((value) => valueElement(name, value, operation === 'update' ? 'add' : undefined)),
  ];
  return attribute(name, values, operation);
}

function hologram(name: string, object: EntraObject, dn: string, values: Values): string {
  const attributes = Object.keys(values)
    .sort()
    .map((attributeName) =>
      attribute(
        attributeName,
        (values[attributeName] ?? []).map((value) => valueElement(attributeName, value)),
      ),
    );
  return `<${name}><entry dn="${dn}">${classOf(object)}${attributes.join('')}</entry></${name}>`;
}

function attribute(name: string, values: readonly string[], operation?: string): string {
  const type: AttributeType = attributeType(name);
  const multivalued = `multivalued="${isMultivalued(name)}"`;
  const done = operation === undefined ? '' : ` operation="${operation}"`;
  const [element, kind] = type === 'reference' ? ['dn-attr', ''] : ['attr', ` type="${type}"`];
  const head = `<${element} name="${name}"${done}${kind} ${multivalued}`;
  return values.length === 0 ? `${head}/>` : `${head}>${values.join('')}</${element}>`;
}

function valueElement(name: string, value: string, operation?: string): string {
  const done = operation === undefined ? '' : ` operation="${operation}"`;
  switch (attributeType(name)) {
    case 'reference':
      return `<dn-value${done}><dn>${escapeXml(value)}</dn></dn-value>`;
    case 'binary':
      return `<value${done} encoding="base64">${value}</value>`;
    default:
      return `<value${done}>${escapeXml(value)}</value>`;
  }
}

function errorDetail({ name, code, message, conflict, at, retries }: ExportFailure): string {
  const extra =
    conflict === undefined
      ? ''
      : `<extra-error-details>${escapeXml(
          JSON.stringify([
            { Key: 'AttributeConflictName', Value: [conflict.attribute] },
            { Key: 'AttributeConflictValues', Value: [conflict.value] },
            { Key: 'ObjectIdInConflict', Value: [conflict.objectId] },
          ]),
        )}</extra-error-details>`;
  const error = `<cd-error>${code === undefined ? '' : `<error-code>${code}</error-code>`}<error-name>${name}</error-name><error-literal>${escapeXml(message)}</error-literal>${extra}</cd-error>`;
  return `<export-errordetail date-occurred="${at}" retry-count="${retries}" error-type="${name}"><export-status>${error}</export-status></export-errordetail>`;
}

function guidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
