import type { SealedJournal } from '../../audit/index.js';
import type { IdentityLine } from '../../domain/assessment.js';
import { counted } from '../../domain/counted.js';
import { isInContainer } from '../../domain/distinguished-name.js';
import { UserError } from '../../domain/errors.js';
import { type Binding, bindingKey } from '../../domain/remediation.js';
import { contradictions, type Due, isAnchor, parkingValue } from '../../remediation/order.js';
import { knows, readHistories, repairRecords, type ValueHistory } from './history.js';
import { heldByOthers, listed, makeWrites, type RepairPorts, Systems } from './run.js';

/** What repairs may touch. */
export interface RepairLimits {
  /** How many values one run may change. */
  readonly limit: number;
  readonly allowPrivileged: boolean;
  /** Entra object ids of people who hold, or may activate, a privileged role, as Graph says now. */
  readonly privileged: ReadonlySet<string>;
  readonly scope: {
    readonly organizationalUnits: readonly string[];
    readonly excludedOrganizationalUnits: readonly string[];
  };
  /** Everybody, as just assessed. */
  readonly identities: readonly IdentityLine[];
}

export interface RepairResult {
  /** Writes that were made, parked values included. */
  readonly made: number;
  /** Bindings whose value was there already. */
  readonly inPlace: number;
}

/**
 * Makes the repairs that a reviewed file declares. All of them are judged first, and when one may not be made none is: it
 * expects another value, its anchor is somebody else's, it lies outside the scope, it is privileged, or there are too many.
 * What is replaced is in the sealed journal before the first write. Interrupted anywhere, the next run goes on from what
 * it finds.
 *
 * @throws UserError naming whom it is about.
 */
export async function applyRepairs(
  declared: readonly Binding[],
  limits: RepairLimits,
  journal: SealedJournal,
  ports: RepairPorts,
): Promise<RepairResult> {
  const bindings = declared.filter(({ skip }) => skip !== true);
  const contradicting = contradictions(bindings);
  if (contradicting.length > 0) throw refusal(contradicting);
  const histories = await readHistories(journal);
  const systems = new Systems(bindings);
  try {
    await systems.open(ports);
    const { due, inPlace } = judgeAll(bindings, limits, systems, histories);
    if (due.length === 0) return { made: 0, inPlace };
    await ports.mayWrite();
    const unrecorded = due.filter(({ binding, current }) => {
      const history = histories.get(bindingKey(binding));
      return !(history?.ours.has(binding.desired) && knows(history, current));
    });
    await journal.append(repairRecords(unrecorded, ports.now()));
    await ports.begin();
    const made = await inOrderOfSystems(due, systems, ports);
    await systems.readAgain();
    const missed = due.filter(({ binding }) => systems.valueOf(binding) !== binding.desired);
    const problems = [
      ...made.problems,
      ...missed.map(({ binding }) => `${binding.person}: ${binding.attribute} is not what it was set to`),
    ];
    if (problems.length > 0) {
      throw new UserError(
        `${counted(made.made, 'value was', 'values were')} written and ${counted(problems.length, 'repair was', 'repairs were')} not made:${listed([...new Set(problems)])}\nRun remediate again and review what it proposes, or run the update again if it was interrupted.`,
      );
    }
    return { made: made.made, inPlace };
  } finally {
    await systems.close();
  }
}

/** Active Directory before Entra: a restored or changed account then meets the anchor that is meant for it. */
export async function inOrderOfSystems(
  due: readonly Due[],
  systems: Systems,
  ports: RepairPorts,
): Promise<{ readonly made: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let made = 0;
  for (const system of ['activeDirectory', 'entra'] as const) {
    const part = due.filter(({ binding }) => binding.system === system);
    if (part.length === 0) continue;
    const result = await makeWrites(part, systems, ports);
    made += result.made;
    problems.push(...result.problems);
  }
  return { made, problems };
}

function judgeAll(
  bindings: readonly Binding[],
  limits: RepairLimits,
  systems: Systems,
  histories: ReadonlyMap<string, ValueHistory>,
): { readonly due: readonly Due[]; readonly inPlace: number } {
  const due: Due[] = [];
  const problems: string[] = [];
  const inScope = scopeOf(limits);
  for (const binding of bindings) {
    const { person, attribute, expected, desired } = binding;
    const current = systems.valueOf(binding);
    if (systems.objectOf(binding) === undefined)
      problems.push(`${person}: there is no ${binding.objectId} in ${systems.target(binding.system).name}`);
    else if (current === desired) continue;
    else if (current !== expected && !(isParked(binding, current) && histories.has(bindingKey(binding))))
      problems.push(`${person}: ${attribute} is ${current ?? '(none)'}, expected ${expected ?? '(none)'}`);
    else {
      const problem = inScope(binding, systems);
      if (problem === undefined) due.push({ binding, current });
      else problems.push(`${person}: ${problem}`);
    }
  }
  for (const [binding, reason] of heldByOthers(due, systems)) problems.push(`${binding.person}: ${reason}`);
  if (due.length > limits.limit) {
    problems.unshift(
      `${counted(due.length, 'value')} would change and cutover:remediations.limit is ${limits.limit}: raise it, or leave entries for a later run (skip: true)`,
    );
  }
  if (problems.length > 0) throw refusal(problems);
  return { due, inPlace: bindings.length - due.length };
}

/** True for the value of an anchor that an interrupted run put out of the way. */
function isParked(binding: Binding, current: string | null): boolean {
  return isAnchor(binding) && current === parkingValue(binding);
}

function refusal(problems: readonly string[]): UserError {
  return new UserError(
    `Nothing was repaired, because ${counted(problems.length, 'repair')} may not be made:${listed(problems)}\nCollect the evidence, run entra-cutover remediate again and review what it proposes.`,
  );
}

/** Why a binding is out of bounds, or undefined. */
function scopeOf(limits: RepairLimits): (binding: Binding, systems: Systems) => string | undefined {
  const people = limits.identities.filter(
    ({ outcome, objectGuid }) => objectGuid !== undefined && outcome !== 'excluded',
  );
  const byObjectGuid = new Map(people.map((person) => [person.objectGuid, person]));
  const byEntraId = new Map(people.map((person) => [person.entraObjectId, person]));
  const accountOf = new Map(limits.identities.map((identity) => [identity.immutableId, identity.entraObjectId]));
  const anchors = new Map(people.map((person) => [person.sourceAnchor, person]));
  const { organizationalUnits: units, excludedOrganizationalUnits: excluded } = limits.scope;
  return (binding, systems) => {
    const { system, objectId, attribute, desired } = binding;
    const object = systems.objectOf(binding);
    const anchor = object?.values.get('onPremisesImmutableId')?.[0];
    const person =
      system === 'activeDirectory'
        ? byObjectGuid.get(objectId)
        : (byEntraId.get(objectId) ?? (attribute === 'deletedDateTime' ? anchors.get(anchor) : undefined));
    if (person === undefined)
      return 'the assessment has nobody in scope with that id: only people in the declared scope are repaired';
    const name = object?.distinguishedName;
    if (name !== undefined) {
      const outside = units.length > 0 && !units.some((unit) => isInContainer(name, unit));
      if (outside || excluded.some((unit) => isInContainer(name, unit))) return `${name} is outside cutover:scope`;
    }
    const entraId = system === 'entra' ? objectId : person.entraObjectId;
    if (
      !limits.allowPrivileged &&
      (binding.privileged === true || (entraId !== undefined && limits.privileged.has(entraId)))
    )
      return 'holds, or may activate, a privileged directory role; cutover:remediations.allowPrivileged is not set';
    const account = attribute === 'mS-DS-ConsistencyGuid' && desired !== null ? accountOf.get(desired) : undefined;
    if (account !== undefined && account !== person.entraObjectId)
      return `${desired} is the ImmutableID of another account, ${account}`;
    if (attribute === 'onPremisesImmutableId' && object?.synced === true)
      return 'the account is synchronized, and Graph refuses to change its ImmutableID';
    if (attribute === 'onPremisesImmutableId' && desired !== null && desired !== person.sourceAnchor)
      return `${desired} is not this person’s source anchor ${person.sourceAnchor}`;
    return undefined;
  };
}
