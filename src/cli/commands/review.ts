import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `review`. */
export function declareReview(program: Command): void {
  addOutputOptions(program.command('review'))
    .description("judges a proposed tree by the base branch's tool, thresholds, waivers and policy; changes nothing")
    .requiredOption('--stack <name>', 'the stack that is reviewed')
    .requiredOption('--base <folder>', 'checkout of the base branch: it judges')
    .requiredOption('--head <folder>', 'checkout of the proposed tree: data only')
    .option('--work <folder>', 'for the judged tree (tree/) and the reports (report/)', '.entra-cutover/review')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover review --stack staging --base . --head ../proposal\n\nExit codes: 0 passed, or no worse than the base branch before the cutover · 2 worse, or blocked · 3 evidence is missing · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { reviewCommand } = await import('../review.js');
      process.exitCode = await reviewCommand(options);
    });
}

/** Declares `comment`. */
export function declareComment(program: Command): void {
  addOutputOptions(program.command('comment'))
    .description(
      'writes what review found into the pull request: one comment, edited by later runs, a check run and the job’s summary',
    )
    .requiredOption('--stack <name>', 'the stack that was reviewed')
    .option('--work <folder>', 'where review put its report', '.entra-cutover/review')
    .option('--preview <file>', 'what pulumi preview --json printed; where it is missing, the review is undecided')
    .option('--pull-request <number>', 'the pull request to comment on')
    .option('--commit <sha>', 'the commit that gets the check run')
    .option('--artifact <name>', 'the artifact with the whole report, to be named in the comment')
    .option('--print', 'prints the comment instead')
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover comment --stack staging --print\n\nIn a workflow GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_STEP_SUMMARY are read from the environment.\n\nExit codes: 0 written · 3 the preview is missing, so the review is undecided · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { commentCommand } = await import('../comment.js');
      process.exitCode = await commentCommand(options);
    });
}
