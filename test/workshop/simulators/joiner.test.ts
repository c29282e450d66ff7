import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Rehearsal, rehearsalMarkdown, wentWell } from '../../../workshop/rehearsal/report.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { signInThroughOkta } from '../../../workshop/simulators/joiner.js';
import { NotEvaluated } from '../../../workshop/simulators/okta/expression.js';
import type { World } from '../../../workshop/simulators/world.js';
import { trustingSession } from '../../connectors/graph/trusting.js';

const principal = '77777777-0000-4000-8000-000000000001';
const jobs = `/servicePrincipals/${principal}/synchronization/jobs`;
const newcomer = { account: 'nina.newcomer', domain: 'corp.example', container: 'OU=Staff,DC=corp,DC=example' };
const dir = 'findDirectoryUser()';
const own = `${dir}.msDSConsistencyGuid`;

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-joiner-'));
let organisation: Organisation | undefined;
afterEach(async () => {
  await organisation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** After the cutover: a job of cloud sync runs. */
async function cutOver(anchorExpression?: string): Promise<Organisation> {
  cpSync('scenarios/repaired-organisation', folder, { recursive: true });
  const path = join(folder, 'organisation.json');
  const told = JSON.parse(readFileSync(path, 'utf8'));
  if (anchorExpression) for (const app of told.okta.apps) app.anchorExpression = anchorExpression;
  writeFileSync(path, JSON.stringify(told));
  organisation = await startOrganisation({ scenario: folder });
  const graph = await trustingSession(organisation, { wait: async () => {} });
  const made = (await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } })) as {
    id: string;
  };
  await graph.send({ method: 'POST', path: `${jobs}/${made.id}/start` });
  return organisation;
}

describe('a newcomer after the cutover', () => {
  it('has no account before the tool has run, and signs in by what Okta sends after it', async () => {
    const after = await cutOver();
    const name = after.hire(newcomer);
    expect(name).toBe('nina.newcomer@corp.example');
    expect(after.signInThroughOkta(name)).toMatch(/^no account has the ImmutableID \S+ that Okta sends$/);
    after.synchronize();
    expect(after.signInThroughOkta(name)).toBeUndefined();
    expect(after.signInThroughOkta('nobody@corp.example')).toBe('Okta has not assigned them to an app');
    // Who was there signs in as before.
    expect(after.signInThroughOkta('henrik.dahl@corp.example')).toBe('the account is disabled');
    expect(after.signInThroughOkta('quirin.huber@corp.example')).toBeUndefined();
  });

  it('is sent without an ImmutableID where the mapping has mS-DS-ConsistencyGuid alone and cloud sync writes none', async () => {
    const after = await cutOver('findDirectoryUser().msDSConsistencyGuid');
    const name = after.hire(newcomer);
    after.synchronize();
    expect(after.signInThroughOkta(name)).toBe('Okta sends no ImmutableID');
  });

  it.each([
    ['user.id', /^no account has the ImmutableID 00u\w+ that Okta sends$/],
    ['user.getInternalProperty("id")', /^no account has the ImmutableID 00u/],
    ['user.login', /^no account has the ImmutableID nina\.newcomer@corp\.example /],
    ['user.employeeNumber', /^Okta sends no ImmutableID$/],
    ['null', /^Okta sends no ImmutableID$/],
    ['', /^Okta sends no ImmutableID$/],
    [`${own} == null ? ${own} : ${dir}.externalId`, /^Okta sends no ImmutableID$/],
    [`${own} != null ? ${own} : user.id`, /^no account has/],
    [`hasDirectoryUser() ? (${own} != null ? ${own} : ${dir}.externalId) : user.unheardOf`, undefined],
    [`${own} ?: ${dir}.externalId`, undefined],
    [`String.len(${own}) > 0 ? ${own} : ${dir}["objectGUID"]`, undefined],
    [`!isEmpty(${own}) && hasDirectoryUser() ? ${own} : ${dir}.externalId`, undefined],
    [`${own}.isEmpty() || user.email != "x" ? ${dir}.externalId : null`, undefined],
  ])('is judged by what the mapping sends: %s', async (mapping, problem) => {
    const after = await cutOver('placeholder');
    const name = after.hire(newcomer);
    after.synchronize();
    const found = signInThroughOkta(withMapping(after, mapping), name);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });

  it.each([
    'user.unheardOf',
    'String.toUpperCase(user.externalId)',
    'user.externalId +',
    '(user.externalId',
    'user.id ?',
  ])('is not called signed in by a mapping that the stand-in can’t evaluate: %s', async (mapping) => {
    const after = await cutOver('placeholder');
    const name = after.hire(newcomer);
    after.synchronize();
    expect(() => signInThroughOkta(withMapping(after, mapping), name)).toThrow(NotEvaluated);
  });
});

/** The same world with another mapping. */
function withMapping(after: Organisation, expression: string): World {
  const state = JSON.parse(after.snapshot());
  for (const app of state.okta.apps) if (app.mapping) app.mapping.properties.immutableId.expression = expression;
  return { state } as World;
}

it('a rehearsal whose newcomer can’t sign in did not go well', () => {
  const steps = [{ name: 'cutover', succeeded: true }];
  const rehearsal: Rehearsal = {
    schemaVersion: 1,
    stack: 's',
    syncTool: 'cloudSync',
    steps,
    violations: [],
    people: [],
  };
  const joiner = { userPrincipalName: 'n@corp.example' };
  expect(wentWell({ ...rehearsal, joiner })).toBe(true);
  expect(rehearsalMarkdown({ ...rehearsal, joiner })).toContain('signs in by the ImmutableID that Okta sends');
  const unproven = rehearsalMarkdown({ ...rehearsal, joiner: { ...joiner, unproven: 'nobody knows' } });
  expect(unproven).toContain('**was not proven to sign in**: nobody knows.');
  expect(unproven).not.toContain('signs in by');
  const stuck = { ...rehearsal, joiner: { ...joiner, problem: 'Okta sends no ImmutableID' } };
  expect(wentWell(stuck)).toBe(false);
  expect(rehearsalMarkdown(stuck)).toContain('**can’t sign in**: Okta sends no ImmutableID.');
});
