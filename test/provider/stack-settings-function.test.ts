import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readStackSettings } from '../../src/config/read.js';
import { getAssessmentInputs } from '../../src/provider/assessment-inputs-function.js';
import { getStackSettings } from '../../src/provider/stack-settings-function.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const context = {} as Parameters<typeof getStackSettings.call>[1];

it('gives the settings that TypeScript programs read, and what every resource wants of them', async () => {
  expect(process.cwd()).toBe(repository.replace(/[/\\]$/, ''));
  const settings = await readStackSettings('staging', repository);
  const answer = await getStackSettings.call({ stack: 'staging' }, context);
  const { phase, hold, audit, okta, cloudSync } = settings;
  const oktaApps = okta.apps.map(({ id: appId, label }) => ({ appId, label }));
  const { servicePrincipalId } = cloudSync ?? {};
  const ofResources = { phase, hold, journal: audit.journal, oktaApps, drain: okta.drain, servicePrincipalId };
  expect(answer).toEqual({ settings, ...ofResources });
  // As the engine carries it: anyone who returns the settings gets the same inputs as a TypeScript program.
  const carried = getAssessmentInputs.inputs.parse({ settings: JSON.parse(JSON.stringify(answer.settings)) });
  expect(await getAssessmentInputs.call(carried, context)).toEqual(
    await getAssessmentInputs.call({ settings }, context),
  );
  expect(readFileSync(`${repository}/Pulumi.staging.yaml`, 'utf8')).toContain(`cutover:phase: ${settings.phase}`);
});

it('names the stacks that there are where it has none of that name', async () => {
  await expect(getStackSettings.call({ stack: 'nowhere' }, context)).rejects.toThrow(/nowhere/);
});
