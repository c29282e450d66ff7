import { readFile } from 'node:fs/promises';
import { parseRemediationFile } from '../../config/remediation-file.js';
import { type EarlierFile, remediationText } from '../../config/remediation-yaml.js';
import type { Assessment } from '../../domain/assessment.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { type Binding, bindingKey, type OpenDecision, type RemediationPlan } from '../../domain/remediation.js';
import { type Judgement, judge } from '../../gate/decide.js';
import { type Due, orderWrites, type Write } from '../../remediation/order.js';
import { planRemediation } from '../../remediation/plan.js';
import { collisions } from '../../remediation/unique.js';
import { skippedReason } from '../../reports/describe.js';
import { escapeControls } from '../../reports/escape.js';
import { gapText, isGap } from '../../reports/verdict.js';
import { type Population, populate } from '../../validation/population.js';
import { ruleRegistry } from '../../validation/rules/index.js';
import type { AssessmentRequest } from '../assess/assess.js';
import { declareComplete } from '../assess/declare-complete.js';

export interface Remediation {
  readonly decision: Assessment['decision'];
  /** What the operator should know before the proposals: what could not be read, and what was read with doubt. */
  readonly remarks: readonly string[];
  readonly plan: RemediationPlan;
  /** The file's new text, with what was taken over from the one that was there. */
  readonly text: string;
  readonly kept: number;
  /** Entries that stayed because the evidence does not show whether they still apply. */
  readonly unseen: readonly string[];
  readonly dropped: readonly string[];
  /** The writes of the file's bindings, in order, for those who make them elsewhere. */
  readonly chains: readonly (readonly Write[])[];
  /** By objectGUID, as far as the evidence knows them. */
  readonly distinguishedNames: ReadonlyMap<string, string>;
}

/**
 * Plans the repairs of what the evidence shows, and merges them with the reviewed file that is there.
 *
 * @param path of the file; it need not exist.
 * @throws UserError when it exists and is malformed or can't be read.
 */
export async function planRepairs(request: AssessmentRequest, path: string): Promise<Remediation> {
  const population = populate(declareComplete(request.evidence, request.gate.complete), request.validation);
  const judgement = judge(population, request.gate);
  const { decision, findings, messages } = judgement;
  const plan = planRemediation({ findings }, population);
  const existing = await textOf(path);
  const valueNow = currentValues(population);
  const earlier: EarlierFile | undefined =
    existing === undefined
      ? undefined
      : {
          text: existing,
          path,
          isMade: (binding) => valueNow(binding) === binding.desired,
          isSeen: seenBy(population, judgement),
        };
  const { text, decisions, kept, unseen, dropped } = remediationText(plan, escapeControls, earlier);
  // What the evidence does not ask for stays in the file and is written by nobody: it may be wrong by now.
  const proposed = new Set(plan.bindings.map(({ entry }) => bindingKey(entry)));
  const { bindings } = parseRemediationFile(text, path);
  const due = bindings.filter(
    (binding) => binding.skip !== true && proposed.has(bindingKey(binding)) && valueNow(binding) !== binding.desired,
  );
  // Where one half of an exchange is left out, two objects would have one anchor. An update refuses that itself; nobody does elsewhere.
  const unread = bindings.filter((binding) => valueNow(binding) === undefined);
  const repairs = due.map((entry) => ({ entry }));
  const held = collisions(repairs, { population }, unread);
  const free = repairs.filter((repair) => !held.has(repair));
  return {
    decision,
    remarks: [
      ...findings.filter(isGap).slice(0, namedGaps).map(gapText),
      ...messages,
      ...[...held.keys()].map(({ entry }) => heldText(entry)),
    ],
    plan: { ...plan, decisions },
    text,
    kept,
    unseen,
    dropped,
    chains: orderWrites(free.map(({ entry }): Due => ({ binding: entry, current: entry.expected }))),
    distinguishedNames: distinguishedNamesOf(population),
  };
}

/**
 * Whether the evidence shows that an entry which nothing asks for is not needed: both sides were read as a whole, the entry's rule
 * looked, and its object is there. Otherwise the silence about it says nothing (contract, "Evidence first").
 */
function seenBy(
  population: Population,
  judgement: Judgement,
): (entry: Pick<OpenDecision, 'rule' | 'objectId'>) => boolean {
  const { onPremComplete, entraComplete, identities, objects, inScopeObjects, inScopeDevices } = population;
  const onPrem = [...identities, ...objects].flatMap((one) => (one.side === 'onPrem' ? one.onPrem : []));
  const inEntra = [...population.entraUsers, ...population.entraObjects, ...population.deletedUsers];
  const there = new Set<string | undefined>([
    ...[...onPrem, ...inScopeObjects, ...inScopeDevices].map(({ objectGuid }) => objectGuid),
    ...inEntra.map(({ entraObjectId }) => entraObjectId),
  ]);
  return ({ rule, objectId }) =>
    onPremComplete &&
    entraComplete &&
    (objectId === undefined || there.has(objectId)) &&
    skippedReason(ruleRegistry.find(({ id }) => id === rule) ?? { id: rule }, judgement) === undefined;
}

function heldText({ person, desired }: Binding): string {
  return `${person}: not among the writes: another object has the anchor ${desired}, and its own repair is not among them.`;
}

/** Gaps of the evidence that are named; the assessment names all of them. */
const namedGaps = 10;

/** What the evidence says each binding's value is: undefined where it does not say. */
function currentValues({
  identities,
  entraUsers,
  deletedUsers,
}: Population): (binding: Binding) => string | null | undefined {
  const onPrem = new Map(
    identities.flatMap((identity) =>
      identity.side === 'onPrem' ? [[identity.onPrem.objectGuid, identity.onPrem]] : [],
    ),
  );
  const entra = new Map([...entraUsers, ...deletedUsers].map((user) => [user.entraObjectId, user]));
  return ({ system, objectId, attribute, desired }) => {
    if (system === 'activeDirectory') {
      const user = onPrem.get(objectId);
      if (user === undefined) return undefined;
      if (attribute === 'mS-DS-ConsistencyGuid') return user.consistencyGuid ?? null;
      if (attribute === 'mail') return user.mail ?? null;
      if (attribute === 'proxyAddresses')
        return user.proxyAddresses?.some((address) => address === desired) ? desired : null;
      return user.attributes.get(attribute.toLowerCase()) ?? null;
    }
    const user = entra.get(objectId);
    if (user === undefined) return undefined;
    if (attribute === 'onPremisesImmutableId') return user.immutableId ?? null;
    if (attribute === 'deletedDateTime') return user.deletedDateTime ?? null;
    return user.onPremisesObjectIdentifier ?? null;
  };
}

function distinguishedNamesOf({ identities }: Population): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const identity of identities) {
    const { objectGuid, distinguishedName } = identity.side === 'onPrem' ? identity.onPrem : {};
    if (objectGuid !== undefined && distinguishedName !== undefined) names.set(objectGuid, distinguishedName);
  }
  return names;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UserError(`${path}: the remediation file can't be read: ${failureReason(error)}.`);
  }
}
