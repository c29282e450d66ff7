import type { SealedJournal } from '../../audit/index.js';
import type { Binding } from '../../domain/remediation.js';
import type { Due } from '../../remediation/order.js';
import { inOrderOfSystems } from './apply.js';
import { readHistories, restoredRecords, type ValueHistory } from './history.js';
import { heldByOthers, type RepairPorts, Systems } from './run.js';

export interface RestoreResult {
  /** Values that were put back. */
  readonly made: number;
  /** Values that were as they had been found already. */
  readonly inPlace: number;
  /** What can’t be put back, one sentence each. */
  readonly left: readonly string[];
  /** What was not put back and may be later, one sentence each: the next run tries again. */
  readonly problems: readonly string[];
}

/** Graph lets these be changed one way only: an object identifier can’t be set, and nothing here deletes an account. */
const oneWay = new Set(['onPremisesObjectIdentifier', 'deletedDateTime']);

/**
 * Puts every value back that a repair replaced and nobody has changed since, by the sealed journal alone. A value that
 * can’t be put back stops neither the other values nor the rollback.
 */
export async function restoreRepairs(journal: SealedJournal, ports: RepairPorts): Promise<RestoreResult> {
  const histories = await readHistories(journal);
  const all = [...histories];
  const left = all.flatMap(([, { binding }]) =>
    oneWay.has(binding.attribute) ? [`${binding.person}: ${binding.attribute} was cleared for good`] : [],
  );
  const wanted = all.filter(([, { binding }]) => !oneWay.has(binding.attribute));
  const back = wanted.map(([key, history]) => ({ key, history, binding: backwards(history) }));
  const systems = new Systems(back.map(({ binding }) => binding));
  try {
    await systems.open(ports);
    const problems: string[] = [];
    let due: Due[] = [];
    for (const { history, binding } of back) {
      const current = systems.valueOf(binding);
      if (systems.objectOf(binding) === undefined) problems.push(`${binding.person}: ${binding.objectId} is gone`);
      else if (current === history.original) continue;
      else if (history.ours.has(current)) due.push({ binding, current });
      else problems.push(`${binding.person}: ${binding.attribute} was changed since, to ${current ?? '(none)'}`);
    }
    // Taking one out leaves its value in place, which may be in another's way: look again until nobody is.
    for (let held = taken(due, systems); held.size > 0; held = taken(due, systems)) {
      for (const [binding, reason] of held) problems.push(`${binding.person}: ${reason}`);
      due = due.filter(({ binding }) => !held.has(binding));
    }
    if (due.length > 0) {
      await ports.mayWrite();
      await ports.begin();
    }
    const { problems: failed } = await inOrderOfSystems(due, systems, ports);
    await systems.readAgain();
    const restored = back.filter(({ history, binding }) => systems.valueOf(binding) === history.original);
    await journal.append(
      restoredRecords(
        restored.map(({ key }) => key),
        ports.now(),
      ),
    );
    const made = due.filter(({ binding }) => systems.valueOf(binding) === binding.desired).length;
    return { made, inPlace: restored.length - made, left, problems: [...problems, ...failed] };
  } finally {
    await systems.close();
  }
}

/**
 * Entra's anchors are unique and it would refuse. Two people of Active Directory may well have shared one: that was the
 * defect, and it is put back as it was; the gate names it again.
 */
function taken(due: readonly Due[], systems: Systems): ReadonlyMap<Binding, string> {
  return heldByOthers(
    due.filter(({ binding }) => binding.system === 'entra'),
    systems,
  );
}

/** The binding that gives the value back; of a multi-valued attribute it takes the added value out. */
function backwards({ binding, original }: ValueHistory): Binding {
  return { ...binding, expected: binding.desired, desired: original };
}
