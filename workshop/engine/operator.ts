import { join } from 'node:path';
import { askedNext, partsIn, readStatus } from '../../src/audit/index.js';
import { readStackSettings } from '../../src/config/read.js';
import { placedWords } from '../../src/domain/connect-next.js';
import { UserError } from '../../src/domain/errors.js';
import { ConnectRefusal } from '../simulators/connect/index.js';
import { startOrganisation } from '../simulators/index.js';
import { openDesk, readsDirectory } from './connect-server.js';
import { packageDirectory } from './launchers.js';
import { lock } from './lock.js';
import { buildProduct, collectOnPremises } from './product.js';
import { embeddedFolder } from './stack-file.js';

// `npm run operator`: the operator who sits before the stand-in of the Entra Connect server of the stack `connect`. Does what the last
// update asked for, or the words that are given, and exports the evidence.
const workDirectory = embeddedFolder(packageDirectory, 'connect');
const scenarios = join(packageDirectory, 'scenarios');

/** What the last update of the stack asked for. */
async function asked(): Promise<string[]> {
  const { phase } = await readStackSettings('connect', packageDirectory);
  const next = askedNext(partsIn(await readStatus(join(workDirectory, 'audit.jsonl')), phase));
  return next?.startsWith('On ') ? [placedWords(next).words] : [];
}

async function main(): Promise<void> {
  await buildProduct();
  const given = process.argv.slice(2);
  const words = given.length > 0 ? given : await asked();
  const release = lock(workDirectory);
  try {
    const scenario = join(scenarios, 'repaired-organisation');
    const organisation = await startOrganisation({ scenario, statePath: join(workDirectory, 'organisation.json') });
    try {
      const desk = await openDesk(organisation, workDirectory);
      if (words.some(readsDirectory))
        await collectOnPremises(join(scenarios, organisation.scenario), join(workDirectory, 'on-prem.evidence.ndjson'));
      for (const line of words) {
        process.stdout.write(`${desk.server.state.serverName}> ${line}\n`);
        await desk.perform(line);
      }
      await desk.exportEvidence();
      const nothing = words.length === 0 ? 'The last update asked for nothing. ' : '';
      process.stdout.write(`${nothing}Exported the evidence: npm run pulumi -- up --yes --stack connect goes on.\n`);
    } finally {
      await organisation.save();
      await organisation.stop();
    }
  } finally {
    release();
  }
}

try {
  await main();
} catch (problem) {
  if (!(problem instanceof UserError || problem instanceof ConnectRefusal)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
