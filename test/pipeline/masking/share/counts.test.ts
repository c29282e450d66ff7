import { expect, it } from 'vitest';
import { sharedOf } from './staying.js';

const list = `Count          : 12
Length         : 14
MemberCount    : 1507
Members.Count  : 16
logonCount     : 4711
Members        : {Ada Lovelace, Bo Chen, Cy Twombly...}
IsFixedSize    : True
`;

it('leaves how many there are in what PowerShell prints, and as many of a list as it shows', async () => {
  const [shared = ''] = await sharedOf({ 'a.txt': list });
  const value = (label: RegExp): string => new RegExp(`^${label.source}\\s*: (.*)$`, 'm').exec(shared)?.[1] ?? '';
  expect([/Count/, /Length/, /[A-Z][a-z]+Count/, /[A-Z][a-z]+\.Count/, /IsFixedSize/].map(value)).toEqual([
    ...['12', '14', '1507', '16', 'True'],
  ]);
  expect(value(/Members/)).toMatch(/^\{\p{L}+ \p{L}+, \p{L}+ \p{L}+, \p{L}+ \p{L}+\.\.\.\}$/u);
  expect(shared).not.toMatch(/Lovelace|Chen|Twombly/);
});

const members = {
  ...{ 'members@odata.count': 14, groupCount: 1507, 'Device Count': 16, owner_count: '17', LIST_COUNT: 18 },
  Members: { Count: 19, value: ['Ada', 'Bo'] },
};

it('leaves how many there are in members of anybody’s own', async () => {
  const [shared = ''] = await sharedOf({ 'a.json': JSON.stringify(members) });
  expect(shared.match(/(?<=[:"])\d+/g)).toEqual(['14', '1507', '16', '17', '18', '19']);
  expect(shared).toMatch(
    /@odata\.count":14,"\p{Ll}+Count":1507,"\p{L}+ Count":16,"\p{Ll}+_count":"17","\p{Lu}+_COUNT":/u,
  );
  expect(shared).not.toMatch(/group|Device|owner|LIST|Ada|Bo"/);
});

it.each([
  ['logonCount', { logonCount: 471_123 }],
  ['badPwdCount', { badPwdCount: 471_123 }],
  ['a name that only ends in the letters', { serviceAccount: 471_123, Discount: 471_123, viscount: 471_123 }],
  ['an attribute of a profile', { profile: { childCount: 471_123 } }],
  ['an extension', { extension_5f0d2c118a3e4f0c9d551b7c8e2a6f10_childCount: 471_123 }],
  ['more than a count', { memberCount: 1_234_567 }],
])('invents a number that may be somebody’s: %s', async (_, object) => {
  const [shared = ''] = await sharedOf({ 'a.json': JSON.stringify(object) });
  expect(shared).not.toMatch(/471123|1234567/);
});
