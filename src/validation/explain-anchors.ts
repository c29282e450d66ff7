import { encodeBase64 } from '../domain/base64.js';
import { bytesToHex, guidToBytes, swapGuidBytes } from '../domain/guid.js';
import type { OnPremObject } from '../domain/objects.js';
import { decodeGuidAnchor, utf8 } from '../domain/source-anchor.js';
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
  let pairs = cleanPairs.count;
  let unexplained = 0;
  for (const identity of identities) {
    if (identity.side !== 'onPrem' || identity.outcome === 'excluded') continue;
    const immutableId = identity.entra?.immutableId;
    if (immutableId === undefined) continue;
    pairs += 1;
    const sources = anchorSources(immutableId, identity.onPrem);
    if (sources.size === 0) unexplained += 1;
    for (const source of sources) people.set(source, (people.get(source) ?? 0) + 1);
  }
  const explained = [...people].map(([source, count]) => ({ source, people: count }));
  explained.sort((a, b) => b.people - a.people || (a.source < b.source ? -1 : 1));
  return { people: pairs, explained, unexplained };
}

/** Every attribute and encoding whose value is the ImmutableID. */
export function anchorSources(immutableId: string, onPrem: OnPremObject): ReadonlySet<string> {
  const sources = new Set<string>();
  const objectGuid = onPrem.objectGuid === undefined ? undefined : guidToBytes(onPrem.objectGuid);
  const consistency = onPrem.consistencyGuid === undefined ? undefined : decodeGuidAnchor(onPrem.consistencyGuid);
  if (onPrem.consistencyGuid === immutableId) sources.add('mS-DS-ConsistencyGuid');
  addBinarySources(sources, 'objectGUID', objectGuid, immutableId);
  addBinarySources(sources, 'mS-DS-ConsistencyGuid', consistency, immutableId);
  const texts: [string, string | undefined][] = [
    ['objectGUID', onPrem.objectGuid],
    ['mail', onPrem.mail],
    ['userPrincipalName', onPrem.userPrincipalName],
    ['sAMAccountName', onPrem.samAccountName],
    ['objectSid', onPrem.objectSid],
    ['name', onPrem.name],
    ...[...onPrem.attributes].map(([name, value]): [string, string] => [attributeSpelling(name), value]),
  ];
  if (/^00u[0-9A-Za-z]{17}$/.test(immutableId)) sources.add('Okta user id');
  addBinarySources(
    sources,
    'objectSid',
    onPrem.objectSid === undefined ? undefined : sidBytes(onPrem.objectSid),
    immutableId,
  );
  for (const [name, value] of texts) {
    if (value === undefined || value === '') continue;
    if (value === immutableId) sources.add(`${name}:text`);
    if (encodeBase64(utf8(value)) === immutableId) sources.add(`${name}:text-base64`);
  }
  return sources;
}

function addBinarySources(
  sources: Set<string>,
  name: string,
  bytes: Uint8Array | undefined,
  immutableId: string,
): void {
  if (bytes === undefined) return;
  if (encodeBase64(bytes) === immutableId) sources.add(name);
  if (bytes.length === 16 && encodeBase64(swapGuidBytes(bytes)) === immutableId)
    sources.add(`${name} (byte order swapped)`);
  const hex = bytesToHex(bytes);
  if (hex === immutableId.toLowerCase()) sources.add(`${name} (hexadecimal)`);
  if (encodeBase64(utf8(hex)) === immutableId) sources.add(`${name} (Base64 of hexadecimal)`);
}

/** The bytes of a SID from its text: revision, count, authority (big-endian), sub-authorities (little-endian). */
function sidBytes(sid: string): Uint8Array | undefined {
  const match = /^S-(\d+)-(\d+)((?:-\d+)+)$/i.exec(sid);
  if (match === null) return undefined;
  const parts = (match[3] ?? '').slice(1).split('-').map(Number);
  const bytes = new Uint8Array(8 + 4 * parts.length);
  bytes.set([Number(match[1]), parts.length, 0, 0]);
  new DataView(bytes.buffer).setUint32(4, Number(match[2]));
  for (const [index, part] of parts.entries()) new DataView(bytes.buffer).setUint32(8 + 4 * index, part, true);
  return bytes;
}
