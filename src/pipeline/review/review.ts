import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgedStackFile } from '../../config/judged-stack.js';
import { parseStackFile } from '../../config/parse.js';
import { readStackFile, readStackSettings, SettingsError } from '../../config/read.js';
import type { Settings } from '../../config/settings.js';
import { toolVersion } from '../../config/tool-version.js';
import { firstAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import type { Review } from '../../domain/review.js';
import { compareStandings, reviewVerdict } from '../../gate/compare.js';
import { changedFiles, treeOf } from '../journal/git.js';
import { missingEncryption } from '../stack-encryption.js';
import { addedWaivers } from './added-waivers.js';
import { type DataPlaces, dataPlacesOf, isData, plainFile } from './data-files.js';
import { layOutTree } from './judged-tree.js';
import { reasonsOf } from './reasons.js';
import { assessFolder } from './standing.js';

export interface ReviewRequest {
  readonly stack: string;
  /** Checkout of the base branch: its tool, thresholds, waivers and policy judge. */
  readonly base: string;
  /** Checkout of the proposed tree: data only. */
  readonly head: string;
  /** Where the judged tree is laid out, as `tree`; a preview runs there. */
  readonly work: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** May say where the state is kept, instead of Pulumi.yaml. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** The stack as the base branch has it (undefined: not, or not filled in yet) and as it is proposed. */
interface Sides {
  readonly base: Settings | undefined;
  readonly proposed: { readonly text: string; readonly settings: Settings };
  readonly judged: { readonly text: string; readonly settings: Settings };
  readonly judge: Review['judge'];
  readonly places: DataPlaces;
}

/**
 * Judges a proposed tree by the base branch's tool, thresholds, waivers and policy, and compares it with the base branch.
 * What is wrong with the proposal is a verdict, never an exception.
 *
 * @throws UserError when one of the folders is not a git checkout, or the proposed tree has no such stack.
 */
export async function review(request: ReviewRequest): Promise<Review> {
  const { stack, base, head, at } = request;
  for (const folder of [base, head])
    if (!existsSync(folder)) throw new UserError(`${folder}: there is no such folder. Give the path of a checkout.`);
  await plainFile(head, `Pulumi.${stack}.yaml`);
  const proposed = await readStackFile(stack, head);
  if (proposed === undefined) throw new UserError(`The proposed tree has no Pulumi.${stack}.yaml: nothing to review.`);
  const judged = judgedStackFile(proposed.text, (await readStackFile(stack, base))?.text);
  const trees = { base: await treeOf(base), head: await treeOf(head) };
  const frame = { schemaVersion: 1, meta: { tool: 'entra-cutover', version: toolVersion, at }, stack, trees } as const;
  const baseSettings = await readStackSettings(stack, base).catch(ignoreUserError);
  const places = dataPlacesOf(baseSettings);
  // Whatever is not data may decide how everybody is judged: the program, the tool, keys, workflows, attributes of files.
  const isJudge = (path: string): boolean => path !== `Pulumi.${stack}.yaml` && !isData(path, places);
  const files = (await changedFiles(base, head)).filter(isJudge);
  let judge: Review['judge'] = { settings: judged.changed, files, waivers: [] };
  try {
    const sides = {
      base: baseSettings,
      proposed: settingsOf(stack, proposed.text),
      judged: settingsOf(stack, judged.text),
    };
    judge = { ...judge, waivers: await addedWaivers(sides.proposed.settings, head, baseSettings, base, places) };
    return { ...frame, judge, ...(await judgeProposal(request, { ...sides, judge, places })) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const phase = baseSettings === undefined ? {} : { base: baseSettings.phase };
    return { ...frame, phase, verdict: 'failed', reasons: [error.message], judge };
  }
}

async function judgeProposal(
  { stack, base, head, work, at, environment = {} }: ReviewRequest,
  { base: baseSettings, proposed, judged, judge, places }: Sides,
): Promise<Pick<Review, 'phase' | 'verdict' | 'reasons' | 'next' | 'held' | 'comparison' | 'assessment' | 'standing'>> {
  const { settings, text: stackFile } = judged;
  const { phase } = settings;
  const tree = join(work, 'tree');
  const parts = { stack, tool: base, data: head, places };
  await layOutTree(tree, { ...parts, stackFile, settings, waiversFrom: 'tool' });
  const after = await assessFolder(stack, tree, at);
  const before = baseSettings && (await assessFolder(stack, base, at));
  const comparison = before && compareStandings(before.standing, after.standing);
  const verdict = reviewVerdict(phase, after.standing, comparison);
  let { standing } = after;
  if (judge.settings.length > 0 || judge.waivers.length > 0) {
    // By its own settings and waivers, as a deployment will see it once it is merged.
    const merged = join(work, 'merged');
    const { text, settings: own } = proposed;
    await layOutTree(merged, { ...parts, stackFile: text, settings: own, waiversFrom: 'data' });
    ({ standing } = await assessFolder(stack, merged, at));
  }
  const moves = settings.connect !== undefined && baseSettings?.phase !== phase;
  // It decides nothing here: the deployment refuses its own checkout.
  const gap = await missingEncryption(stack, proposed.text, base, environment);
  const next = moves ? firstAtServer(phase, settings.connect, settings.sourceAnchor.attribute) : undefined;
  return {
    ...(next !== undefined && { next }),
    ...((settings.hold || baseSettings?.hold === true) && { held: true }),
    phase: { ...(baseSettings && { base: baseSettings.phase }), head: phase },
    verdict,
    reasons: [...reasonsOf({ verdict, phase, after, comparison }), ...(gap ? [`${gap.found}. ${gap.fix}`] : [])],
    ...(comparison && { comparison }),
    assessment: after.assessment,
    standing,
  };
}

function settingsOf(stack: string, text: string): { readonly text: string; readonly settings: Settings } {
  const { settings, problems } = parseStackFile(text, `Pulumi.${stack}.yaml`);
  if (settings === undefined) throw new SettingsError(stack, problems);
  return { text, settings };
}

function ignoreUserError(error: unknown): undefined {
  if (error instanceof UserError) return undefined;
  throw error;
}
