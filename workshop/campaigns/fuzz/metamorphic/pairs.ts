import { type Built, build, formatsOf, type Plan, risksFor } from './build.js';
import { type Files, filesOf } from './evidence-set.js';
import { harmlessChanges } from './harmless.js';
import { judge, type Verdict } from './judge.js';
import { mutations } from './mutations/index.js';
import type { Mutation } from './mutations/mutation.js';
import { blamed, differs, falselyCleared, unseen } from './oracle.js';
import { type Random, randomFrom } from './random.js';
import { riskKind, riskKinds } from './risks.js';
import type { Format } from './sheet.js';

/** A relation and a format: what is tried as often as every other. */
export interface Cell {
  readonly relation: string;
  readonly format: string;
}

/** A pair that was tried: an organization's files, and the same files changed. */
export interface Pair {
  readonly cell: Cell;
  readonly seed: number;
  readonly problem: string | undefined;
  readonly decision: string;
  readonly files: Files;
  readonly stack: boolean;
}

const exported = 'csexport and scheduler';

/** Every relation with every format that it fits. */
export function cells(): readonly Cell[] {
  const all = [...formatsOf('onPrem'), ...formatsOf('entra')];
  const ofMutations = mutations.flatMap((mutation) => {
    if (mutation.on === 'connect' || mutation.on === 'okta')
      return [{ relation: mutation.name, format: mutation.on === 'okta' ? 'Okta apps' : exported }];
    const fitting = all.filter((format) => format.side === mutation.on && mutation.fits(format));
    return fitting.map(({ name }) => ({ relation: mutation.name, format: name }));
  });
  const ofChanges = harmlessChanges.flatMap(({ name, fits }) =>
    all.filter(fits).map((format) => ({ relation: name, format: format.name })),
  );
  return [...ofRisks(), ...ofMutations, ...ofChanges];
}

const told = 'told: ';

/** Every kind of risk with each format of the on-premises side that can show it together with one of Entra. */
function ofRisks(): readonly Cell[] {
  const sides = (['onPrem', 'entra'] as const).map((side) => formatsOf(side));
  const [onPrem = [], entra = []] = sides;
  return riskKinds.flatMap((kind) =>
    [
      ...onPrem.filter((one) => entra.some((two) => risksFor(one, two, true).includes(kind))),
      ...entra.filter((two) => onPrem.some((one) => risksFor(one, two, true).includes(kind))),
    ].map(({ name }) => ({ relation: `${told}${kind}`, format: name })),
  );
}

/** Tries the pair of the seed. Undefined where the seed's organization has nothing that the relation could change. */
export async function tryPair(
  cell: Cell,
  seed: number,
  without: ReadonlySet<string> = new Set(),
): Promise<Pair | undefined> {
  const mutation = mutations.find(({ name }) => name === cell.relation);
  const random = randomFrom(seed);
  const plan = mutation === undefined ? planFor(cell, random) : planOf(mutation, cell, random);
  if (plan === undefined) return undefined;
  const make = (): Built => build(plan, seed, random, without);
  const found = { files: {} as Files, decision: 'thrown' };
  const decide = async (files: Files): Promise<Verdict> => {
    found.files = files;
    const verdict = await judge(files, plan.stack);
    found.decision = verdict.decision;
    return verdict;
  };
  const pair = (problem: string | undefined): Pair => ({ cell, seed, stack: plan.stack, problem, ...found });
  try {
    if (cell.relation.startsWith(told)) return pair(await tellRisk(make, decide));
    return mutation === undefined
      ? await tryHarmless(cell, make(), random, decide, pair)
      : await tryMutation(mutation, make(), random, decide, pair);
  } catch (error) {
    return pair(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

type Decide = (files: Files) => Promise<Verdict>;
type Finish = (problem: string | undefined) => Pair;

/** A healthy organization is cleared; the same with the risk in it is told of it. */
async function tellRisk(make: () => Built, decide: Decide): Promise<string | undefined> {
  const { set, risk } = make();
  if (risk !== undefined) return unseen(await decide(filesOf(set)), risk);
  return blamed(await decide(filesOf(set)));
}

async function tryHarmless(
  cell: Cell,
  built: Built,
  random: Random,
  decide: Decide,
  finish: Finish,
): Promise<Pair | undefined> {
  const before = filesOf(built.set);
  const after = change(cell, built, random);
  if (after === undefined) return undefined;
  const original = await decide(before);
  const blame = built.risk === undefined ? blamed(original) : undefined;
  if (blame !== undefined) return finish(blame);
  return finish(differs(original, await decide(after)));
}

async function tryMutation(
  mutation: Mutation,
  built: Built,
  random: Random,
  decide: Decide,
  finish: Finish,
): Promise<Pair | undefined> {
  const before = random.chance(25) ? filesOf(built.set) : undefined;
  const after = mutate(mutation, built, random);
  if (after === undefined) return undefined;
  // What the product does not tell before anything is changed is a matter of the relations about risks.
  if (before !== undefined && built.risk !== undefined && unseen(await decide(before), built.risk) !== undefined)
    return undefined;
  return finish(falselyCleared(await decide(after), built.risk, mutation));
}

function planOf(mutation: Mutation, cell: Cell, random: Random): Plan | undefined {
  const { on } = mutation;
  const pickFormat = (side: Format['side']): Format => {
    const all = formatsOf(side);
    const own = all.find(({ name }) => name === cell.format);
    if (own !== undefined) return own;
    const wanted = on === 'connect' || on === 'okta' ? mutation.fits : (mutation.other ?? (() => true));
    return random.pick(all.filter(wanted));
  };
  const [onPrem, entra] = [pickFormat('onPrem'), pickFormat('entra')];
  const connect = on === 'connect';
  const kinds = risksFor(onPrem, entra, connect).filter(
    (kind) => mutation.hides === undefined || mutation.hides.includes(kind),
  );
  const mayBeHealthy = mutation.always && !connect;
  if (kinds.length === 0 && !mayBeHealthy) return undefined;
  const risk = kinds.length === 0 || (mayBeHealthy && random.chance(30)) ? undefined : random.pick(kinds);
  const people = mutation.people?.(random) ?? 4 + random(5);
  const both = onPrem.family === 'evidence' && entra.family === 'evidence';
  const stack = mutation.stack === true || (!connect && on !== 'okta' && both && random.chance(30));
  return { onPrem, entra, people, risk, connect, stack };
}

function planFor({ format, relation }: Cell, random: Random): Plan | undefined {
  const side = (name: Format['side']): Format => {
    const all = formatsOf(name);
    return all.find((one) => one.name === format) ?? random.pick(all);
  };
  const [onPrem, entra] = [side('onPrem'), side('entra')];
  const kind = relation.startsWith(told) ? relation.slice(told.length) : undefined;
  const kinds = risksFor(onPrem, entra, kind !== undefined).filter((one) => kind === undefined || one === kind);
  if (kinds.length === 0) return undefined;
  const both = onPrem.family === 'evidence' && entra.family === 'evidence';
  const risk = random.chance(kind === undefined ? 50 : 75) ? random.pick(kinds) : undefined;
  const connect = kind !== undefined && riskKind(kind).staged;
  return { onPrem, entra, people: 4 + random(5), risk, connect, stack: !connect && both && random.chance(30) };
}

function mutate(mutation: Mutation, { set, risk }: Built, random: Random): Files | undefined {
  const side = mutation.on === 'entra' ? set.entra : set.onPrem;
  const focus = risk?.[side === set.entra ? 'entra' : 'onPrem'] ?? 'p2';
  return mutation.apply({ set, side, risk, focus, random }) ? filesOf(set) : undefined;
}

function change({ relation, format }: Cell, built: Built, random: Random): Files | undefined {
  const { apply } = harmlessChanges.find(({ name }) => name === relation) ?? {};
  const { set } = built;
  const side = set.onPrem.format.name === format ? 'onPrem' : 'entra';
  return apply?.({ built, side, random });
}
