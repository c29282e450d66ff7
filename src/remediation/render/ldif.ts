import { encodeBase64 } from '../../domain/base64.js';
import type { Binding } from '../../domain/remediation.js';
import { utf8 } from '../../domain/source-anchor.js';
import { escapeControls } from '../../reports/escape.js';
import type { Write } from '../order.js';

/** Distinguished names by objectGUID: LDIF has no other way to name an object. */
export type DistinguishedNames = ReadonlyMap<string, string>;

/**
 * The on-premises writes as LDIF change records, in order: each deletes the old value and adds the new one in one
 * operation, so a value that changed meanwhile fails that record. Everything that is not plain ASCII is Base64 (RFC 2849).
 * Objects whose distinguished name the evidence lacks are named in a comment instead.
 */
export function renderLdif(writes: readonly Write[], names: DistinguishedNames): string {
  const records = writes
    .filter(({ binding }) => binding.system === 'activeDirectory')
    .map((write) => {
      const name = names.get(write.binding.objectId);
      return name === undefined ? unnamed(write.binding) : record(write, name);
    });
  return ['version: 1', '', ...records].join('\n');
}

function record({ binding, from, to, parks }: Write, name: string): string {
  const { attribute } = binding;
  const lines = [
    `# ${comment(binding)}${parks ? ', parked until its old anchor is taken over' : ''}`,
    line('dn', name),
    'changetype: modify',
    ...(from === null ? [] : [`delete: ${attribute}`, value(binding, from), '-']),
    ...(to === null ? [] : [`add: ${attribute}`, value(binding, to), '-']),
  ];
  return `${lines.join('\n')}\n`;
}

function unnamed(binding: Binding): string {
  return `# LEFT OUT: ${comment(binding)}: the evidence has no distinguished name for objectGUID ${binding.objectId}.\n`;
}

function comment({ person, rule, objectId }: Binding): string {
  return `${escapeControls(person)} ${escapeControls(rule)} ${objectId}`;
}

/** `name: value`, or `name:: Base64` unless it is a SAFE-STRING of printable ASCII (RFC 2849). */
function line(name: string, text: string): string {
  const isSafe = /^[!-9;=-~]([ -~]*[!-~])?$/.test(text);
  return isSafe ? `${name}: ${text}` : `${name}:: ${encodeBase64(utf8(text))}`;
}

/** A value of mS-DS-ConsistencyGuid is Base64 already. */
function value({ attribute }: Binding, text: string): string {
  return attribute === 'mS-DS-ConsistencyGuid' ? `${attribute}:: ${text}` : line(attribute, text);
}
