import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedOf } from './staying.js';

const folders = ['scenarios/vendor-answers/graph', 'scenarios/vendor-answers/okta'];
/** Members whose values are of the vendors' own lists. */
const listed =
  /^(state|code|status|result|key|reason|quarantineReason|errorCode|errorCategory|skipReason|action|provisioningAction|provisioningStepType|type|mutability|templateId)$/;

/** The sample's application is called Contoso, and a sentence is not a value of a list. */
const invented = /Contoso| /;

/** The values of these members, each with the member’s name, in their order. */
function listedValues(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string'
      ? listed.test(name) && !invented.test(member)
        ? [`${name}: ${member}`]
        : []
      : listedValues(member),
  );
}

describe.each(folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))))(
  'a shareable copy of %s',
  (path) => {
    it('has each value of the vendors’ lists as it was', async () => {
      const { answer } = JSON.parse(readFileSync(path, 'utf8')) as { answer: { body?: unknown } };
      const [shared = ''] = await sharedOf({ 'answer.json': JSON.stringify(answer.body ?? {}) });
      const values = listedValues(answer.body ?? {});
      expect(listedValues(JSON.parse(shared)).filter((value) => values.includes(value))).toEqual(values);
    });
  },
);

it.each([
  ['schedule', 'state', ['Active', 'Disabled', 'Paused']],
  ['status', 'code', ['NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine']],
  ['lastExecution', 'state', ['Succeeded', 'Failed', 'EntryLevelErrors']],
])('a shareable copy tells what a synchronization job is: %s %s', async (parent, name, values) => {
  const jobs = values.map((value) => ({ [parent]: { [name]: value } }));
  const [shared = ''] = await sharedOf({ 'jobs.json': JSON.stringify({ value: jobs }) });
  expect(JSON.parse(shared)).toEqual({ value: jobs });
  // A name in the same place is somebody's.
  const [renamed = ''] = await sharedOf({
    'jobs.json': JSON.stringify({ value: [{ [parent]: { [name]: 'Ingrid' } }] }),
  });
  expect(renamed).not.toContain('Ingrid');
});
