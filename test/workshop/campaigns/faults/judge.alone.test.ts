import { describe, expect, it } from 'vitest';
import { withUnits } from '../../../../src/connectors/graph/synchronization-schema.js';
import { goesOn, openEntries } from '../../../../workshop/campaigns/faults/journal-file.js';
import { judge, type Moment } from '../../../../workshop/campaigns/faults/judge.js';
import { writeOf } from '../../../../workshop/campaigns/faults/writes.js';
import type { DirectoryUser } from '../../../../workshop/simulators/directory.js';
import type { JobState } from '../../../../workshop/simulators/graph/state.js';
import type { Seen } from '../../../../workshop/simulators/index.js';

const job = '/servicePrincipals/p/synchronization/jobs/AD2AADProvisioning.1';
const [frontline, staff] = ['ou=frontline,dc=corp,dc=example', 'ou=staff,dc=corp,dc=example'];
const rules = {
  synchronizationRules: [{ id: 'r', objectMappings: [{ sourceObjectName: 'user', attributeMappings: [] }] }],
};
const people = ['Ada,OU=Staff', 'Aisha,OU=Frontline', 'Henrik,OU=Leavers'].map((name) => ({
  userPrincipalName: name.split(',')[0]?.toLowerCase(),
  distinguishedName: `CN=${name},DC=corp,DC=example`,
})) as unknown as DirectoryUser[];
const ran = {
  id: 'AD2AADProvisioning.1',
  lastExecution: { state: 'Succeeded' },
  schema: withUnits(rules, [frontline]),
};
const open = {
  blockSoftMatchEnabled: true,
  blockCloudObjectTakeoverThroughHardMatchEnabled: false,
  synchronizationPreventionType: 'enabledForCount',
  alertThreshold: 7,
};
const asked = {
  phase: 'cutover' as const,
  units: [frontline, staff],
  wave: 2,
  reached: 1,
  pilot: ['cn=aisha,ou=frontline,dc=corp,dc=example'],
  switches: open,
};
/** Everything is as it must be for the second wave. */
const good: Moment = {
  looks: 100,
  apps: new Map([['a', { off: true, at: 99 }]]),
  jobs: new Map(),
  usersAt: 90,
  fittedAtStart: true,
  fittedWhenRead: true,
  held: false,
  declaredApps: 1,
  asked,
  organisation: () => ({ jobs: [ran as unknown as JobState], people }),
};

function wrongsOf(method: string, target: string, body: object | undefined, change: Partial<Moment> = {}): string[] {
  const text = body === undefined ? '' : JSON.stringify(body);
  const seen = { service: 'graph', request: { method, target, path: target, body: text } } as unknown as Seen;
  const known = writeOf(seen);
  if (known === undefined) throw new Error(`${method} ${target} is in no table`);
  return judge(seen, known.write, known.found, { ...good, ...change });
}

const restart = (change?: Partial<Moment>, resetScope = 'Watermark, Escrows, QuarantineState'): string[] =>
  wrongsOf('POST', `/v1.0${job}/restart`, { criteria: { resetScope } }, change);
const scope = (units: string[], change?: Partial<Moment>, schema: object = rules): string[] =>
  wrongsOf('PUT', `/v1.0${job}/schema`, withUnits({ ...schema }, units), change);
const pilot = (name: string, change?: Partial<Moment>): string[] =>
  wrongsOf('POST', `/v1.0${job}/provisionOnDemand`, { parameters: [{ subjects: [{ objectId: name }] }] }, change);
const aisha = 'CN=Aisha,OU=Frontline,DC=corp,DC=example';

describe('the witness', () => {
  it('has nothing against what is right', () => {
    expect([...restart(), ...scope([frontline, staff]), ...pilot(aisha)]).toEqual([]);
  });

  it.each([
    ['the second gate does not fit', { fittedWhenRead: false }, /evidence of the second gate does not fit/],
    ['Okta was not read as off', { apps: new Map([['a', { off: false, at: 99 }]]) }, /not read back as off: a/],
    ['an app was not looked at', { declaredApps: 2 }, /not read back as off/],
    ['the look is older than the second gate', { usersAt: 99.5 }, /not looked at after the second gate/],
    ['there is a hold', { held: true }, /while held/],
    ['a wave is skipped', { asked: { ...asked, reached: 0 } }, /asks for wave 2 while 0 is the verified one/],
    ['nothing was asked for', { asked: undefined }, /nothing was asked for/],
  ])('refuses scope, pilot and restart when %s', (_, change, wrong) => {
    for (const wrongs of [restart(change), scope([frontline, staff], change), pilot(aisha, change)])
      expect(wrongs.join('\n')).toMatch(wrong);
  });

  it('refuses a narrower scope, a wider one than the wave, none at all, and other changes of the schema', () => {
    expect(scope([staff]).join('\n')).toMatch(/aisha leaves the scope/);
    expect(scope([frontline, staff, 'ou=leavers,dc=corp,dc=example'])).toEqual(['henrik is not where the waves say']);
    expect(scope([]).join('\n')).toMatch(/sets no limit/);
    const other = { ...rules, directories: [] };
    expect(scope([frontline, staff], {}, other)).toEqual(['changes more of the schema than the scope']);
  });

  it('refuses a restart without a reason, or that lets deletions through', () => {
    expect(restart({ asked: { ...asked, reached: 2 } })).toEqual([expect.stringMatching(/scope is not a wider/)]);
    expect(restart({}, 'Watermark, ForceDeletes')).toEqual(['restarts with Watermark, ForceDeletes']);
  });

  it('refuses somebody whom the pilot does not name', () => {
    expect(pilot('CN=Ada,OU=Staff,DC=corp,DC=example')).toEqual([
      expect.stringMatching(/whom the pilot does not name/),
    ]);
  });

  it('refuses switches that the phase does not want', () => {
    const patch = (features: object): string[] =>
      wrongsOf('PATCH', '/v1.0/directory/onPremisesSynchronization/t', {
        configuration: {
          accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 7 },
        },
        features: { blockSoftMatchEnabled: true, blockCloudObjectTakeoverThroughHardMatchEnabled: false, ...features },
      });
    expect(patch({})).toEqual([]);
    expect(patch({ blockSoftMatchEnabled: false })).toEqual([expect.stringMatching(/in phase cutover/)]);
  });
});

describe('the journal as the witness reads it', () => {
  const entry = (operation: string, target: string, outcome: string): string =>
    `${JSON.stringify({ operation, target, outcome })}\n`;

  it('matches an entry by operation and target', () => {
    const seen = { request: { method: 'POST', target: `/v1.0${job}/pause`, body: '' } } as unknown as Seen;
    const known = writeOf(seen);
    const isIn = (target: string): boolean =>
      openEntries(entry('entra.synchronization.pause', target, 'started')).some(
        (one) => known?.write.isIn(one, known.found, '') === true,
      );
    expect([isIn(job), isIn(`${job}2`)]).toEqual([true, false]);
  });

  it('forgets what has ended', () => {
    const text = entry('a', 'x', 'started') + entry('a', 'y', 'started') + entry('a', 'x', 'failed');
    expect(openEntries(text).map(({ target }) => target)).toEqual(['y']);
  });

  it('sees a changed byte and a missing line', () => {
    const text = entry('a', 'x', 'started') + entry('a', 'x', 'done');
    expect(goesOn(text, text + entry('b', 'x', 'started'))).toBe(true);
    expect(goesOn(text, text.replace('done', 'Done'))).toBe(false);
    expect(goesOn(text, entry('a', 'x', 'done'))).toBe(false);
  });
});
