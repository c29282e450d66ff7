import { decodeBase64 } from '../domain/base64.js';
import { byText } from '../domain/by-text.js';
import { bytesToHex, guidToBytes, sameBytes, swapGuidBytes } from '../domain/guid.js';
import type { OnPremObject } from '../domain/objects.js';
import { sidToBytes } from '../domain/sid.js';
import { binaryAttributes, decodeGuidAnchor, type SourceAnchorSetting, utf8 } from '../domain/source-anchor.js';
import { takesConsistencyGuid } from './anchor-advice.js';
import { attributeSpelling } from './attribute-spelling.js';
import { type CleanPairs, noCleanPairs } from './clean-pairs.js';
import type { Identity } from './identity.js';

/** How many people’s ImmutableIDs one attribute under one encoding explains. */
export interface Explanation {
  /** `attribute:encoding` as `--source-anchor` takes it; encodings that Entra cannot compute are named in words. */
  readonly source: string;
  readonly people: number;
}

export interface AnchorExplanation {
  /** People paired with an Entra object that carries an ImmutableID. */
  readonly people: number;
  readonly explained: readonly Explanation[];
  readonly unexplained: number;
  /** For each identity the sources of its ImmutableID; undefined for who is not counted. */
  readonly sources: readonly (readonly string[] | undefined)[];
}

/**
 * Which attributes explain the ImmutableIDs of the people who exist on both sides: the tutorial’s "identify which source
 * attribute populates ImmutableID". One person may be explained by several attributes. Sorted by people, then name.
 */
export function explainAnchors(
  identities: readonly Identity[],
  cleanPairs: CleanPairs = noCleanPairs,
): AnchorExplanation {
  const known = explanations.get(identities);
  if (known?.cleanPairs === cleanPairs) return known.explanation;
  const explanation = explain(identities, cleanPairs);
  explanations.set(identities, { cleanPairs, explanation });
  return explanation;
}

/** The rule and the report ask for the same. */
const explanations = new WeakMap<
  readonly Identity[],
  { readonly cleanPairs: CleanPairs; readonly explanation: AnchorExplanation }
>();

function explain(identities: readonly Identity[], cleanPairs: CleanPairs): AnchorExplanation {
  const people = new Map(cleanPairs.explained);
  const intern = createInterner();
  let pairs = cleanPairs.people;
  let unexplained = 0;
  const sources = identities.map((identity) => {
    const immutableId = identity.entra?.immutableId;
    if (identity.side !== 'onPrem' || identity.outcome === 'excluded' || immutableId === undefined) return undefined;
    const own = anchorSources(immutableId, identity.onPrem);
    pairs += 1;
    if (own.length === 0) unexplained += 1;
    for (const source of own) people.set(source, (people.get(source) ?? 0) + 1);
    return intern(own);
  });
  const explained = [...people].map(([source, count]) => ({ source, people: count }));
  explained.sort((a, b) => b.people - a.people || byText(a.source, b.source));
  return { people: pairs, explained, unexplained, sources };
}

/** Most people have the same few sources: one list serves all of them. */
function createInterner(): (sources: readonly string[]) => readonly string[] {
  const lists = new Map<string, readonly string[]>();
  return (sources) => {
    const key = sources.join('\n');
    const known = lists.get(key) ?? sources;
    lists.set(key, known);
    return known;
  };
}

/** So many ImmutableIDs at least come from one attribute before it counts as what Okta maps: one or two may have been typed in. */
export const leastMapped = 3;

/** What more than half of the ImmutableIDs come from. */
export interface PrevailingSource {
  /** People whose ImmutableID is the configured anchor, or the objectGUID where that stands in for mS-DS-ConsistencyGuid. */
  readonly expected: number;
  /** True where these are most people. */
  readonly isExpected: boolean;
  /** Otherwise the attribute that explains most people, and three at least (`leastMapped`). */
  readonly other?: Explanation;
}

/** Tells by shares alone what most ImmutableIDs come from, so that an organization of any size gets the same advice. */
export function prevailingSource(
  identities: readonly Identity[],
  setting: SourceAnchorSetting,
  cleanPairs: CleanPairs = noCleanPairs,
): PrevailingSource {
  const { people, explained, sources } = explainAnchors(identities, cleanPairs);
  const isOf = isExpectedSource(setting);
  const clean = Math.max(0, ...[...cleanPairs.explained].map(([source, count]) => (isOf(source) ? count : 0)));
  // Some have the one attribute and some the other that stands in for it.
  const expected = clean + sources.filter((own) => own?.some(isOf)).length;
  if (expected * 2 > people) return { expected, isExpected: true };
  const other = explained.find((one) => !isOf(one.source) && one.people * 2 > people && one.people >= leastMapped);
  return { expected, isExpected: false, ...(other && { other }) };
}

/** Tells whether a source is what the setting names. Of another attribute of bytes the evidence has the Base64, as a text. */
function isExpectedSource(setting: SourceAnchorSetting): (source: string) => boolean {
  const attribute = setting.attribute.toLowerCase();
  const name = setting.encoding === 'bytes' ? attribute : `${attribute}:${setting.encoding}`;
  const isText = setting.encoding === 'bytes' && !writtenAsBytes.has(attribute) && binaryAttributes.has(attribute);
  return (source) =>
    source.toLowerCase() === (isText ? `${name}:text` : name) ||
    (source === 'objectGUID' && takesConsistencyGuid(setting));
}

const writtenAsBytes: ReadonlySet<string> = new Set(['objectguid', 'ms-ds-consistencyguid', 'objectsid']);

/** Every attribute and encoding whose value is the ImmutableID, each once. */
export function anchorSources(immutableId: string, onPrem: OnPremObject): readonly string[] {
  const sources = new Set<string>();
  const claim = { text: immutableId, lowerCase: immutableId.toLowerCase(), bytes: decodeBase64(immutableId) };
  if (onPrem.consistencyGuid === immutableId) sources.add('mS-DS-ConsistencyGuid');
  if (onPrem.objectGuid !== undefined) addBinarySources(sources, 'objectGUID', guidToBytes(onPrem.objectGuid), claim);
  const consistency = onPrem.consistencyGuid === undefined ? undefined : decodeGuidAnchor(onPrem.consistencyGuid);
  if (consistency !== undefined) addBinarySources(sources, 'mS-DS-ConsistencyGuid', consistency, claim);
  if (/^00u[0-9A-Za-z]{17}$/.test(immutableId)) sources.add('Okta user id');
  const sid = onPrem.objectSid === undefined ? undefined : sidToBytes(onPrem.objectSid);
  if (sid !== undefined) addBinarySources(sources, 'objectSid', sid, claim);
  addTextSource(sources, 'objectGUID', onPrem.objectGuid, claim);
  addTextSource(sources, 'mail', onPrem.mail, claim);
  addTextSource(sources, 'userPrincipalName', onPrem.userPrincipalName, claim);
  addTextSource(sources, 'sAMAccountName', onPrem.samAccountName, claim);
  addTextSource(sources, 'objectSid', onPrem.objectSid, claim);
  addTextSource(sources, 'name', onPrem.name, claim);
  for (const [name, value] of onPrem.attributes) addTextSource(sources, attributeSpelling(name), value, claim);
  return [...sources];
}

/** An ImmutableID, in lower case, and its bytes where it is canonical Base64: then no other text has these bytes. */
interface ClaimedAnchor {
  readonly text: string;
  readonly lowerCase: string;
  readonly bytes: Uint8Array | undefined;
}

function addTextSource(
  sources: Set<string>,
  name: string,
  value: string | undefined,
  { text, bytes }: ClaimedAnchor,
): void {
  if (value === undefined || value === '') return;
  if (value === text) sources.add(`${name}:text`);
  if (bytes !== undefined && isUtf8Of(bytes, value)) sources.add(`${name}:text-base64`);
}

function addBinarySources(sources: Set<string>, name: string, value: Uint8Array, claim: ClaimedAnchor): void {
  const { bytes } = claim;
  if (bytes !== undefined && sameBytes(bytes, value)) sources.add(name);
  if (bytes?.length === 16 && value.length === 16 && sameBytes(bytes, swapGuidBytes(value)))
    sources.add(`${name} (byte order swapped)`);
  const hexLength = value.length * 2;
  if (claim.text.length === hexLength && claim.lowerCase === bytesToHex(value)) sources.add(`${name} (hexadecimal)`);
  if (bytes?.length === hexLength && isUtf8Of(bytes, bytesToHex(value))) sources.add(`${name} (Base64 of hexadecimal)`);
}

/** True when the bytes are the text in UTF-8, which is never shorter than the text. */
function isUtf8Of(bytes: Uint8Array, text: string): boolean {
  return bytes.length >= text.length && sameBytes(bytes, utf8(text));
}
