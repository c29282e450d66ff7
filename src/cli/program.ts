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
import { declareDemo, declareInit } from './commands/init.js';
import { declareRehearse } from './commands/rehearse.js';
import { declareRemediate } from './commands/remediate.js';
import { declareRestore } from './commands/restore.js';
import { declareComment, declareReview } from './commands/review.js';
import { declareStatus } from './commands/status.js';
import { declareVerify } from './commands/verify.js';
import { ProgramCommand } from './program-command.js';
import { createProgress } from './progress.js';

/** The whole command line, declared: what runs is imported when its command is called. */
export function createProgram(): ProgramCommand {
  const program = new ProgramCommand('entra-cutover')
    .description(
      'Moves Microsoft 365 provisioning from Okta to Microsoft Entra, and refuses while anybody would lose an account.',
    )
    .version(toolVersion)
    .showHelpAfterError('(entra-cutover --help lists the commands)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 cleared · 2 blocked by findings · 3 indeterminate, evidence is missing · 1 wrong usage or an error',
    );
  program.hook('preAction', (_, command) => {
    onReading(createProgress(command.opts().quiet === true).add);
  });

  for (const [heading, declarations] of groups) {
    program.commandsGroup(heading);
    for (const declare of declarations) declare(program);
  }
  program.helpCommand(true);
  return program;
}

/** What there is to do, in the order in which it is done. */
const groups: readonly (readonly [heading: string, declarations: readonly ((program: ProgramCommand) => void)[]])[] = [
  ['Compare and decide:', [declareAssess, declareExplain, declareRemediate, declareAnchor]],
  ['Collect evidence:', [declareCollect, declareEvidence]],
  ['Run a cutover:', [declareDoctor, declareRehearse, declareStatus, declareVerify, declareRestore, declareAudit]],
  ['In a pipeline:', [declareReview, declareComment, declareDeploy]],
  ['Set up:', [declareInit, declareDemo, declareCompletion]],
];
