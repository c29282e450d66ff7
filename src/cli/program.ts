import { Command } from 'commander';
import { toolVersion } from '../config/tool-version.js';
import { onReading } from '../evidence/reading.js';
import { declareAnchor } from './commands/anchor.js';
import { declareAssess } from './commands/assess.js';
import { declareAudit } from './commands/audit.js';
import { declareCollect } from './commands/collect.js';
import { declareCompletion } from './commands/completion.js';
import { declareDeploy } from './commands/deploy.js';
import { declareDoctor } from './commands/doctor.js';
import { declareEvidence } from './commands/evidence.js';
import { declareExplain } from './commands/explain.js';
import { declareInit } from './commands/init.js';
import { declareRehearse } from './commands/rehearse.js';
import { declareRemediate } from './commands/remediate.js';
import { declareReview } from './commands/review.js';
import { declareStatus } from './commands/status.js';
import { declareVerify } from './commands/verify.js';
import { createProgress } from './progress.js';

/** The whole command line, declared: what runs is imported when its command is called. */
export function createProgram(): Command {
  const program = new Command('entra-cutover')
    .description(
      'Moves Microsoft 365 provisioning from Okta to Microsoft Entra, and refuses while anybody would lose an account.',
    )
    .version(toolVersion)
    .showHelpAfterError('(entra-cutover --help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    );
  program.hook('preAction', (_, command) => {
    onReading(createProgress(command.opts().quiet === true).add);
  });

  declareAssess(program);
  declareCollect(program);
  declareExplain(program);
  declareAnchor(program);
  declareAudit(program);
  declareInit(program);
  declareCompletion(program);
  declareReview(program);
  declareDeploy(program);
  declareRehearse(program);
  declareEvidence(program);
  declareStatus(program);
  declareVerify(program);
  declareDoctor(program);
  declareRemediate(program);
  return program;
}
