import type { Assessment } from '../../domain/assessment.js';
import { type IdentityStory, identityNames, identityStories } from '../../validation/story.js';
import { type AssessmentRequest, assessWithPopulation } from './assess.js';

export interface Explanation {
  readonly assessment: Assessment;
  /** One for each identity that the key names; empty when nobody has it. */
  readonly stories: readonly IdentityStory[];
  /** The names that could have been asked for. */
  readonly names: readonly string[];
}

/** One identity across all sources: what each holds, and what the assessment makes of it. */
export function explain(request: AssessmentRequest, key: string): Explanation {
  const { assessment, population } = assessWithPopulation(request);
  const stories = identityStories(population, key);
  return { assessment, stories, names: stories.length === 0 ? identityNames(population) : [] };
}
