import { UserError } from '../domain/errors.js';
import { nearestKey } from '../domain/nearest-key.js';
import type { RuleMetadata } from '../domain/rule.js';
import { assess } from '../pipeline/assess/assess.js';
import { explain } from '../pipeline/assess/explain.js';
import { palette } from '../reports/text/layout.js';
import { findingsOf, renderRule } from '../reports/text/rule.js';
import { findingsAbout, renderStory, sourceLines, unreadNotice } from '../reports/text/story.js';
import { ruleRegistry } from '../validation/rules/index.js';
import { type EvidenceOptions, evidenceTarget, givesEvidence } from './evidence-options.js';
import { exitCodes } from './exit-codes.js';
import { textLayout, writeRemark, writeStandardOutput } from './output.js';

export interface ExplainOptions extends EvidenceOptions {
  readonly format: 'text' | 'json';
  readonly color: boolean;
}

/** Names to compare a misspelled one with; more would take seconds. */
const mostNames = 200_000;

/**
 * Tells a rule, or one identity's story; exit code 0 when there is one, 3 when evidence that is incomplete leaves it or its other side open.
 *
 * @throws UserError when nobody has the key in evidence that is whole.
 */
export async function explainCommand(key: string, options: ExplainOptions): Promise<number> {
  const rule = ruleRegistry.find(({ id }) => id === key.toLowerCase());
  if (rule !== undefined) return explainRule(rule, options);
  const meant = givesEvidence(options)
    ? undefined
    : nearestKey(
        key,
        ruleRegistry.map(({ id }) => id),
      );
  if (meant !== undefined)
    throw new UserError(
      `no rule is called “${key}”; did you mean ${meant}? For a person, give the evidence too (--on-prem FILE --entra FILE, or --stack NAME).`,
    );
  // Words with hyphens are a rule's name sooner than a person's, whom nobody can look up without evidence.
  if (!givesEvidence(options) && /^[a-z]+(-[a-z]+)+$/i.test(key))
    throw new UserError(
      `no rule is called “${key}”; docs/rules and every report name them. For a person, give the evidence too (--on-prem FILE --entra FILE, or --stack NAME).`,
    );
  const { assessment, stories, setAside, names } = explain(await requestOf(options), key);
  const unread = unreadNotice(assessment);
  if (stories.length === 0 && setAside.length > 0) {
    writeRemark(
      `${unread ?? 'Not everything was read.'} What was read is below; while a side is missing, it is compared with nothing, and what happens at the cutover is open.`,
    );
    const layout = textLayout(options);
    const told = setAside.flatMap((source) => sourceLines(source, palette(layout.colour), layout.width));
    const json = JSON.stringify([{ sources: setAside }], null, 2);
    await writeStandardOutput([`${options.format === 'json' ? json : told.join('\n')}\n`]);
    return exitCodes.indeterminate;
  }
  if (stories.length === 0) {
    const near = nearestKey(key, [...ruleRegistry.map(({ id }) => id), ...names.slice(0, mostNames)]);
    const hint = `${near === undefined ? '.' : `; did you mean ${near}?`} A UPN, address, short name, GUID, ImmutableID, DN, object id or the name of a rule is understood.`;
    if (unread === undefined) throw new UserError(`nobody in the evidence is called “${key}”${hint}`);
    writeRemark(`${unread} Whether anybody is called “${key}” is open: nobody in what was read is${hint}`);
    return exitCodes.indeterminate;
  }
  const told = stories.map((story) => ({ ...story, findings: findingsAbout(story, assessment) }));
  if (options.format === 'json') {
    if (unread !== undefined) writeRemark(unread);
    await writeStandardOutput([`${JSON.stringify(told, null, 2)}\n`]);
  } else {
    for (const [index, story] of told.entries()) {
      if (index > 0) await writeStandardOutput(['\n']);
      await writeStandardOutput(renderStory(story, assessment, textLayout(options)));
    }
  }
  const isCompared = stories.every(({ anchors }) => anchors.unknown === undefined);
  return isCompared ? exitCodes.cleared : exitCodes.indeterminate;
}

/** What the rule says, and whom it names where evidence is given. */
async function explainRule(rule: RuleMetadata, options: ExplainOptions): Promise<number> {
  const assessment = givesEvidence(options) ? assess(await requestOf(options)).assessment : undefined;
  if (options.format === 'json') {
    const unread = assessment && unreadNotice(assessment);
    if (unread !== undefined) writeRemark(unread);
    const told = { rule, ...(assessment && { findings: findingsOf(rule, assessment) }) };
    await writeStandardOutput([`${JSON.stringify(told, null, 2)}\n`]);
  } else await writeStandardOutput(renderRule(rule, assessment, textLayout(options)));
  return exitCodes.cleared;
}

async function requestOf(options: EvidenceOptions) {
  const target = await evidenceTarget(options);
  if ('files' in target) {
    const { requestFromFiles } = await import('../pipeline/assess/assess-files.js');
    return requestFromFiles(target);
  }
  const { requestFromStack } = await import('../pipeline/assess/assess-stack.js');
  return requestFromStack(target.stack, process.cwd(), target.at);
}
