import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `deploy find-review`, `deploy tip`, `deploy check` and `deploy resume`. */
export function declareDeploy(program: Command): void {
  const deploy = program
    .command('deploy')
    .description('checks before a deployment in a workflow, and restarts one that waits')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover deploy check --stack staging --review .entra-cutover/review/report',
    );
  addOutputOptions(deploy.command('find-review'))
    .description('finds the run that reviewed the checked-out tree; fails if there is none')
    .requiredOption('--stack <name>', 'the stack that is deployed')
    .addHelpText(
      'after',
      '\nExample:\n  GITHUB_REPOSITORY=corp/identity GITHUB_TOKEN=… entra-cutover deploy find-review --stack prod\n\nExit codes: 0 found · 1 there is none, wrong usage or an error',
    )
    .action(async (options) => {
      const { findReviewCommand } = await import('../deploy.js');
      process.exitCode = await findReviewCommand(options);
    });
  addOutputOptions(deploy.command('tip'))
    .description('fails if the branch has moved past the checked-out commit, or holds the stack')
    .requiredOption('--stack <name>', 'the stack that is deployed')
    .option('--branch <name>', 'the branch that says what is to be deployed', 'main')
    .option('--remote <name>', 'the git remote that has it', 'origin')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover deploy tip --stack prod\n\nExit codes: 0 the branch is still at what is checked out · 2 it is not · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { deployTipCommand } = await import('../deploy.js');
      process.exitCode = await deployTipCommand(options);
    });
  addOutputOptions(deploy.command('check'))
    .description(
      'fails unless the tree is the reviewed one, the evidence is as good as it was, and the plan has not grown',
    )
    .requiredOption('--stack <name>', 'the stack that is deployed')
    .requiredOption('--review <folder>', 'the report that review wrote')
    .option('--preview <file>', 'what pulumi preview --json prints now')
    .option('--preview-outcome <outcome>', 'how that step ended: anything but success is an error of the preview')
    .option(
      '--record <file>',
      'writes what was reviewed, for the audit journal (CUTOVER_REVIEWED names it to the provider)',
    )
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover deploy check --stack staging --review .entra-cutover/review/report\n\nExit codes: 0 it may be deployed · 2 refused · 3 evidence is missing · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { deployCheckCommand } = await import('../deploy.js');
      process.exitCode = await deployCheckCommand(options);
    });
  addOutputOptions(deploy.command('resume'))
    .description('restarts the deployment if its last update asked for something at the Entra Connect server')
    .requiredOption('--stack <name>', 'the stack that waits')
    .option('--branch <name>', 'the branch that is deployed', 'main')
    .addHelpText(
      'after',
      '\nExample:\n  GITHUB_REPOSITORY=corp/identity GITHUB_TOKEN=… entra-cutover deploy resume --stack prod\n\nExit codes: 0 it was started, or nothing is asked for · 3 this run has no evidence of the server · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { deployResumeCommand } = await import('../deploy.js');
      process.exitCode = await deployResumeCommand(options);
    });
}
