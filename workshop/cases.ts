// What scripts outside this repository may use of the workshop: these names stay, whichever file has them.
export { switchedOff } from '../src/provider/okta/capabilities.js';
export { acquireEngine } from './engine/acquire.js';
export { prepareEnvironment } from './engine/environment.js';
export { run } from './engine/processes.js';
export { collectOnPremises } from './engine/product.js';
export { createProject, scenarioFolder } from './engine/project.js';
export { FakeGithub } from './github/fake-github.js';
export { evidenceWith } from './github/proposals.js';
export { createRepository } from './github/repository.js';
export { logOf, outcomesOf, runWorkflow } from './github/runner.js';
export { onlyReads, startOrganisation } from './simulators/index.js';
