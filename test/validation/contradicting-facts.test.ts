import { describe, expect, it } from 'vitest';
import type { DomainFact, FeaturesFact, ServiceFact } from '../../src/domain/service.js';
import { evidence } from './evidence.js';
import { organisation } from './organisation.js';

type Switches = Partial<Omit<FeaturesFact, 'fact' | 'at'>>;

const at = (origin: string) => ({ origin, line: 7 });
const features =
  (switches: Switches) =>
  (origin: string): ServiceFact => ({ fact: 'features', at: at(origin), ...switches });
const domain =
  (more: Partial<DomainFact>) =>
  (origin: string): ServiceFact => ({
    fact: 'domain',
    at: at(origin),
    name: 'corp.example',
    verified: true,
    federated: false,
    ...more,
  });

/** Ann is matched by name, so that each switch matters; the facts stand in a file each. */
function judged(...facts: ((origin: string) => ServiceFact)[]) {
  const org = organisation()
    .person(1, 'ann', { entra: { immutableId: undefined, synced: false } })
    .person(2, 'bob');
  const files = facts.map((fact, index) => evidence('entra', [fact(`${'ab'[index]}.ndjson`)]));
  return org.with({ entra: [org.entraEvidence(), ...files] }).judge();
}
const told = (...facts: ((origin: string) => ServiceFact)[]): readonly (string | undefined)[] => {
  const { decision, findings } = judged(...facts);
  const twice = findings.filter(({ rule }) => rule === 'evidence-incomplete');
  return [decision, ...twice.map(({ found }) => found)];
};

describe('facts of the tenant that contradict each other', () => {
  it.each<[string, (origin: string) => ServiceFact, (origin: string) => ServiceFact, string]>([
    [
      'the soft match',
      features({ softMatchBlocked: true }),
      features({ softMatchBlocked: false }),
      'onPremisesSynchronization features was read twice and differs in softMatchBlocked',
    ],
    [
      'the hard match',
      features({ hardMatchBlocked: true }),
      features({ hardMatchBlocked: false }),
      'onPremisesSynchronization features was read twice and differs in hardMatchBlocked',
    ],
    [
      'the bypass',
      features({ objectIdentifierUpdateAllowed: true }),
      features({ objectIdentifierUpdateAllowed: false }),
      'onPremisesSynchronization features was read twice and differs in objectIdentifierUpdateAllowed',
    ],
    [
      'password hashes',
      features({ passwordSyncEnabled: true }),
      features({ passwordSyncEnabled: false }),
      'onPremisesSynchronization features was read twice and differs in passwordSyncEnabled',
    ],
    [
      'a verified domain',
      domain({}),
      domain({ verified: false }),
      'domain corp.example was read twice and differs in verified',
    ],
    [
      'a federated domain',
      domain({}),
      domain({ federated: true }),
      'domain corp.example was read twice and differs in federated',
    ],
  ])('about %s make the evidence incomplete, whichever is read first', (_what, one, other, expected) => {
    expect(told(one, other)).toEqual(['indeterminate', `object ${expected}: a.ndjson, line 7, and b.ndjson, line 7`]);
    expect(told(other, one)).toEqual(told(one, other));
    expect(judged(one, other).findings).toEqual(judged(other, one).findings);
  });

  it.each<[string, readonly ((origin: string) => ServiceFact)[]]>([
    ['the same twice', [features({ softMatchBlocked: false }), features({ softMatchBlocked: false })]],
    ['each one a part', [features({ softMatchBlocked: false }), features({ hardMatchBlocked: true })]],
    ['another domain', [domain({}), domain({ name: 'other.example', verified: false })]],
    ['one', [features({ softMatchBlocked: false })]],
  ])('are none where they agree: %s', (_what, facts) => {
    expect(told(...facts)).toEqual(['cleared']);
  });
});
