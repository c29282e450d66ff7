import { z } from 'zod';
import type { Settings } from '../config/settings.js';
import { tokenOf } from '../config/token.js';
import { UserError } from '../domain/errors.js';
import { assessmentInputsOf } from '../pipeline/assess/fingerprints.js';
import type { ProviderFunction } from './resource-type.js';

const call = z.object({ settings: z.custom<Settings>((value) => typeof value === 'object' && value !== null) });

/** What the settings of a stack are judged by, with each evidence file as it is now. A program reads no evidence itself. */
export const getAssessmentInputs: ProviderFunction = {
  token: tokenOf('getAssessmentInputs'),
  async call(args) {
    const parsed = call.safeParse(args);
    if (!parsed.success) throw new UserError('getAssessmentInputs wants the settings of the stack.');
    return { ...(await assessmentInputsOf(parsed.data.settings, process.cwd())) };
  },
};
