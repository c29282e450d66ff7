import type { Assessment } from '../../domain/assessment.js';
import { populate } from '../../validation/population.js';
import { type IdentityStory, identityNames, identityStories, type StorySource } from '../../validation/story.js';
import { type AssessmentRequest, assessWithPopulation } from './assess.js';

export interface Explanation {
  readonly assessment: Assessment;
  /** One for each identity that the key names; empty when nobody has it. */
  readonly stories: readonly IdentityStory[];
  /** What holds the key in a side that is compared with nobody, because the other one is missing. */
  readonly setAside: readonly StorySource[];
  /** The names that could have been asked for; empty when somebody was found. */
  readonly names: readonly string[];
}

/** One identity across all sources: what each holds, and what the assessment makes of it. */
export function explain(request: AssessmentRequest, key: string): Explanation {
  const { assessment, population } = assessWithPopulation(request);
  const stories = identityStories(population, key);
  // Only to look somebody up: what would happen to them at the cutover is known by both sides alone.
  const aside = request.setAside && populate(request.setAside, request.validation);
  const setAside = aside === undefined ? [] : identityStories(aside, key).flatMap(({ sources }) => sources);
  const isFound = stories.length > 0 || setAside.length > 0;
  const names = isFound ? [] : [population, ...(aside === undefined ? [] : [aside])].flatMap(identityNames);
  return { assessment, stories, setAside, names };
}
