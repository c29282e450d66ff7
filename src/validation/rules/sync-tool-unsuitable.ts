import { counted, grouped } from '../../domain/counted.js';
import { domainOfDistinguishedName } from '../../domain/distinguished-name.js';
import type { OnPremObject } from '../../domain/objects.js';
import { isOnPrem } from '../identity.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';

/** What each tool has (CONNECT-28). */
const limits = {
  cloudSync: { objectsPerDomain: 150_000, members: 50_000 },
  connect: { objectsPerDomain: Number.POSITIVE_INFINITY, members: 250_000 },
} as const;

type Reason = Pick<FindingDraft, 'found' | 'expected' | 'at'>;

/** The tool that takes over can't do what the environment needs: one finding a reason. */
export const syncToolUnsuitable: Rule = {
  id: 'sync-tool-unsuitable',
  category: 'configuration',
  severity: 'error',
  title: 'The sync tool can’t do what the environment needs',
  help: 'Cloud sync takes at most 150,000 objects a domain and groups of 50,000 members, has no pass-through authentication, has device objects only as a preview, does not merge accounts from several forests, and computes anchors from mS-DS-ConsistencyGuid or objectGUID only. Entra Connect takes groups of 250,000 members.',
  consequence:
    'What the tool can’t do would not be synchronized after the cutover, or be synchronized with other anchors.',
  remedy: 'Take over with Entra Connect (cutover:syncTool), or change what the tool can’t do before the cutover.',
  unchecked: ({ settings }) => (settings.syncTool === undefined ? 'nothing tells which tool takes over' : undefined),
  find(population) {
    const tool = population.settings.syncTool;
    if (tool === undefined) return [];
    const reasons = [...tooMany(population, limits[tool])];
    if (tool === 'cloudSync') reasons.push(...beyondCloudSync(population));
    return reasons;
  },
};

function tooMany(population: Population, limit: (typeof limits)['cloudSync' | 'connect']): Reason[] {
  const perDomain = new Map<string, number>();
  const count = (domain: string | undefined, objects: number): void => {
    if (domain !== undefined) perDomain.set(domain, (perDomain.get(domain) ?? 0) + objects);
  };
  for (const [unit, { people }] of population.cleanPairs.units) count(domainOfDistinguishedName(unit), people);
  const crowds: Reason[] = [];
  for (const { distinguishedName, members, name, at } of objectsInScope(population)) {
    const domain = domainOfDistinguishedName(distinguishedName);
    count(domain, 1);
    if ((members?.length ?? 0) > limit.members)
      crowds.push({
        found: `the group ${name ?? distinguishedName} has ${counted(members?.length ?? 0, 'member')}`,
        expected: `at most ${grouped(limit.members)}`,
        at,
      });
  }
  const crowded = [...perDomain].filter(([, objects]) => objects > limit.objectsPerDomain);
  return [
    ...crowded.map(([domain, objects]) => ({
      found: `${counted(objects, 'object')} in ${domain}`,
      expected: `at most ${grouped(limit.objectsPerDomain)}`,
    })),
    ...crowds,
  ];
}

/** Users, groups, contacts and devices that the tool would read. */
function objectsInScope({ inScope, objects }: Population): readonly OnPremObject[] {
  const others = objects.filter(isOnPrem).flatMap(({ outcome, onPrem }) => (outcome === 'excluded' ? [] : [onPrem]));
  return [...inScope, ...others];
}

function beyondCloudSync({ settings, connectConfig, identities, objects }: Population): Reason[] {
  const reasons: Reason[] = [];
  const { attribute, encoding } = settings.sourceAnchor;
  const name = attribute.toLowerCase();
  if (encoding !== 'bytes' || (name !== 'ms-ds-consistencyguid' && name !== 'objectguid'))
    reasons.push({ found: `the source anchor ${attribute}`, expected: 'mS-DS-ConsistencyGuid, else objectGUID' });
  for (const { signOnMethod, at } of connectConfig) {
    if (/pass.?through/i.test(signOnMethod ?? ''))
      reasons.push({
        found: 'pass-through authentication',
        expected: 'password hash synchronization or federation',
        at,
      });
  }
  const linked = identities.filter(isOnPrem).find(({ exclusion }) => exclusion?.kind === 'linked-mailbox');
  if (linked !== undefined)
    reasons.push({ found: 'linked mailboxes: one person has accounts in several forests', at: linked.onPrem.at });
  const device = objects
    .filter(isOnPrem)
    .find(({ outcome, entra }) => outcome !== 'excluded' && entra?.objectType === 'device');
  if (device !== undefined) reasons.push({ found: 'synchronized devices (hybrid join)', at: device.onPrem.at });
  return reasons;
}
