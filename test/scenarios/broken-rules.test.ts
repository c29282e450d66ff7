import { isDeepStrictEqual as equal } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Finding, Severity, Subject } from '../../src/domain/assessment.js';
import type { Population } from '../../src/validation/population.js';
import type { FindingDraft } from '../../src/validation/rule.js';
import { populationRules, ruleRegistry } from '../../src/validation/rules/index.js';
import { subjectOf } from '../../src/validation/subject.js';
import { type ReadScenario, readScenario, scenariosOf, stated } from '../../workshop/documentation/rule-scenarios.js';

// Every rule is broken in every way that shows from outside, and each time the expected.json of its own scenarios must say
// something other than what comes out. For the lines inside the rules: `npm run mutation -- --scenarios`, which this would slow.

type Draft = Pick<FindingDraft, 'severity' | 'subject' | 'related' | 'diagnosis' | 'expected' | 'found' | 'prediction'>;

/**
 * What comes of a rule's findings when it is broken in one way; undefined where these can't be broken in it.
 *
 * @param bystander somebody of the scenario whom the rule rightly leaves alone.
 */
type Break = (drafts: readonly Draft[], bystander: Subject | undefined) => readonly Draft[] | undefined;

/** Changes the last finding only: the others stay right. */
function last(change: (draft: Draft, bystander: Subject | undefined) => Draft | undefined): Break {
  return (drafts, bystander) => {
    const draft = drafts.at(-1);
    const changed = draft && change(draft, bystander);
    return changed && [...drafts.slice(0, -1), changed];
  };
}

/** Takes a value from every finding that has it. */
function without(field: keyof Draft): Break {
  return (drafts) =>
    drafts.some((draft) => draft[field] !== undefined)
      ? drafts.map((draft) => ({ ...draft, [field]: undefined }))
      : undefined;
}

/** The ways that a rule with that usual severity can be broken in. */
function breaksOf(usual: Severity): Readonly<Record<string, Break>> {
  const severe = (severity: Severity) =>
    last((draft) => ((draft.severity ?? usual) === severity ? undefined : { ...draft, severity }));
  return {
    'reports nothing': () => [],
    'drops its first finding': (drafts) => drafts.slice(1),
    'drops its last finding': (drafts) => drafts.slice(0, -1),
    'reports something twice': (drafts) => [...drafts, ...drafts.slice(-1)],
    'reports one person more': (drafts, bystander) => bystander && [...drafts, { ...drafts[0], subject: bystander }],
    'reports the wrong person': last((draft, bystander) => bystander && { ...draft, subject: bystander }),
    'names nobody': without('subject'),
    'calls it an error': severe('error'),
    'calls it a warning': severe('warning'),
    'calls it information': severe('info'),
    'exchanges what was found and expected': last(({ expected, found, ...rest }) =>
      expected === undefined ? undefined : { ...rest, expected: found, found: expected },
    ),
    'loses what was found': without('found'),
    'loses what was expected': without('expected'),
    'loses the diagnosis': without('diagnosis'),
    'loses the prediction': without('prediction'),
    'loses who else is concerned': without('related'),
  };
}

/** All findings of the scenario when the rule is broken; undefined where it can't be, or has nothing to report there. */
function findingsWhenBroken(rule: string, { population, judge }: ReadScenario, damage: Break) {
  const broken = populationRules.find(({ id }) => id === rule);
  // Thresholds and evidence have no object that finds: the gate counts, and what it hands over is broken.
  if (broken === undefined) {
    const own = judge().filter((finding) => finding.rule === rule);
    return own.length > 0 ? (damage(own, bystanderOf(own, population)) as readonly Finding[] | undefined) : undefined;
  }
  const { find } = broken;
  const drafts = find.call(broken, population);
  const damaged = drafts.length > 0 ? damage(drafts, bystanderOf(drafts, population)) : undefined;
  if (damaged === undefined) return undefined;
  broken.find = () => damaged;
  try {
    return judge();
  } finally {
    broken.find = find;
  }
}

/** Somebody whom none of the findings names; undefined where the findings are about nobody. */
function bystanderOf(drafts: readonly Draft[], { identities }: Population): Subject | undefined {
  const keyOf = (subject: Subject | undefined) => subject?.entraObjectId ?? subject?.objectGuid;
  const reported = new Set(drafts.map(({ subject }) => keyOf(subject)));
  if (drafts.every(({ subject }) => subject === undefined)) return undefined;
  return identities.map(subjectOf).find((subject) => !reported.has(keyOf(subject)));
}

/** What every rule can be broken in, and every rule about people. */
const always = ['reports nothing', 'drops its first finding', 'drops its last finding', 'reports something twice'];
const ofPeople = ['reports one person more', 'reports the wrong person', 'names nobody'];

describe('a broken rule', () => {
  it.each(ruleRegistry)('$id differs from its expected.json', async ({ id, severity }) => {
    const scenarios = await Promise.all(
      scenariosOf(id).map(async (scenario) => ({ scenario, read: await readScenario(scenario) })),
    );
    for (const { scenario, read } of scenarios) expect(stated(scenario, read.judge())).toEqual(scenario.expected);

    const seen: Record<string, boolean> = {};
    for (const [name, damage] of Object.entries(breaksOf(severity))) {
      for (const { scenario, read } of scenarios) {
        const findings = seen[name] ? undefined : findingsWhenBroken(id, read, damage);
        if (findings !== undefined) seen[name] = !equal(stated(scenario, findings), scenario.expected);
      }
    }
    expect(Object.keys(seen).filter((name) => !seen[name])).toEqual([]);
    // Nothing of this may have been left out because nobody in the scenarios goes unreported.
    const aboutPeople = scenarios.some(({ scenario }) =>
      scenario.expected.some(({ subject }) => subject !== undefined),
    );
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(aboutPeople ? [...always, ...ofPeople] : always));
  });
});
