import { describe, expect, it } from 'vitest';
import { type Claim, newcomerClaims } from '../../src/validation/newcomer-claim.js';

const told = (claim: Claim): string => (claim.of === 'attribute' ? `attribute ${claim.name}` : claim.of);
const claims = (expression: string): string => newcomerClaims(expression).map(told).join(' or ');

// A newcomer has an account in Active Directory, an objectGUID, and an empty mS-DS-ConsistencyGuid.
const guid = 'findDirectoryUser().objectGUID';
const unfilled = 'user.mS-DS-ConsistencyGuid';
const unknown = 'user.externalFlag.foo()';

describe('what an expression sends of a newcomer', () => {
  it.each<readonly [string, string]>([
    ['', 'nothing'],
    [' \n ', 'nothing'],
    ['null', 'nothing'],
    ["''", 'nothing'],
    ['""', 'nothing'],
    ["'x'", 'present'],
    ['"x"', 'present'],
    ['0', 'nothing'],
    ['0.0', 'nothing'],
    ['12.5', 'present'],
    ['true', 'true'],
    ['false', 'false'],
    ['user.id', 'present'],
    ['user.ID', 'present'],
    ['findDirectoryUser().externalId', 'guid'],
    ['active_directory.externalId', 'guid'],
    ['ActiveDirectory.objectGUID', 'guid'],
    // The id in a system of its own: of Office 365 the object id of Entra.
    ...['office365', 'workday', 'user', 'appuser', 'idpuser'].map(
      (name) => [`${name}.externalId`, 'attribute externalId'] as const,
    ),
    ['externalId', 'attribute externalId'],
    ['user.objectGUID', 'attribute objectGUID'],
    ['(user.flag ? findDirectoryUser() : user).externalId', 'attribute externalId'],
    [guid, 'guid'],
    [`  ${guid}  `, 'guid'],
    [unfilled, 'unfilled'],
    ['user.ms_ds_consistency_guid', 'unfilled'],
    ['user.employeeNumber', 'attribute employeeNumber'],
    ['employeeNumber', 'attribute employeeNumber'],
    ['user.größe', 'attribute größe'],
    ["findDirectoryUser()['objectGUID']", 'guid'],
    ['user["employeeNumber"]', 'attribute employeeNumber'],
    ['active_directory?.objectGUID', 'guid'],
    ['(active_directory.objectGUID)', 'guid'],
    ['(active_directory).objectGUID', 'guid'],
    ["user.getInternalProperty('id')", 'present'],
    ['user.getInternalProperty("objectGUID")', 'attribute objectGUID'],
    ["user.getInternalProperty('status')", 'attribute status'],
    ['findDirectoryUser().objectGUID', 'guid'],
    ['findDirectoryUser().mS-DS-ConsistencyGuid', 'unfilled'],
    ['FINDDIRECTORYUSER().externalId', 'guid'],
  ])('%s: %s', (expression, expected) => expect(claims(expression)).toBe(expected));

  it.each([
    'user.',
    'user.1',
    'user..id',
    'user[id]',
    "user['id'",
    "user['id' 'x']",
    '(user.id',
    'user.id user.id',
    'user.id)',
    '?:',
    "user.id ? 'x'",
    "user.id 'x' : 'y'",
    'user.id #',
    "'open",
    '.id',
    '-',
    'active_directory.objectGUID + user.id',
    "'x' + 'y'",
    'foo()',
    `foo(${guid})`,
    "''.foo()",
    "getInternalProperty('id')",
    "foo().getInternalProperty('id')",
    'user.getInternalProperty(id)',
    "findDirectoryUser('x').objectGUID",
    'String.toUpperCase(active_directory.objectGUID)',
    'active_directory.objectGUID.substring(1)',
    'String.length(user.employeeNumber)',
    'foo(a b)',
    'foo(a',
    'foo(a,',
  ])('%s is not understood', (expression) => expect(claims(expression)).toBe('unknown'));
});

it('an expression that is nested deeper than the stack is not understood', () =>
  expect(claims(`${'('.repeat(200_000)}user.id${')'.repeat(200_000)}`)).toBe('unknown'));

describe('a choice', () => {
  it.each([
    [`${unfilled} ?: ${guid}`, 'guid'],
    [`null ?: user.id`, 'present'],
    [`${guid} ?: user.id`, 'guid'],
    [`findDirectoryUser() ?: user.id`, 'directory'],
    [`user.id ?: ${guid}`, 'present'],
    [`user.login ?: ${guid}`, 'attribute login or guid'],
    [`${unfilled} ?: null ?: ${guid}`, 'guid'],
    [`true ? ${guid} : user.id`, 'guid'],
    [`false ? ${guid} : user.id`, 'present'],
    [`TRUE ? ${guid} : user.id`, 'guid or present'],
    [`user.flag ? ${guid} : user.id`, 'guid or present'],
    [`${guid} ? 'a' : user.id`, 'present or present'],
    [`(user.flag ? ${guid} : user.id) ?: null`, 'guid or present or nothing'],
    [`(user.flag ? true : true) ? ${guid} : user.id`, 'guid or present'],
    [`(user.flag ? ${guid} : foo()).id`, 'unknown'],
    [`hasDirectoryUser() ? findDirectoryUser().objectGUID : user.id`, 'guid'],
    [`hasDirectoryUser('x') ? ${guid} : user.id`, 'guid or present'],
    [`false ? user.id : false ? user.id : ${guid}`, 'guid'],
  ])('%s: %s', (expression, expected) => expect(claims(expression)).toBe(expected));
});

describe('a condition', () => {
  const truths: Readonly<Record<string, string>> = { true: 'true', false: 'false', unknown };
  const all = Object.keys(truths);
  const and = (one: string, other: string) =>
    one === 'false' || other === 'false' ? 'false' : one === 'true' && other === 'true' ? 'true' : 'unknown';
  const not: Readonly<Record<string, string>> = { true: 'false', false: 'true', unknown: 'unknown' };
  const or = (one: string, other: string) => not[and(not[one] ?? '', not[other] ?? '')];

  it.each(all.flatMap((one) => all.map((other) => [one, other] as const)))('%s with %s', (one, other) => {
    const [left, right] = [truths[one], truths[other]];
    expect(claims(`${left} && ${right}`)).toBe(and(one, other));
    expect(claims(`${left} and ${right}`)).toBe(and(one, other));
    expect(claims(`${left} || ${right}`)).toBe(or(one, other));
    expect(claims(`${left} OR ${right}`)).toBe(or(one, other));
  });

  it.each(all)('not %s', (one) => {
    expect(claims(`!${truths[one]}`)).toBe(not[one]);
    expect(claims(`not ${truths[one]}`)).toBe(not[one]);
    expect(claims(`!!${truths[one]}`)).toBe(one);
  });

  it('binds "and" closer than "or", and both less than a comparison', () => {
    expect(claims('true || false && false')).toBe('true');
    expect(claims('(true || false) && false')).toBe('false');
    expect(claims(`false || ${guid} != null`)).toBe('true');
  });

  it.each([
    // Empty against empty, empty against full, and what can't be told.
    [`${unfilled} == null`, 'true'],
    [`null == ${unfilled}`, 'true'],
    [`${unfilled} != null`, 'false'],
    [`${guid} == null`, 'false'],
    [`null == ${guid}`, 'false'],
    [`${guid} != ''`, 'true'],
    [`'' != ${guid}`, 'true'],
    [`user.id != null`, 'true'],
    [`findDirectoryUser() != null`, 'true'],
    [`findDirectoryUser() == null`, 'false'],
    [`user.login == null`, 'unknown'],
    [`null != user.login`, 'unknown'],
    [`${guid} == user.id`, 'unknown'],
    [`'a' != 'b'`, 'unknown'],
    [`true != null`, 'unknown'],
    [`(user.flag ? null : null) == null`, 'unknown'],
    ['true == true', 'true'],
    ['true == false', 'false'],
    ['false == false', 'true'],
    ['true != true', 'false'],
    ['true != false', 'true'],
    [`true == ${unknown}`, 'unknown'],
    [`${unknown} == false`, 'unknown'],
    [`(${guid} == null) == false`, 'true'],
    ['true < false', 'unknown'],
    // Lengths.
    [`${guid}.length > 0`, 'unknown'],
    [`${guid}.length() > 0`, 'true'],
    [`${unfilled}.length() > 0`, 'false'],
    [`0 < ${guid}.length()`, 'true'],
    [`0 < ${unfilled}.length()`, 'false'],
    [`0 > ${guid}.length()`, 'false'],
    [`${guid}.length() < 0`, 'false'],
    [`${unfilled}.length() >= 0`, 'true'],
    [`${unfilled}.length() <= 0`, 'true'],
    [`${unfilled}.length() < 0`, 'false'],
    [`${guid}.length() >= 0`, 'true'],
    [`${guid}.length() <= 0`, 'false'],
    [`${guid}.length() > 8`, 'unknown'],
    [`String.len(${unfilled}) == 0`, 'true'],
    [`String.len(${guid}) == 0`, 'false'],
    [`Arrays.size(${guid}) != 0`, 'true'],
    [`user.login.length() > 0`, 'unknown'],
  ])('%s: %s', (expression, expected) => expect(claims(expression)).toBe(expected));

  it.each([
    [`isEmpty(${unfilled})`, 'true'],
    [`isEmpty(${guid})`, 'false'],
    [`${unfilled}.isEmpty()`, 'true'],
    [`${guid}.isEmpty()`, 'false'],
    [`Arrays.isEmpty(${unfilled})`, 'true'],
    [`String.isEmpty(${guid})`, 'false'],
    ['isEmpty(user.login)', 'unknown'],
    ['isEmpty()', 'unknown'],
    // The function of something else looks at that, not at what is between the brackets.
    [`user.isEmpty(${guid})`, 'unknown'],
    [`MyString.isEmpty(${guid})`, 'unknown'],
    [`Strings.isEmpty(${guid})`, 'unknown'],
  ])('%s: %s', (expression, expected) => expect(claims(expression)).toBe(expected));
});

describe('a function', () => {
  it.each([
    [`String.trim(${guid})`, 'guid'],
    [`${guid}.trim()`, 'guid'],
    [`String.removeSpaces(${unfilled})`, 'unfilled'],
    ['String.trim(user.login)', 'attribute login'],
    // A part of nothing is nothing; a part of something is something else.
    [`String.substring(${unfilled}, 0, 8)`, 'unfilled'],
    [`String.replace(${unfilled}, '-', '')`, 'unfilled'],
    [`String.toLowerCase(null)`, 'nothing'],
    [`String.toLowerCase(user.login)`, 'unknown'],
    [`String.foo(${unfilled})`, 'unknown'],
  ])('%s: %s', (expression, expected) => expect(claims(expression)).toBe(expected));
});
