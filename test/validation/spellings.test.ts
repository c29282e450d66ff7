import { describe, expect, it } from 'vitest';
import { type AnchorForms, convertAnchor } from '../../src/domain/anchor-forms.js';
import { identityStories } from '../../src/validation/story.js';
import { organisation } from './organisation.js';

const org = organisation().person(1, 'ann').person(2, 'bob').person(0x0a0b0c0d, 'hex');
const population = org.populate();
const told = (key: string) =>
  identityStories(population, key).map(({ sources }) => sources.map(({ system }) => system).sort());
const both = ['Active Directory', 'Microsoft Entra'];

/** Every spelling of the source anchor of one person that `anchor` prints. */
function spellings(name: string): readonly (readonly [string, string])[] {
  const identity = population.identities.find(
    (one) => one.side === 'onPrem' && one.onPrem.userPrincipalName === `${name}@corp.example`,
  );
  const guid = identity?.side === 'onPrem' ? (identity.onPrem.objectGuid ?? '') : '';
  const [forms] = convertAnchor(guid);
  if (forms === undefined) throw new Error(`${name} has no GUID`);
  const names: readonly (keyof AnchorForms)[] = ['guid', 'immutableId', 'hex', 'csvde', 'ldapFilter', 'connectorDn'];
  return [
    ...names.map((form) => [form, forms[form]] as const),
    ['GUID in braces', `{${guid.toUpperCase()}}`],
    ['hexadecimal with hyphens, as BitConverter writes it', forms.hex.replaceAll(' ', '-').toUpperCase()],
    ['hexadecimal with colons', forms.hex.replaceAll(' ', ':')],
    ['bare bytes', forms.hex.replaceAll(' ', '')],
    ['the bare digits of the GUID', guid.replaceAll('-', '')],
    ['a filter without its attribute', forms.ldapFilter.replace(/^.*=|\)$/g, '')],
    ['with blanks around', `  ${forms.immutableId} `],
  ];
}

describe('explain takes every spelling that anchor knows', () => {
  it.each([...spellings('ann'), ...spellings('hex')])('as %s: %s', (_, key) => {
    expect(convertAnchor(key)).not.toEqual([]);
    expect(told(key)).toEqual([both]);
  });

  it('and tells one person by each, not another', () => {
    for (const [, key] of spellings('bob'))
      expect(
        identityStories(population, key)[0]
          ?.sources.map((one) => JSON.stringify(one))
          .join(),
      ).toContain('bob@');
  });

  it.each([
    ['another GUID', 'ffffffff-0000-4000-8000-0000000000ff'],
    ['another ImmutableID', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['the spelling of nothing', `X'00'`],
    ['no text', ''],
  ])('and nobody by %s', (_, key) => {
    expect(told(key)).toEqual([]);
  });
});
