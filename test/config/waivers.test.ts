import { describe, expect, it } from 'vitest';
import { parseWaivers } from '../../src/config/waivers.js';
import { UserError } from '../../src/domain/errors.js';

const waiver = (expires: string, reason = 'married'): string =>
  `waivers:\n  - { rule: upn-changed, subjects: [a@corp.example], reason: ${reason}, owner: it, expires: ${expires} }\n`;

// What fuzzing found.
describe('a malformed waiver file', () => {
  it.each(['2026-1', '2026-13-01', '2026-02-30', '"soon"'])('with the date %s is refused in a sentence', (expires) => {
    expect(() => parseWaivers(waiver(expires), 'waivers.yaml')).toThrow(UserError);
  });

  it('that the YAML library only doubts is refused too, and nothing of it is printed', () => {
    expect(() => parseWaivers(waiver('2026-12-31', '!arried'), 'waivers.yaml')).toThrow(
      /not valid YAML.*Unresolved tag/,
    );
    expect(parseWaivers(waiver('2026-12-31'), 'waivers.yaml').waivers).toHaveLength(1);
  });
});

describe('a key that is missing', () => {
  const loss = (lines: string): string => `acceptedLosses:\n  - { ${lines} }\n`;

  it.each([
    [
      'waivers:\n  - { rule: upn-changed, subjects: [a@x], owner: it, expires: 2026-12-31 }\n',
      'waivers.0.reason: is missing',
    ],
    ['waivers:\n  - { subjects: [a@x], reason: r, owner: it, expires: 2026-12-31 }\n', 'waivers.0.rule: is missing'],
    [
      loss('rule: entra-only, objectId: a, disposition: delete, reason: r, owner: it'),
      'acceptedLosses.0.expires: is missing',
    ],
    [
      loss('objectId: a, disposition: delete, reason: r, owner: it, expires: 2026-12-31'),
      'acceptedLosses.0.rule: is missing',
    ],
    [
      loss('rule: entra-only, objectId: a, reason: r, owner: it, expires: 2026-12-31'),
      'acceptedLosses.0.disposition: is missing',
    ],
  ])('is told as such: %s', (content, message) => {
    expect(() => parseWaivers(content, 'w.yaml')).toThrow(message);
    expect(() => parseWaivers(content, 'w.yaml')).not.toThrow('undefined');
  });

  it('is not what a wrong value is', () => {
    const content = 'waivers:\n  - { rule: 7, subjects: [a@x], reason: r, owner: it, expires: 2026-12-31 }\n';
    expect(() => parseWaivers(content, 'w.yaml')).toThrow(/waivers\.0\.rule: .*expected string/);
    expect(() => parseWaivers('waivers: 7', 'w.yaml')).toThrow(/waivers: .*expected array/);
    expect(() => parseWaivers('7', 'w.yaml')).toThrow(/file: .*expected object/);
  });
});

describe('accepted losses of entra-only', () => {
  const of = (rule: string, disposition: string, ids: string): string =>
    `acceptedLosses:\n  - { rule: ${rule}, ${ids}, disposition: ${disposition}, reason: r, owner: it, expires: 2026-12-31 }\n`;

  it('may list many object ids in one entry, which count one by one', () => {
    const { acceptedLosses } = parseWaivers(of('entra-only', 'keep-orphan', 'objectIds: [a, b, c]'), 'w.yaml');
    const rest = { rule: 'entra-only', disposition: 'keep-orphan', reason: 'r', owner: 'it', expires: '2026-12-31' };
    expect(acceptedLosses).toEqual(['a', 'b', 'c'].map((objectId) => ({ ...rest, objectId })));
  });

  it.each([
    [of('entra-only', 'delete', 'objectIds: [a]'), /objectIds belong to entra-only with keep-orphan only/],
    [of('pending-delete', 'keep-orphan', 'objectIds: [a]'), /objectIds belong to entra-only/],
    [of('entra-only', 'keep-orphan', 'objectIds: []'), /objectIds/],
    [of('entra-only', 'keep-orphan', 'objectIds: [a], objectId: b'), /either objectId, or objectIds/],
    [of('entra-only', 'keep-orphan', 'reason: r').replace('reason: r, ', ''), /either objectId, or objectIds/],
    [of('entra-only', 'keep-orphan', 'ou: "OU=x"'), /Unrecognized key/],
  ])('are refused otherwise: %s', (content, message) => {
    expect(() => parseWaivers(content, 'w.yaml')).toThrow(message);
  });
});
