import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/domain/base64.js';
import { parseSourceAnchor, type SourceAnchorSetting, utf8 } from '../../src/domain/source-anchor.js';
import { noCleanPairs } from '../../src/validation/clean-pairs.js';
import { anchorSources, prevailingSource } from '../../src/validation/explain-anchors.js';
import { at } from './evidence.js';
import { anchor, organisation } from './organisation.js';

function anchorSetting(text: string): SourceAnchorSetting {
  const setting = parseSourceAnchor(text);
  if (setting === undefined) throw new Error(`${text} is not a source anchor`);
  return setting;
}

/** So many people whose ImmutableID is the objectGUID, the mail, an employee number, or nothing that is known. */
function people(numbers: { guid?: number; mail?: number; employee?: number; unknown?: number }) {
  const org = organisation();
  let number = 0;
  const add = (count: number, immutableId: ((number: number) => string) | undefined): void => {
    for (let index = 0; index < count; index += 1) {
      number += 1;
      const name = `person${number}`;
      org.person(number, name, {
        onPrem: { mail: `${name}.x@corp.example`, attributes: { employeenumber: `E${number}` } },
        ...(immutableId && { entra: { immutableId: immutableId(number) } }),
      });
    }
  };
  add(numbers.guid ?? 0, undefined);
  add(numbers.mail ?? 0, (own) => `person${own}.x@corp.example`);
  add(numbers.employee ?? 0, (own) => `E${own}`);
  add(numbers.unknown ?? 0, (own) => anchor(1000 + own));
  return org.populate().identities;
}
const prevailing = (numbers: Parameters<typeof people>[0], setting = 'mS-DS-ConsistencyGuid') =>
  prevailingSource(people(numbers), anchorSetting(setting));

describe('what most ImmutableIDs come from', () => {
  it.each<[string, Parameters<typeof people>[0], object]>([
    ['the expected one, of most', { guid: 3, mail: 2 }, { expected: 3, isExpected: true }],
    ['the expected one, of half', { guid: 2, unknown: 2 }, { expected: 2, isExpected: false }],
    ['another, of most', { guid: 2, mail: 3 }, { expected: 2, isExpected: false, other: source('mail:text', 3) }],
    ['another, of half', { mail: 3, unknown: 3 }, { expected: 0, isExpected: false }],
    ['another, of all but too few', { mail: 2 }, { expected: 0, isExpected: false }],
    ['another, of as many as it takes', { mail: 3 }, { expected: 0, isExpected: false, other: source('mail:text', 3) }],
    ['two others, of which neither is most', { mail: 3, employee: 3 }, { expected: 0, isExpected: false }],
    ['nothing', { unknown: 4 }, { expected: 0, isExpected: false }],
    ['nobody', {}, { expected: 0, isExpected: false }],
  ])('is %s', (_, numbers, result) => expect(prevailing(numbers)).toEqual(result));

  it('is the attribute that is declared, in its encoding', () => {
    expect(prevailing({ mail: 3 }, 'mail:text')).toEqual({ expected: 3, isExpected: true });
    expect(prevailing({ mail: 3 }, 'MAIL:text')).toEqual({ expected: 3, isExpected: true });
    expect(prevailing({ mail: 3 }, 'mail:text-base64')).toMatchObject({ isExpected: false });
    expect(prevailing({ employee: 3 }, 'employeeNumber:text')).toEqual({ expected: 3, isExpected: true });
    expect(prevailing({ guid: 3 }, 'mail:text')).toMatchObject({ other: source('objectGUID', 3) });
    expect(prevailing({ guid: 3 }, 'objectGUID')).toEqual({ expected: 3, isExpected: true });
  });

  it('counts people of the fast path, those of one source once', () => {
    const pairs = (explained: Record<string, number>, count: number) => ({
      ...noCleanPairs,
      people: count,
      explained: new Map(Object.entries(explained)),
    });
    const setting = anchorSetting('mS-DS-ConsistencyGuid');
    const both = pairs({ objectGUID: 5, 'mS-DS-ConsistencyGuid': 4, 'mail:text': 6 }, 6);
    expect(prevailingSource([], setting, both)).toEqual({ expected: 5, isExpected: true });
    expect(prevailingSource(people({ guid: 2 }), setting, both)).toEqual({ expected: 7, isExpected: true });
    const mailOnly = pairs({ 'mail:text': 6 }, 6);
    expect(prevailingSource([], setting, mailOnly)).toMatchObject({ expected: 0, other: source('mail:text', 6) });
    expect(prevailingSource(people({ guid: 2 }), setting, mailOnly)).toMatchObject({ expected: 2, isExpected: false });
  });
});

describe('the sources of an ImmutableID', () => {
  const sources = (immutableId: string, onPrem: object) =>
    anchorSources(immutableId, { objectType: 'user', at, attributes: new Map(), ...onPrem });
  // The bytes of an objectGUID in hexadecimal are 32 digits, in either letter case.
  const objectGuid = '00112233-4455-6677-8899-aabbccddeeff';
  const hex = '33221100554477668899aabbccddeeff';

  it('are the hexadecimal digits of bytes, and nothing around them', () => {
    expect(sources(hex, { objectGuid })).toEqual(['objectGUID (hexadecimal)']);
    expect(sources(hex.toUpperCase(), { objectGuid })).toEqual(['objectGUID (hexadecimal)']);
    expect(sources(`${hex}0`, { objectGuid })).toEqual([]);
    expect(sources(`${hex.slice(0, -1)}0`, { objectGuid })).toEqual([]);
    expect(sources(encodeBase64(utf8(hex)), { objectGuid })).toEqual(['objectGUID (Base64 of hexadecimal)']);
    expect(sources(encodeBase64(utf8(`${hex}0`)), { objectGuid })).toEqual([]);
    expect(sources(encodeBase64(utf8(`${hex.slice(0, -1)}0`)), { objectGuid })).toEqual([]);
  });

  it('are texts whole, never their beginning', () => {
    expect(sources(encodeBase64(utf8('ann')), { mail: 'ann' })).toEqual(['mail:text-base64']);
    expect(sources(encodeBase64(utf8('an')), { mail: 'ann' })).toEqual([]);
    expect(sources(encodeBase64(utf8('anne')), { mail: 'ann' })).toEqual([]);
    expect(sources(encodeBase64(utf8('é')), { mail: 'é' })).toEqual(['mail:text-base64']);
  });

  it('are no bytes where the value has another length', () => {
    const objectSid = 'S-1-5-21-1-2-3-1001';
    expect(sources('AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA6QMAAA==', { objectSid })).toEqual(['objectSid']);
    expect(sources('AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA', { objectSid })).toEqual([]);
  });
});

function source(name: string, count: number): object {
  return { source: name, people: count };
}
