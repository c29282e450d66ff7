import type { SaxesTagPlain } from 'saxes';
import type { ConnectorSpaceObject, CsExportLimits, RawAttribute, RawDelta, RawHologram } from './connector-space.js';

/** Gathers the elements of one cs-object. Depths count from the root: cs-objects 1, cs-object 2, its sections 3. */
export interface ObjectBuilder {
  open(depth: number, name: string, tag: SaxesTagPlain, line: number): void;
  text(text: string): void;
  /** Returns what is wrong when the object broke a limit or holds something twice. */
  close(depth: number, name: string): string | undefined;
}

const hologramNames = new Set([
  'synchronized-hologram',
  'pending-import-hologram',
  'unapplied-export-hologram',
  'unconfirmed-export-hologram',
  'escrowed-export-hologram',
  'hologram',
  'export-hologram',
]);
const flagNames = new Set(['connector', 'export-delta-operation']);
/** What identifies an object, or tells a person which one it is. */
const identityNames = new Set([
  'sourceAnchor',
  'userPrincipalName',
  'displayName',
  'mail',
  'proxyAddresses',
  'cloudAnchor',
]);

type Section = 'delta' | 'hologram' | 'error' | 'flag' | 'ignored';

/** Hands every finished cs-object to `onObject`, in the order of the file. */
export function createObjectBuilder(
  onObject: (object: ConnectorSpaceObject) => void,
  limits: CsExportLimits,
): ObjectBuilder {
  let object: ConnectorSpaceObject | undefined;
  let section: Section = 'ignored';
  let holder: RawDelta | RawHologram | undefined;
  let attribute: RawAttribute | undefined;
  let integer = false;
  let valueDeleted = false;
  let collecting = false;
  let collected = '';
  let values = 0;
  let characters = 0;
  let problem: string | undefined;

  const collect = (): void => {
    collecting = true;
    collected = '';
  };
  const take = (): string => {
    collecting = false;
    characters += collected.length;
    if (characters > limits.charactersPerObject)
      problem = `an object is larger than ${limits.charactersPerObject} characters`;
    return collected;
  };
  const takeValue = (): void => {
    if (!collecting || attribute === undefined) return;
    const text = take();
    values += 1;
    if (values > limits.valuesPerObject) problem = `an object has more than ${limits.valuesPerObject} values`;
    (valueDeleted ? attribute.valuesDeleted : attribute.values).push(integer ? decimal(text) : text);
  };

  const openSection = (parent: ConnectorSpaceObject, name: string, tag: SaxesTagPlain): Section => {
    if (name === 'unapplied-export') return 'delta';
    if (hologramNames.has(name)) {
      holder = { name, attributes: [] };
      parent.holograms.push(holder);
      return 'hologram';
    }
    if (name === 'export-errordetail') {
      parent.errorDetail = new Map(Object.entries(tag.attributes));
      return 'error';
    }
    if (!flagNames.has(name)) return 'ignored';
    collect();
    return 'flag';
  };
  const openDelta = (parent: ConnectorSpaceObject, tag: SaxesTagPlain): void => {
    if (parent.delta !== undefined)
      problem = 'an object has two pending exports, expected one delta in unapplied-export';
    const { operation = '', dn } = tag.attributes;
    holder = parent.delta = { operation, ...(dn === undefined ? {} : { dn }), attributes: [] };
  };
  const openAttribute = (parent: ConnectorSpaceObject, name: string, tag: SaxesTagPlain): void => {
    if (holder === undefined) return;
    if (name === 'anchor') collect();
    const { name: attributeName, operation, multivalued, type } = tag.attributes;
    if ((name !== 'attr' && name !== 'dn-attr') || attributeName === undefined) return;
    if (section === 'hologram' && !isWanted(parent.delta, attributeName)) return;
    integer = type === 'integer';
    attribute = {
      name: attributeName,
      ...(operation === undefined ? {} : { operation }),
      multivalued: multivalued === 'true',
      values: [],
      valuesDeleted: [],
    };
    holder.attributes.push(attribute);
  };

  return {
    open(depth, name, tag, line) {
      if (depth === 2) {
        object = name === 'cs-object' ? startObject(tag, line) : undefined;
        values = characters = 0;
        return;
      }
      if (object === undefined) return;
      if (depth === 3) section = openSection(object, name, tag);
      else if (section === 'ignored') return;
      else if (section === 'error') collect();
      else if (depth === 4 && section === 'delta' && name === 'delta') openDelta(object, tag);
      else if (depth === 5) openAttribute(object, name, tag);
      else if (attribute === undefined) return;
      else if (depth === 6 && (name === 'value' || name === 'dn-value')) {
        valueDeleted = tag.attributes.operation === 'delete';
        if (name === 'value') collect();
      } else if (depth === 7 && name === 'dn') collect();
    },
    text(text) {
      if (collecting) collected += text;
    },
    close(depth, name) {
      if (object === undefined) return undefined;
      if (section === 'error' && depth > 3 && collecting) addErrorDetail(object, name, take());
      else if (depth === 6 || depth === 7) takeValue();
      else if (depth === 5) {
        if (collecting && holder !== undefined) holder.anchor = take();
        attribute = undefined;
      } else if (depth === 3) {
        if (section === 'flag') object.flags.set(name, take().trim());
        section = 'ignored';
        holder = undefined;
      } else if (depth === 2) {
        onObject(object);
        object = undefined;
      }
      return problem;
    },
  };
}

function startObject(tag: SaxesTagPlain, line: number): ConnectorSpaceObject {
  const { 'cs-dn': csDn, id, 'object-type': objectType } = tag.attributes;
  return { line, csDn, id, objectType, holograms: [], flags: new Map() };
}

function addErrorDetail(object: ConnectorSpaceObject, name: string, text: string): void {
  if (text.trim() !== '' && !object.errorDetail?.has(name)) object.errorDetail?.set(name, text.trim());
}

/**
 * Of the holograms of an object that is only added or updated, no more is kept than who it is and what an attribute
 * loses whose delta does not say it: most of a large file is holograms.
 */
function isWanted(delta: RawDelta | undefined, attribute: string): boolean {
  if (delta === undefined || identityNames.has(attribute)) return true;
  if (delta.operation !== 'add' && delta.operation !== 'update') return true;
  return delta.attributes.some((change) => change.name === attribute && losesUnnamedValues(change));
}

/** True for a change that takes values away without naming them: a bare `delete`, or `replace`. */
export function losesUnnamedValues(change: RawAttribute): boolean {
  return change.operation === 'replace' || (change.operation === 'delete' && change.valuesDeleted.length === 0);
}

/** csexport writes integers in hexadecimal (facts 1.4). */
function decimal(text: string): string {
  return /^0x[0-9a-f]+$/i.test(text) ? BigInt(text).toString() : text;
}
