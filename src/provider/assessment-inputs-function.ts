import { z } from 'zod';
import { assessmentShape } from '../config/assessment-shape.js';
import { settingsArgument } from '../config/settings.js';
import { assessmentInputsOf } from '../pipeline/assess/fingerprints.js';
import type { ProviderFunction } from './resource-type.js';

const inputs = z.strictObject({ settings: settingsArgument });

/** What the settings of a stack are judged by, with each evidence file as it is now. A program reads no evidence itself. */
export const getAssessmentInputs: ProviderFunction<typeof inputs> = {
  name: 'getAssessmentInputs',
  description: 'What the settings of a stack are judged by, with each evidence file as it is now.',
  inputs,
  outputs: assessmentShape,
  call: async ({ settings }) => ({ ...(await assessmentInputsOf(settings, process.cwd())) }),
};
