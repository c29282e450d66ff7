import type { SaxesTagPlain } from 'saxes';
import { isSameAttribute } from '../../domain/connect.js';
import type { ConnectorSpaceObject, CsExportLimits, RawAttribute, RawDelta, RawHologram } from './connector-space.js';

/** Gathers the elements of one cs-object. Depths count from the root: cs-objects 1, cs-object 2, its sections 3. */
export interface ObjectBuilder {
  open(depth: number, tag: SaxesTagPlain, line: number): void;
  text(text: string): void;
  /** Returns what is wrong when the object broke a limit or holds something twice. */
  close(depth: number, tag: SaxesTagPlain): string | undefined;
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
    (valueDeleted ? attribute.valuesDeleted : attribute.values).push(
      integer ? decimal(text) : withoutBlanks(attribute.name, text),
    );
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
    if (name === 'import-errordetail') parent.importError = tag.attributes['error-type'] ?? 'of unknown kind';
    if (name !== 'connector' && name !== 'export-delta-operation') return 'ignored';
    collect();
    return 'flag';
  };
  const openDelta = (parent: ConnectorSpaceObject, tag: SaxesTagPlain): void => {
    if (parent.delta !== undefined)
      problem = 'an object has two pending exports, expected one delta in unapplied-export';
    const { operation = '', dn } = tag.attributes;
    holder = parent.delta = { operation, dn, newNames: new Map(), attributes: [] };
    for (const [name, value] of Object.entries(tag.attributes)) addNewName(parent.delta, name, value);
  };
  const openAttribute = (parent: ConnectorSpaceObject, tag: SaxesTagPlain): void => {
    if (holder === undefined) return;
    if (!isNamed(tag, 'attr') && !isNamed(tag, 'dn-attr')) {
      if (isNamed(tag, 'anchor') || isNewName(localName(tag.name))) collect();
      return;
    }
    const attributeName = tag.attributes.name;
    if (attributeName === undefined || (section === 'hologram' && !isWanted(parent.delta, attributeName))) return;
    const { operation, multivalued, type } = tag.attributes;
    integer = type === 'integer';
    attribute = { name: attributeName, operation, multivalued: multivalued === 'true', values: [], valuesDeleted: [] };
    holder.attributes.push(attribute);
  };
  const openValue = (tag: SaxesTagPlain): void => {
    const direct = isNamed(tag, 'value');
    if (!direct && !isNamed(tag, 'dn-value')) return;
    valueDeleted = tag.attributes.operation === 'delete';
    if (direct) collect();
  };
  // Most elements of a large file are in parts that nobody needs: those are left first.
  const openInside = (parent: ConnectorSpaceObject, depth: number, tag: SaxesTagPlain): void => {
    if (depth > 5 && section !== 'error' && attribute === undefined) return;
    if (section === 'error') collect();
    else if (depth === 4) {
      if (section === 'delta' && isNamed(tag, 'delta')) openDelta(parent, tag);
      else if (section === 'hologram' && holder !== undefined && isNamed(tag, 'entry'))
        (holder as RawHologram).dn = tag.attributes.dn;
    } else if (depth === 5) openAttribute(parent, tag);
    else if (depth === 6) openValue(tag);
    else if (depth === 7 && isNamed(tag, 'dn')) collect();
  };

  return {
    open(depth, tag, line) {
      if (depth > 3) {
        if (section !== 'ignored' && object !== undefined) openInside(object, depth, tag);
      } else if (depth === 3) {
        if (object !== undefined) section = openSection(object, localName(tag.name), tag);
      } else {
        object = localName(tag.name) === 'cs-object' ? startObject(tag, line) : undefined;
        values = characters = 0;
      }
    },
    text(text) {
      if (collecting) collected += text;
    },
    close(depth, tag) {
      if (object === undefined) return undefined;
      if (depth > 3) {
        if (section === 'ignored') return undefined;
        if (section === 'error') {
          if (collecting) addErrorDetail(object, localName(tag.name), take());
        } else if (depth > 5) takeValue();
        else if (depth === 5) {
          if (collecting && holder !== undefined) {
            const text = take();
            if (isNamed(tag, 'anchor')) holder.anchor = text;
            else if ('newNames' in holder) addNewName(holder, tag.name, text);
          }
          attribute = undefined;
        }
      } else if (depth === 3) {
        if (section === 'flag') {
          object[localName(tag.name) === 'connector' ? 'connector' : 'exportDeltaOperation'] = take().trim();
        }
        section = 'ignored';
        holder = undefined;
      } else {
        onObject(object);
        object = undefined;
      }
      return problem;
    },
  };
}

/** Words of a rename, as LDIF (RFC 2849) and csexport write them: as attributes or as elements of a delta. */
function isNewName(name: string): boolean {
  return /^new(dn|rdn|superior)$/i.test(name);
}

function addNewName({ newNames }: RawDelta, name: string, value: string): void {
  const word = localName(name).toLowerCase();
  if (isNewName(word) && value.trim() !== '') newNames.set(word, value.trim());
}

const compared = /^(userprincipalname|mail|proxyaddresses|accountenabled)$/i;

/** A value of an attribute: blanks around names, addresses and states do not count. Anchors are compared letter for letter. */
export function withoutBlanks(attribute: string, value: string): string {
  return compared.test(attribute) ? value.trim() || value : value;
}

/** The name without a namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function isNamed({ name }: SaxesTagPlain, wanted: string): boolean {
  return name === wanted || (name.length > wanted.length && localName(name) === wanted);
}

function startObject(tag: SaxesTagPlain, line: number): ConnectorSpaceObject {
  const { 'cs-dn': csDn, id, 'object-type': objectType } = tag.attributes;
  return { line, csDn, id, objectType, holograms: [] };
}

function addErrorDetail(object: ConnectorSpaceObject, name: string, text: string): void {
  if (text.trim() !== '' && !object.errorDetail?.has(name)) object.errorDetail?.set(name, text.trim());
}

/**
 * Of the holograms of an object that is only added or updated, no more is kept than who it is, its sign-in and
 * addresses, and what an attribute loses whose delta does not say it: most of a large file is holograms.
 */
function isWanted(delta: RawDelta | undefined, attribute: string): boolean {
  if (delta === undefined || judged.test(attribute)) return true;
  if (delta.operation !== 'add' && delta.operation !== 'update') return true;
  return delta.attributes.some((change) => isSameAttribute(change.name, attribute) && losesUnnamedValues(change));
}

/** What identifies an object, or decides who signs in and gets its mail, in any letter case. */
const judged = /^(sourceanchor|userprincipalname|displayname|mail|proxyaddresses|cloudanchor|accountenabled)$/i;

/** True for a change that takes values away without naming them: a bare `delete`, or `replace`. */
export function losesUnnamedValues(change: RawAttribute): boolean {
  return change.operation === 'replace' || (change.operation === 'delete' && change.valuesDeleted.length === 0);
}

/** csexport writes integers in hexadecimal (CONNECT-14). */
function decimal(text: string): string {
  return /^0x[0-9a-f]+$/i.test(text) ? BigInt(text).toString() : text;
}
