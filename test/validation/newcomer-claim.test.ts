import { describe, expect, it } from 'vitest';
import { type Claim, newcomerClaims } from '../../src/validation/newcomer-claim.js';

const user = 'findDirectoryUser()';
const own = `${user}.msDSConsistencyGuid`;

/** The claims in one line; an attribute by its name. */
function sent(expression: string): string {
  return newcomerClaims(expression)
    .map((claim: Claim) => (claim.of === 'attribute' ? `attribute ${claim.name}` : claim.of))
    .join(', ');
}

describe('what an expression sends of a newcomer', () => {
  it.each([
    ['', 'nothing'],
    [' \n', 'nothing'],
    ['null', 'nothing'],
    ['""', 'nothing'],
    ["''", 'nothing'],
    ['0', 'nothing'],
    ['24', 'present'],
    ['"fixed"', 'present'],
    ["'it\\'s'", 'present'],
    ['true', 'true'],
    ['false', 'false'],
    [user, 'directory'],
    [own, 'unfilled'],
    [` ${own}\n`, 'unfilled'],
    [`(${own})`, 'unfilled'],
    ['appuser.mS-DS-ConsistencyGuid', 'unfilled'],
    ['user["ms_ds_consistency_guid"]', 'unfilled'],
    [`${user}.externalId`, 'guid'],
    [`(${user}).objectGUID`, 'guid'],
    ['user.id', 'present'],
    ['user?.id', 'present'],
    ["user['id']", 'present'],
    ['user.getInternalProperty("id")', 'present'],
    ['user.getInternalProperty("externalId")', 'guid'],
    ['user.employeeNumber', 'attribute employeeNumber'],
    ['user.address2', 'attribute address2'],
    ['login2', 'attribute login2'],
    ['user["adAnchor"]', 'attribute adAnchor'],
  ])('%s → %s', (expression, claims) => {
    expect(sent(expression)).toBe(claims);
  });

  it.each([
    'user.',
    'user."id"',
    'user.5',
    'user[id]',
    'user["id"',
    '.',
    ')',
    `(${own}`,
    `${own})`,
    `${own} ${own}`,
    'String.len(user.id',
    'String.len(user.id user.id)',
    '"open',
    `${own} #`,
    'user.id ? user.id',
    'user.id ? user.id , user.id',
  ])('%s is not an expression', (expression) => {
    expect(sent(expression)).toBe('unknown');
  });

  it('says unknown where the brackets are nested too deep to read', () => {
    expect(sent(`${'('.repeat(200_000)}user.id${')'.repeat(200_000)}`)).toBe('unknown');
  });
});

describe('functions', () => {
  it.each([
    ['hasDirectoryUser()', 'true'],
    [`isEmpty(${own})`, 'true'],
    [`${own}.isEmpty()`, 'true'],
    ['Arrays.isEmpty(user.id)', 'false'],
    [`isEmpty(${user}.externalId)`, 'false'],
    [`isEmpty(${user})`, 'false'],
    ['isEmpty("")', 'true'],
    ['isEmpty(true)', 'unknown'],
    ['isEmpty(user.department)', 'unknown'],
    [`String.len(${own})`, 'nothing'],
    ['String.len(user.id)', 'present'],
    [`${own}.length()`, 'nothing'],
    ['String.len(user.department)', 'unknown'],
    [`String.trim(${user}.externalId)`, 'guid'],
    [`String.removeSpaces(${own})`, 'unfilled'],
    ['String.trim(user.adAnchor)', 'attribute adAnchor'],
    [`String.substringBefore(${own}, "=")`, 'unfilled'],
    [`String.replace(${user}.externalId, "=", "")`, 'unknown'],
    ['String.toUpperCase(user.department)', 'unknown'],
    // What nobody knows: another function, another class, or what is not where it belongs.
    [`encrypt(${own})`, 'unknown'],
    [`getManagerUser("ad").externalId`, 'unknown'],
    [`Strings.len(${own})`, 'unknown'],
    [`MyString.len(${own})`, 'unknown'],
    [`user.department.len(${own})`, 'unknown'],
    ['String.len()', 'unknown'],
    ['String.trim()', 'unknown'],
    ['user.encrypt("id")', 'unknown'],
    ['(user.isManager ? user : getManagerUser("ad")).id', 'unknown'],
    ['isEmpty()', 'unknown'],
    ['findDirectoryUser("corp")', 'unknown'],
    ['hasDirectoryUser("corp")', 'unknown'],
    ['getInternalProperty("id")', 'unknown'],
    ['user.getInternalProperty()', 'unknown'],
    ['user.getInternalProperty(name)', 'unknown'],
    [`${user}.getInternalProperty("id")`, 'unknown'],
    [`(user.isManager ? user : ${user}).getInternalProperty("id")`, 'unknown'],
    [`${own} + ""`, 'unknown'],
  ])('%s → %s', (expression, claims) => {
    expect(sent(expression)).toBe(claims);
  });
});

const [yes, no, open] = ['hasDirectoryUser()', `(${own} != null)`, 'user.isManager'];

describe('conditions', () => {
  it.each([
    [yes, 'true'],
    [no, 'false'],
    [`!${yes}`, 'false'],
    [`not ${no}`, 'true'],
    [`!${open}`, 'unknown'],
    [`${yes} or ${no}`, 'true'],
    [`${no} or ${yes}`, 'true'],
    [`${no} || ${no}`, 'false'],
    [`${open} || ${yes}`, 'true'],
    [`${yes} || ${open}`, 'true'],
    [`${open} || ${no}`, 'unknown'],
    [`${no} || ${open}`, 'unknown'],
    [`${yes} and ${yes}`, 'true'],
    [`${yes} && ${no}`, 'false'],
    [`${no} && ${yes}`, 'false'],
    [`${open} && ${no}`, 'false'],
    [`${no} && ${open}`, 'false'],
    [`${open} && ${yes}`, 'unknown'],
    [`${yes} && ${open}`, 'unknown'],
    [`${yes} AND ${open} OR ${yes}`, 'true'],
    // Two truths are equal or not; they have no size.
    [`${yes} == true`, 'true'],
    [`${yes} == false`, 'false'],
    [`false != ${yes}`, 'true'],
    [`${no} != false`, 'false'],
    [`${yes} >= true`, 'unknown'],
    [`${yes} == ${open}`, 'unknown'],
    [`${open} == ${yes}`, 'unknown'],
    // Empty or not.
    [`${own} == null`, 'true'],
    [`null != ${own}`, 'false'],
    ['user.id == ""', 'false'],
    ['"" != user.id', 'true'],
    ['user.id == user.id', 'unknown'],
    ['user.department == null', 'unknown'],
    ['null == user.department', 'unknown'],
    ['user.department != "Sales"', 'unknown'],
    // Lengths.
    [`String.len(${own}) > 0`, 'false'],
    [`String.len(${own}) < 0`, 'false'],
    [`String.len(${own}) >= 0`, 'true'],
    [`String.len(${own}) <= 0`, 'true'],
    [`String.len(${own}) > 1`, 'false'],
    [`String.len(${own}) >= 24`, 'false'],
    [`String.len(${own}) < 1`, 'true'],
    [`1 > String.len(${own})`, 'true'],
    [`1 < String.len(${own})`, 'false'],
    [`24 <= String.len(${own})`, 'false'],
    ['String.len(user.id) > 10', 'unknown'],
    ['String.len(user.department) > 0', 'unknown'],
  ])('%s is %s', (condition, truth) => {
    expect(sent(condition)).toBe(truth);
  });

  it.each([
    [`${yes} ? user.id : null`, 'present'],
    [`${no} ? user.id : null`, 'nothing'],
    [`${open} ? user.id : null`, 'present, nothing'],
    [`${yes} ? ${no} ? user.id : ${own} : null`, 'unfilled'],
    [`${own} ?: user.id`, 'present'],
    [`${yes} ? user.id : user.login + "="`, 'present'],
    [`${no} ? user.id : user.login + "=" + user.id`, 'unknown'],
    [`user.id ?: ${own}`, 'present'],
    [`user.adAnchor ?: user.id`, 'attribute adAnchor, present'],
    // What is one thing or another decides nothing.
    [`(${open} ? true : false) ? user.id : null`, 'present, nothing'],
    [`(${open} ? null : user.login) == null ? user.id : ${own}`, 'present, unfilled'],
  ])('%s → %s', (expression, claims) => {
    expect(sent(expression)).toBe(claims);
  });
});
