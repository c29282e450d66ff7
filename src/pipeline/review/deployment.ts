import { createHash } from 'node:crypto';
import { readStackSettings } from '../../config/read.js';
import type { Phase } from '../../domain/phase.js';
import type { Comparison, PulumiPreview, ResourceChange, Review, ReviewVerdict } from '../../domain/review.js';
import { compareStandings, deploymentVerdict } from '../../gate/compare.js';
import { git, treeOf } from '../journal/git.js';
import { uncommittedEncryption } from '../stack-encryption.js';
import { namedWorse } from './reasons.js';
import { assessFolder } from './standing.js';

export interface DeploymentRequest {
  readonly stack: string;
  /** The checkout that is going to be deployed. */
  readonly directory: string;
  readonly review: Review;
  /** What the reviewers saw of the engine’s plan, and what the engine says now. */
  readonly previews: { readonly reviewed?: PulumiPreview; readonly now?: PulumiPreview };
  readonly at: string;
}

export interface DeploymentDecision {
  readonly verdict: ReviewVerdict;
  readonly reasons: readonly string[];
  /** For the audit journal: what was reviewed, by its digests. */
  readonly reviewed: { readonly tree: string; readonly assessment?: string; readonly plan?: string };
  /** True where the update is to do exactly what the preview planned; a rollback needs no plan. */
  readonly binds?: true;
}

/**
 * Whether what is checked out may be deployed: it is the tree that was reviewed, the fresh evidence is no worse, and the
 * engine plans nothing that the reviewers did not see.
 */
export async function checkDeployment(request: DeploymentRequest): Promise<DeploymentDecision> {
  const { stack, directory, review, previews, at } = request;
  const refusals = await treeRefusals(stack, directory, review);
  const reviewed = {
    tree: review.trees.head,
    ...(review.standing && { assessment: review.standing.digest }),
    ...(previews.reviewed && { plan: planDigest(previews.reviewed) }),
  };
  if (review.verdict === 'failed' || review.verdict === 'undecided' || review.standing === undefined)
    refusals.push(
      `The review ${review.verdict === 'undecided' ? 'was undecided' : 'failed'}: fix what it names first.`,
    );
  if (refusals.length > 0 || review.standing === undefined)
    return { verdict: 'failed', reasons: [...refusals, ...planRefusals(previews)], reviewed };
  const { phase } = await readStackSettings(stack, directory);
  const refusedPlan = planRefusals(previews);
  if (phase === 'rollback') return { verdict: 'noted', reasons: refusedPlan.map(inRollback), reviewed };
  const now = await assessFolder(stack, directory, at);
  const comparison = compareStandings(review.standing, now.standing);
  const verdict = refusedPlan.length > 0 ? 'failed' : deploymentVerdict(phase, now.standing, comparison);
  const worse = namedWorse(comparison, now);
  return {
    verdict,
    reasons: [...refusedPlan, ...worse, ...decisionReasons(verdict, phase, now.standing.decision, comparison)],
    reviewed,
    ...(refusedPlan.length === 0 && { binds: true }),
  };
}

/** The way back needs a reviewed tree and nothing else: no evidence, no policy and no plan. */
function inRollback(reason: string): string {
  return `${reason} A rollback continues anyway.`;
}

function decisionReasons(verdict: ReviewVerdict, phase: Phase, decision: string, { newWaived }: Comparison): string[] {
  const waived = newWaived.map(({ rule, who }) => `${who} (${rule})`).join(', ');
  return [
    ...(newWaived.length > 0 ? [`Waived now and not when it was reviewed: ${waived}.`] : []),
    ...(verdict === 'failed' || verdict === 'undecided' || decision !== 'cleared'
      ? [`The assessment is ${decision} in phase ${phase}.`]
      : []),
  ];
}

async function treeRefusals(stack: string, directory: string, { trees }: Review): Promise<string[]> {
  const tree = await treeOf(directory);
  const edited = (await git(directory, ['status', '--porcelain', '--untracked-files=no'])).trim();
  const gap = await uncommittedEncryption(stack, directory);
  return [
    ...(tree === trees.head
      ? []
      : [
          `The tree to be deployed is ${tree}, the reviewed one is ${trees.head}: something was merged in between. Bring the branch up to date and have it reviewed again.`,
        ]),
    ...(edited === '' ? [] : [`Files differ from the commit that is checked out:\n${edited}`]),
    ...(gap === undefined ? [] : [`${gap.found}. ${gap.fix}`]),
  ];
}

/** The plan may shrink (somebody did it by hand) but not grow. Without a plan of the review nothing can be compared. */
function planRefusals({ reviewed, now }: DeploymentRequest['previews']): string[] {
  if (now === undefined) return [];
  if (now.errors.length > 0) return now.errors.map((error) => `The preview is refused: ${error}`);
  if (reviewed === undefined) return ['The review has no preview to compare the plan with: run it again.'];
  const seen = new Set(reviewed.changes.map(changeText));
  const grown = now.changes.filter((change) => !seen.has(changeText(change)));
  if (grown.length === 0) return [];
  return [
    `The engine plans what the reviewers did not see: ${grown.map(changeText).join(', ')}. Have it reviewed again.`,
  ];
}

/** One digest for the operations of a plan. */
export function planDigest({ changes }: PulumiPreview): string {
  return `sha256:${createHash('sha256').update(changes.map(changeText).sort().join('\n')).digest('hex')}`;
}

function changeText({ operation, type, name }: ResourceChange): string {
  return `${operation} ${type} ${name}`;
}
