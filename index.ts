// What the environment of this stack should be. Which phase it is in is one line of Pulumi.<stack>.yaml: cutover:phase.
import { getStack } from '@pulumi/pulumi';
import {
  EnvironmentCutover,
  findSynchronizationJobs,
  getAssessmentInputs,
  getRemediations,
  stackSettings,
} from './src/resources/index.js';

const settings = await stackSettings();
const environment = new EnvironmentCutover('environment', {
  stack: getStack(),
  settings,
  assessment: await getAssessmentInputs(settings),
  remediations: await getRemediations(settings),
  existingJobs: await findSynchronizationJobs(settings),
});

export const phase = settings.phase;
export const { decision, counts, oktaBefore, okta, entraSync, verification } = environment;
