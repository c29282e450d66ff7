import { createHash } from 'node:crypto';
import type { ConnectState, ExportFailure, Pending, SyncFailure } from '../state.js';
import type { AttributeDelta, Values } from '../values.js';
import { connectorSpace, type SpaceObject } from './connector-space.js';
import { type AttributeType, attributeType, isMultivalued } from './schema.js';
import { escapeXml } from './xml.js';

/** `/f:`: pending exports, disconnectors, export errors, import errors. */
export type Filter = 'x' | 's' | 'e' | 'i';

/** The XML of `csexport "<connector>" … /f:<filter>`, as the public readers of such files take it apart. */
export function exportConnectorSpace(state: ConnectState, connector: string, filter: Filter): string {
  const objects = connectorSpace(state, connector).filter((object) => isListed(object, filter));
  const shown = objects.map((object) => connectorObject(connector, object));
  return `<?xml version="1.0" encoding="utf-8"?>\r\n<cs-objects>\r\n${shown.join('')}</cs-objects>\r\n`;
}

function isListed({ pending, isDisconnector, exportError, syncError }: SpaceObject, filter: Filter): boolean {
  switch (filter) {
    case 'x':
      return pending !== undefined;
    case 's':
      return isDisconnector;
    case 'e':
      return exportError !== undefined;
    case 'i':
      return syncError !== undefined;
  }
}

function connectorObject(connector: string, object: SpaceObject): string {
  const { id, objectType, pending, confirmed, wanted, exportError, syncError, isDisconnector, metaverse } = object;
  const operation = { add: 'add', update: 'modify', delete: 'delete', none: 'none' }[pending?.operation ?? 'none'];
  const parts = [
    ...(pending === undefined ? [] : [`<unapplied-export>${delta(object, pending)}</unapplied-export>`]),
    ...(confirmed === undefined ? [] : [hologram('synchronized-hologram', object, confirmed)]),
    ...(pending === undefined || wanted === undefined ? [] : [hologram('unapplied-export-hologram', object, wanted)]),
    ...(exportError === undefined ? [] : [exportErrorDetail(exportError)]),
    ...(syncError === undefined ? [] : [importErrorDetail(syncError)]),
    `<connector>${isDisconnector ? 0 : 1}</connector>`,
    '<connector-state>normal</connector-state>',
    `<seen-by-import>${confirmed === undefined ? 0 : 1}</seen-by-import>`,
    '<rebuild-in-progress>0</rebuild-in-progress>',
    '<obsoletion>0</obsoletion>',
    '<need-full-sync>0</need-full-sync>',
    '<import-delta-operation>none</import-delta-operation>',
    `<export-delta-operation>${operation}</export-delta-operation>`,
    `<ma-id>{${guidOf(connector)}}</ma-id>`,
    `<ma-name>${escapeXml(connector)}</ma-name>`,
    ...(metaverse === undefined ? [] : [`<mv-link lineage-type="projected">{${metaverse.toUpperCase()}}</mv-link>`]),
  ];
  const head = `<cs-object cs-dn="${escapeXml(object.dn)}" id="{${id.toUpperCase()}}" object-type="${objectType}">`;
  return `${head}\r\n${parts.map((part) => `${part}\r\n`).join('')}</cs-object>\r\n`;
}

function delta(object: SpaceObject, { operation, attributes }: Pending): string {
  const dn = escapeXml(object.dn);
  if (operation === 'delete') return `<delta operation="delete" dn="${dn}"/>`;
  const shown = attributes.map((attribute) => attributeDelta(attribute, operation));
  return `<delta operation="${operation}" dn="${dn}">${classOf(object)}${shown.join('')}</delta>`;
}

/** Who the object is: by its anchor, once the connected system has it, and by its class. */
function classOf({ objectType, anchor }: SpaceObject): string {
  const shown = anchor === undefined ? '' : `<anchor encoding="base64">${anchor}</anchor>`;
  return `${shown}<primary-objectclass>${objectType}</primary-objectclass><objectclass><oc-value>${objectType}</oc-value></objectclass>`;
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

function hologram(name: string, object: SpaceObject, values: Values): string {
  const attributes = Object.keys(values)
    .sort()
    .map((attributeName) =>
      attribute(
        attributeName,
        (values[attributeName] ?? []).map((value) => valueElement(attributeName, value)),
      ),
    );
  return `<${name}><entry dn="${escapeXml(object.dn)}">${classOf(object)}${attributes.join('')}</entry></${name}>`;
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
    case 'integer':
      return `<value${done}>0x${(Number(value) >>> 0).toString(16)}</value>`;
    case 'binary':
      return `<value${done} encoding="base64">${value}</value>`;
    default:
      return `<value${done}>${escapeXml(value)}</value>`;
  }
}

function exportErrorDetail({ name, code, message, conflict, at, retries }: ExportFailure): string {
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

function importErrorDetail({ type, message, at }: SyncFailure): string {
  const step = '<algorithm-step>import-flow</algorithm-step>';
  const literal = `<error-literal>${escapeXml(message)}</error-literal>`;
  return `<import-errordetail date-occurred="${at}" retry-count="0" error-type="${type}"><import-status>${step}${literal}</import-status></import-errordetail>`;
}

function guidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
