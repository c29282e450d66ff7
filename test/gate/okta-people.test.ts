import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.js';
import type { OktaApp, OktaAppUser } from '../../src/domain/okta.js';
import { lacksOktaApp, mayLackOktaPeople } from '../../src/gate/okta-people.js';
import { evidence, oktaApp, oktaUser } from '../validation/evidence.js';
import { organisation } from '../validation/organisation.js';

/** A list of an app's people; `page`: it holds just as many as a page. */
function list(page: boolean, ...users: OktaAppUser[]): Evidence<OktaApp | OktaAppUser> {
  const { source, records } = evidence('okta', users);
  return { source: { ...source, fields: new Set(['users']), ...(page && { mayBeCut: true as const }) }, records };
}

const people = () => organisation().person(1, 'ann').person(2, 'bob');
const ann = oktaUser('ann');
const bob = oktaUser('bob');

describe('the people of an app of Okta', () => {
  it.each([
    ['one page, and somebody is in none', [list(true, ann)], true],
    ['one page, and everybody is in it', [list(true, ann, bob)], false],
    ['less or more than a page', [list(false, ann)], false],
    ['two full pages', [list(true, ann), list(true)], true],
    ['a last page that is not full', [list(true, ann), list(false)], false],
    ['no list', [], false],
  ])('may be lacking: %s', (_, okta, expected) => {
    expect(mayLackOktaPeople(people().with({ okta }).populate())).toBe(expected);
  });

  it('are those with an ImmutableID who are synced', () => {
    const others = organisation()
      .person(1, 'ann')
      .entra(2, 'cloud', { immutableId: undefined })
      .entra(3, 'contractor', { synced: false });
    expect(mayLackOktaPeople(others.with({ okta: [list(true, ann)] }).populate())).toBe(false);
  });
});

describe('an app of Okta that somebody is assigned to', () => {
  const elsewhere = oktaUser('bob', { appId: '0oa9' });

  it.each<[string, (OktaApp | OktaAppUser)[], boolean]>([
    ['its own is listed', [oktaApp(), ann, bob], false],
    ['both are listed', [oktaApp(), oktaApp({ id: '0oa9' }), ann, elsewhere], false],
    ['there are apps alone', [oktaApp()], false],
    ['another than the listed one', [oktaApp(), ann, elsewhere], true],
    ['another alone', [oktaApp(), elsewhere], true],
    ['none is listed', [ann], true],
  ])('may be lacking: %s', (_, records, expected) => {
    const org = people().with({ okta: [evidence('okta', records)] });
    expect(lacksOktaApp(org.populate())).toBe(expected);
    expect(org.judge().openQuestions.includes('okta')).toBe(expected);
  });
});
