import { readFile } from 'node:fs/promises';
import { parseRemediationFile } from '../../config/remediation-file.js';
import { type EarlierFile, remediationText } from '../../config/remediation-yaml.js';
import type { Assessment } from '../../domain/assessment.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import type { Binding, RemediationPlan } from '../../domain/remediation.js';
import { judge } from '../../gate/decide.js';
import { type Due, orderWrites, type Write } from '../../remediation/order.js';
import { planRemediation } from '../../remediation/plan.js';
import { escapeControls } from '../../reports/escape.js';
import { gapText, isGap } from '../../reports/verdict.js';
import { type Population, populate } from '../../validation/population.js';
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
  const { decision, findings, messages } = judge(population, request.gate);
  const plan = planRemediation({ findings }, population);
  const existing = await textOf(path);
  const valueNow = currentValues(population);
  const earlier: EarlierFile | undefined =
    existing === undefined
      ? undefined
      : { text: existing, path, isMade: (binding) => valueNow(binding) === binding.desired };
  const { text, kept, dropped } = remediationText(plan, escapeControls, earlier);
  const due = parseRemediationFile(text, path)
    .bindings.filter((binding) => binding.skip !== true && valueNow(binding) !== binding.desired)
    .map((binding): Due => ({ binding, current: binding.expected }));
  return {
    decision,
    remarks: [...findings.filter(isGap).slice(0, namedGaps).map(gapText), ...messages],
    plan,
    text,
    kept,
    dropped,
    chains: orderWrites(due),
    distinguishedNames: distinguishedNamesOf(population),
  };
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
