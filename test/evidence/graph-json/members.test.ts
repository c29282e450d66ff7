import { expect, it } from 'vitest';
import { readMembers } from '../../../src/evidence/csv/cells.js';
import { createGraphJsonReader } from '../../../src/evidence/graph-json/read.js';
import { createReadLog } from '../../../src/evidence/read-log.js';

const group = (number: number, more: object) => ({
  id: `e0000000-0000-4000-8000-00000000000${number}`,
  displayName: 'G',
  ...more,
});
const read = (...value: object[]) => {
  const context = 'https://graph.microsoft.com/v1.0/$metadata#groups(id,displayName,members)';
  const log = createReadLog('groups.json');
  const reader = createGraphJsonReader(log);
  reader.push(Buffer.from(JSON.stringify({ '@odata.context': context, value })));
  reader.end();
  return { ...reader.result(), rejected: log.summary().rejected };
};
const full = { members: [{ id: 'a' }, { id: 'b' }] };

it.each([
  ['all have them', [group(1, full), group(2, full)], true],
  ['one is empty', [group(1, full), group(2, { members: [] })], true],
  ['they are counted', [group(1, { ...full, 'members@odata.count': 2 }), group(2, full)], true],
  ['no next page', [group(1, { ...full, 'members@odata.nextLink': null })], true],
  ['one lacks the key', [group(1, full), group(2, {})], false],
  ['one has null', [group(1, full), group(2, { members: null })], false],
  ['all have null', [group(1, { members: null })], false],
])('members of groups are shown or not: %s', (_, groups, isShown) => {
  const { fields, rejected } = read(...groups);
  expect({ rejected, isShown: fields.has('members') }).toEqual({ rejected: 0, isShown });
});

it.each([
  ['another page', { 'members@odata.nextLink': 'https://graph.microsoft.com/v1.0/groups/x/members?$skiptoken=a' }],
  ['more than are listed', { 'members@odata.count': 3 }],
  ['more, in PowerShell’s spelling', { 'Members@odata.count': 3 }],
  ['another page, in an SDK’s spelling', { membersOdataNextLink: 'https://graph.microsoft.com/x' }],
  ['another page, as PowerShell keeps it', { AdditionalProperties: { 'members@odata.nextLink': 'https://x' } }],
])('a group whose members are a part is rejected: %s', (_, more) => {
  expect(read(group(1, { ...full, ...more }), group(2, full))).toMatchObject({ rejected: 1, records: [{}] });
});

it.each([
  [';', 2],
  ['; ', 2],
  ['|', 2],
  ['\n', 2],
  ['\r\n', 2],
  ['\\;', 1],
])('members in a cell are separated by %j: %d', (separator, count) => {
  const cell = `CN=a,DC=corp${separator}CN=b,DC=corp`;
  expect(readMembers(cell, 1, createReadLog('x.csv'))).toHaveLength(count);
});
