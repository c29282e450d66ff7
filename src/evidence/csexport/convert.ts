import {
  type AttributeChange,
  type AttributeOperation,
  attributeNamed,
  type ConnectorSpaceIdentity,
  type Disconnector,
  type ExportError,
  type ExportOperation,
  type PendingExport,
} from '../../domain/connect.js';
import { containerOfDn, normalizeDn, rdnOfDn } from '../../domain/distinguished-name.js';
import { knownFields } from '../known-fields.js';
import { losesUnnamedValues } from './build-object.js';
import type { ConnectorSpaceObject, RawAttribute, RawDelta, RawHologram } from './connector-space.js';
import { conflictDetails } from './error-detail.js';
import { connectorObjectType, identityFields, isDirectoryDn } from './identity.js';

/** What became of one cs-object: a record, the reason why it could not be read, or nothing that we look at. */
export type Conversion<Item> = { readonly record: Item } | { readonly rejected: string } | 'skipped';

const operations: ReadonlyMap<string, ExportOperation | 'skipped'> = new Map([
  ['add', 'add'],
  ['update', 'update'],
  ['modify', 'update'],
  ['delete', 'delete'],
  ['replace', 'recreate'],
  ['delete-add', 'recreate'],
  ['none', 'skipped'],
  ['obsolete', 'skipped'],
]);
const attributeOperations: ReadonlyMap<string, AttributeOperation> = new Map([
  ['add', 'add'],
  ['update', 'update'],
  ['modify', 'update'],
  ['replace', 'replace'],
  ['delete', 'delete'],
]);
/** What the cloud has confirmed of an object, best first: which of the two is written is unconfirmed (CONNECT-12). */
const confirmedHolograms = ['synchronized-hologram', 'pending-import-hologram', 'hologram'];

/**
 * The pending export of a cs-object of `/f:x`. `delta/@operation` decides (CONNECT-13); where the file contradicts
 * itself, or would give the object another DN and so another anchor, the object is rejected.
 */
export function convertPendingExport(object: ConnectorSpaceObject, origin: string): Conversion<PendingExport> {
  const identity = identityOf(object, origin);
  if (typeof identity === 'string') return { rejected: identity };
  const { delta } = object;
  if (delta === undefined) {
    return { rejected: 'it has no unapplied-export with a delta, expected one: export with /f:x and without /o:.' };
  }
  const operation = exportOperation(delta.operation);
  const problem = operation === undefined ? unknownOperation(delta.operation) : contradiction(object, delta, operation);
  if (problem !== undefined) return { rejected: problem };
  if (operation === undefined || operation === 'skipped') return 'skipped';
  const twice = namedTwice(delta.attributes);
  if (twice !== undefined) return { rejected: `its attribute ${twice} is there twice. Run csexport again.` };
  const confirmed = confirmedHologram(object.holograms);
  const changes: AttributeChange[] = [];
  for (const attribute of delta.attributes) {
    const change = convertChange(attribute, confirmed);
    if (typeof change === 'string') return { rejected: change };
    if (change !== undefined) changes.push(change);
  }
  const gone = operation === 'delete' || operation === 'recreate';
  if (!gone) changes.push(...unnamedChanges(object, changes, confirmed));
  const losses = gone ? (confirmed?.attributes ?? []).map(({ name, values }) => ({ name, values })) : [];
  // Added, not spread: V8 copies an object whose fields differ from record to record slowly.
  const addressesAfter = operation === 'update' && confirmed === undefined ? exportedAddresses(object) : undefined;
  return { record: Object.assign(identity, { operation, changes, losses }, knownFields({ addressesAfter })) };
}

/**
 * The disconnector of a cs-object of `/f:s`. An object that is joined after all is rejected; so is one that would be
 * added or updated, because only what is joined is. A staged deletion may well be a disconnector.
 */
export function convertDisconnector(object: ConnectorSpaceObject, origin: string): Conversion<Disconnector> {
  const identity = identityInEntra(object, origin);
  if (typeof identity === 'string') return { rejected: identity };
  const operation = exportOperation(object.delta?.operation ?? 'none');
  if (object.connector === '1' || (operation !== 'skipped' && operation !== 'delete')) {
    const found = object.connector === '1' ? 'is joined (connector 1)' : `has a pending ${object.delta?.operation}`;
    return { rejected: `it ${found}, expected only disconnectors: export with /f:s.` };
  }
  const [mail] =
    attributeNamed(
      object.holograms.flatMap(({ attributes }) => attributes),
      'mail',
    )?.values ?? [];
  return { record: { ...identity, ...knownFields({ mail }) } };
}

/** The export error of a cs-object of `/f:e`. */
export function convertExportError(object: ConnectorSpaceObject, origin: string): Conversion<ExportError> {
  const identity = identityInEntra(object, origin);
  if (typeof identity === 'string') return { rejected: identity };
  const detail = object.errorDetail;
  const errorName = detail?.get('error-name') ?? detail?.get('error-type');
  if (detail === undefined || errorName === undefined) {
    return { rejected: 'it has no export-errordetail with an error name, expected one: export with /f:e.' };
  }
  const retries = Number(detail.get('retry-count') ?? Number.NaN);
  return {
    record: {
      ...identity,
      errorName,
      ...conflictDetails(detail),
      ...knownFields({
        description: detail.get('error-literal') ?? detail.get('server-error-detail'),
        retryCount: Number.isInteger(retries) ? retries : undefined,
      }),
    },
  };
}

/** The attribute of which there is more than one change, so that nobody knows which would be exported. */
export function namedTwice(attributes: readonly { readonly name: string }[]): string | undefined {
  const names = attributes.map(({ name }) => name.toLowerCase());
  return attributes.find((_, index) => names.indexOf(names[index] ?? '') !== index)?.name;
}

/** True when the object has a change that waits to be exported. */
export function hasPendingExport({ delta }: ConnectorSpaceObject): boolean {
  return delta !== undefined && exportOperation(delta.operation) !== 'skipped';
}

/** What `delta/@operation` means, in any letter case; undefined for a word that csexport does not know. */
export function exportOperation(word: string): ExportOperation | 'skipped' | undefined {
  return operations.get(word.trim().toLowerCase());
}

/** What an attribute's operation means, in any letter case; undefined for a word that csexport does not know. */
export function attributeOperation(word: string): AttributeOperation | undefined {
  return attributeOperations.get(word.trim().toLowerCase());
}

function identityOf(object: ConnectorSpaceObject, origin: string): ConnectorSpaceIdentity | string {
  const { csDn, id, delta, holograms } = object;
  if (csDn === undefined || csDn === '') return 'its cs-object has no cs-dn, expected the DN in the connector space.';
  const objectType = connectorObjectType(object.objectType);
  if (objectType === undefined) {
    return `its object-type is “${object.objectType ?? ''}”, expected user, group, contact, device or publicFolder.`;
  }
  // The hologram of the export is the whole object as it will be; a delta shows no more than what changes.
  const sources = [...holograms.filter(isExportHologram), ...(delta === undefined ? [] : [delta]), ...holograms];
  return Object.assign({ at: { origin, line: object.line }, objectType }, identityFields(csDn, id, sources));
}

/** Only pending exports tell something of Active Directory. */
function identityInEntra(object: ConnectorSpaceObject, origin: string): ConnectorSpaceIdentity | string {
  const identity = identityOf(object, origin);
  if (typeof identity === 'string' || identity.inDirectory === undefined) return identity;
  return 'it is an object of a connector of Active Directory, expected one of the Entra connector: name that connector to csexport.';
}

function unknownOperation(operation: string): string {
  return `its delta has the operation “${operation}”, expected add, update, replace, delete, delete-add, obsolete or none.`;
}

function contradiction(
  object: ConnectorSpaceObject,
  delta: RawDelta,
  operation: ExportOperation | 'skipped',
): string | undefined {
  const { dn, operation: word } = delta;
  const { csDn = '', holograms } = object;
  const shown = holograms.filter(isExportHologram).map((hologram) => hologram.dn);
  const other = [dn, ...newDns(delta, csDn), ...shown].find(
    (name) => name !== undefined && normalizeDn(name) !== normalizeDn(csDn),
  );
  if (other !== undefined) {
    const meaning = isDirectoryDn(csDn) ? 'which would rename or move it' : 'which would be another source anchor';
    return `its delta gives it another DN (${other}), ${meaning}. Look at the object in Synchronization Service Manager.`;
  }
  const flag = object.exportDeltaOperation ?? '';
  const flagged = exportOperation(flag);
  if (flag === '' || operation === 'recreate' || flagged === operation) return undefined;
  return `its delta says ${word} but export-delta-operation says ${flag}. Run csexport again.`;
}

/** What a rename would make of the DN. A name in parts has the rest of the present one. */
function newDns({ newNames }: RawDelta, csDn: string): (string | undefined)[] {
  const [rdn, container] = [newNames.get('newrdn'), newNames.get('newsuperior')];
  if (rdn === undefined && container === undefined) return [newNames.get('newdn')];
  const parts = [rdn ?? rdnOfDn(csDn), container ?? containerOfDn(csDn)].filter((part) => part !== undefined);
  return [newNames.get('newdn'), parts.join(',')];
}

function isExportHologram({ name }: RawHologram): boolean {
  return name === 'unapplied-export-hologram' || name === 'export-hologram';
}

/** What the hologram of the export shows of an attribute that the delta does not name and the confirmed one has otherwise. */
function unnamedChanges(
  { holograms }: ConnectorSpaceObject,
  named: readonly AttributeChange[],
  confirmed: RawHologram | undefined,
): AttributeChange[] {
  return holograms.filter(isExportHologram).flatMap(({ attributes: shown }) => {
    const gone = (confirmed?.attributes ?? []).filter(
      ({ name }) => isAddress(name) && attributeNamed(shown, name) === undefined,
    );
    const attributes = [...shown, ...gone.map((attribute) => ({ ...attribute, values: [] }))];
    return attributes.flatMap(({ name, multivalued, values }): AttributeChange[] => {
      if (attributeNamed(named, name) !== undefined) return [];
      const before = attributeNamed(confirmed?.attributes ?? [], name)?.values ?? [];
      const valuesAdded = values.filter((value) => !before.includes(value));
      const valuesDeleted = before.filter((value) => !values.includes(value));
      if (valuesAdded.length === 0 && valuesDeleted.length === 0) return [];
      return [{ name, operation: 'update', valuesAdded, valuesDeleted, multivalued }];
    });
  });
}

/** All addresses that the object would have; undefined where no hologram of the export shows it as a whole. */
function exportedAddresses({ holograms }: ConnectorSpaceObject): readonly string[] | undefined {
  const [whole] = holograms.filter(isExportHologram);
  return whole && (attributeNamed(whole.attributes, 'proxyAddresses')?.values ?? []);
}

/** The hologram of an export is the whole object: mail stops where it does not show them any more. */
function isAddress(attribute: string): boolean {
  return /^(mail|proxyaddresses)$/i.test(attribute);
}

function confirmedHologram(holograms: readonly RawHologram[]): RawHologram | undefined {
  for (const name of confirmedHolograms) {
    const confirmed = holograms.find((hologram) => hologram.name === name);
    if (confirmed !== undefined) return confirmed;
  }
  return undefined;
}

/** In an `add` delta attributes have no operation; `none` changes nothing. Returns a sentence for what cannot be judged. */
function convertChange(
  attribute: RawAttribute,
  confirmed: RawHologram | undefined,
): AttributeChange | string | undefined {
  const { name, multivalued, values, valuesDeleted } = attribute;
  const word = attribute.operation ?? 'add';
  if (word === 'none') return undefined;
  const operation = attributeOperation(word);
  if (operation === undefined) {
    return `its attribute ${name} has the operation “${word}”, expected add, update, replace, delete or none.`;
  }
  if (!losesUnnamedValues(attribute)) return { name, operation, valuesAdded: values, valuesDeleted, multivalued };
  if (operation === 'replace' && multivalued && confirmed === undefined) {
    return `its attribute ${name} is replaced and no hologram shows which values go, expected synchronized-hologram: export without /o:.`;
  }
  const before = attributeNamed(confirmed?.attributes ?? [], name)?.values ?? [];
  const lost = before.filter((value) => !values.includes(value));
  return { name, operation, valuesAdded: values, valuesDeleted: lost, multivalued };
}
