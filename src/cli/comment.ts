import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseStackFile } from '../config/parse.js';
import { UserError } from '../domain/errors.js';
import type { PulumiPreview, Review } from '../domain/review.js';
import { documentationPage } from '../domain/rule.js';
import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import { putCheckRun, putComment, uploadSarif } from '../pipeline/github/publish.js';
import { maskDigest } from '../pipeline/masking/mask-digest.js';
import { readPreview, readReview } from '../pipeline/review/report-folder.js';
import { markdownAddress } from '../reports/escape.js';
import { commentLimit, commentMarker, renderReviewComment, summaryLimit } from '../reports/index.js';
import { textMask } from '../reports/mask.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { exitCodes } from './exit-codes.js';
import { appendForRunner, writeFileAtomically, writeRemark, writeStandardOutput } from './output.js';

export interface CommentOptions {
  readonly stack: string;
  readonly work: string;
  readonly preview?: string;
  readonly pullRequest?: string;
  readonly commit?: string;
  readonly artifact?: string;
  readonly print?: boolean;
  readonly quiet?: boolean;
}

/** Says in the pull request what the review found. Where something is not given (no pull request), that part is left out. */
export async function commentCommand(options: CommentOptions): Promise<number> {
  const { stack, work, artifact } = options;
  const report = join(work, 'report');
  const preview = await maskedPreview(options);
  const missing = options.preview !== undefined && preview === undefined;
  const read = await readReview(report, stack);
  const review = missing ? withoutPreview(read, options.preview) : read;
  const exitCode = missing ? exitCodes.indeterminate : exitCodes.cleared;
  const render = {
    colour: false,
    width: 80,
    ruleMetadata: ruleRegistry,
    ...linksOf(process.env),
    ...(artifact && { artifact }),
  };
  const comment = renderReviewComment(review, preview, { ...render, limit: commentLimit });
  // A deployment compares its plan with the one that is kept here.
  await writeFileAtomically(join(report, 'comment.md'), [comment]);
  if (preview) await writeFileAtomically(join(report, 'preview.json'), [`${JSON.stringify(preview, null, 1)}\n`]);
  if (options.print) {
    await writeStandardOutput([comment]);
    return exitCode;
  }
  const summary = renderReviewComment(review, preview, { ...render, limit: summaryLimit, findingsPerRule: 1000 });
  await appendForRunner('GITHUB_STEP_SUMMARY', `${summary}\n`, process.env);
  await publish(review, comment, options);
  return exitCode;
}

/** Nobody has seen what Pulumi would change: that is not a success, but a rollback is never stopped by it. */
function withoutPreview(review: Review, path: string | undefined): Review {
  const { verdict, phase, reasons } = review;
  const stands = verdict === 'failed' || phase.head === 'rollback';
  const reason = `The preview is missing: ${path} was not written, so nobody knows what Pulumi would change.`;
  return { ...review, verdict: stands ? verdict : 'undecided', reasons: [...reasons, reason] };
}

/** What a comment in a workflow can link to: the run with its artifact, and the rules' pages where the repository has them. */
function linksOf(environment: NodeJS.ProcessEnv): { artifactPage?: string; rulePages?: string } {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  if (!server || !repository) return {};
  const ref = markdownAddress(environment.GITHUB_BASE_REF || environment.GITHUB_SHA || 'HEAD');
  const folder = dirname(documentationPage('any'));
  return {
    ...(run && { artifactPage: `${server}/${repository}/actions/runs/${run}#artifacts` }),
    ...(existsSync(folder) && { rulePages: `${server}/${repository}/blob/${ref}/${folder}` }),
  };
}

async function publish(review: Review, comment: string, options: CommentOptions): Promise<void> {
  const { stack, work, commit, pullRequest, quiet } = options;
  const client = createGithubClient(githubContext(process.env));
  const say = (line: string): void => {
    if (!quiet) writeRemark(line);
  };
  if (commit !== undefined) {
    const title = review.reasons[0] ?? `The review: ${review.verdict}.`;
    const check = { name: `entra-cutover: ${stack}`, commit, verdict: review.verdict, tree: review.trees.head };
    await putCheckRun(client, { ...check, title, summary: comment });
    const sarif = await readFile(join(work, 'report', 'assessment.sarif'), 'utf8').catch(() => undefined);
    const ref = process.env.GITHUB_REF;
    const refused = sarif && ref ? await uploadSarif(client, { commit, ref, text: sarif }) : undefined;
    if (refused !== undefined) say(`code scanning did not accept the SARIF report (${refused}); it is in the artifact`);
  }
  if (pullRequest !== undefined) {
    if (!/^\d{1,9}$/.test(pullRequest)) throw new UserError(`--pull-request ${pullRequest}: expected its number.`);
    say(await putComment(client, Number(pullRequest), commentMarker(stack), comment));
  }
}

/** The engine's errors name people: they are masked as the review is, by the settings that judged it. */
async function maskedPreview({ preview: path, stack, work }: CommentOptions): Promise<PulumiPreview | undefined> {
  const preview = path === undefined ? undefined : await readPreview(path);
  const stackFile = join(work, 'tree', `Pulumi.${stack}.yaml`);
  const text = await readFile(stackFile, 'utf8').catch(() => undefined);
  const settings = text === undefined ? undefined : parseStackFile(text, stackFile).settings;
  if (preview === undefined || settings?.report.maskPeople !== true) return preview;
  const mask = textMask([], maskDigest(settings.tenant.id));
  return { ...preview, errors: preview.errors.map(mask) };
}
