import { createRandom, mutate } from './mutate.js';
import { accountsOf, assessSides, repairedOrganisation, tryDamaged } from './organisations.js';
import { fuzzTargets } from './targets.js';

/** An input that broke something, and how to make it again. */
export interface Breach {
  readonly target: string;
  readonly seed: number;
  readonly input: string;
  readonly problem: string;
}

export interface Fuzzed {
  readonly name: string;
  readonly inputs: number;
  readonly slowestMilliseconds: number;
  readonly breaches: readonly Breach[];
}

/**
 * Runs every parser on so many inputs (or its share of them) made from its corpus, after the corpus itself, which holds every input that once broke
 * something.
 *
 * @param seed the same seed makes the same inputs.
 */
export async function* fuzzParsers(inputs: number, seed: number): AsyncGenerator<Fuzzed> {
  for (const { name, seeds, parse, share } of fuzzTargets()) {
    const next = createRandom(seed);
    yield await measured(name, seeds.length + Math.ceil(inputs * share), (number) => {
      const kept = seeds[number];
      const own = next(2 ** 32);
      return { seed: own, input: kept ?? mutate(seeds, createRandom(own)), run: parse };
    });
  }
}

/** Runs the whole assessment on so many damaged organizations. */
export async function fuzzAssessment(inputs: number, seed: number): Promise<Fuzzed> {
  const sides = repairedOrganisation();
  const whole = assessSides(sides);
  if (whole.assessment.decision !== 'cleared')
    throw new Error('the organization that is damaged must be cleared before');
  const truth = accountsOf(whole);
  const next = createRandom(seed);
  return measured('assess', inputs, () => {
    const own = next(2 ** 32);
    const run = (): void => {
      const problem = tryDamaged(sides, truth, own);
      if (problem !== undefined) throw new Error(problem);
    };
    return { seed: own, input: `organization of seed ${own}`, run };
  });
}

const mostBreaches = 20;

async function measured(
  name: string,
  inputs: number,
  make: (number: number) => { seed: number; input: string; run: (input: string) => void | Promise<void> },
): Promise<Fuzzed> {
  const breaches: Breach[] = [];
  let slowestMilliseconds = 0;
  for (let number = 0; number < inputs && breaches.length < mostBreaches; number += 1) {
    const { seed, input, run } = make(number);
    const began = process.cpuUsage();
    try {
      await run(input);
    } catch (error) {
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      breaches.push({ target: name, seed, input, problem });
    }
    // Of the processor: on a busy machine an input waits for its turn, and does not hang.
    const { user, system } = process.cpuUsage(began);
    slowestMilliseconds = Math.max(slowestMilliseconds, (user + system) / 1000);
  }
  return { name, inputs, slowestMilliseconds, breaches };
}
