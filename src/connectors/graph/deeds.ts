import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import { flagChange, type ModifiedProperty } from './modified-properties.js';

/** What provisioning did to an account, or would have; `other` is anything that is not known. */
export type Deed = 'create' | 'update' | 'disable' | 'delete' | 'stagedDelete' | 'other';

/** By their words, the worse one first: an action or the end of a step's name that is new may still tell what it did. */
export const deedWords: readonly (readonly [RegExp, Deed])[] = [
  [/^stagedDelete$/i, 'stagedDelete'],
  [/delete/i, 'delete'],
  [/disable/i, 'disable'],
  [/create|^add$/i, 'create'],
  [/^(update|reference)$/i, 'update'],
];

/** The deed that a word stands for: the action of a log row or an answer, or the end of a step's name. */
export function deedNamed(word: string): Deed {
  return deedWords.find(([pattern]) => pattern.test(word))?.[1] ?? 'other';
}

/** What the name of a step says: whether it writes, and how it ended. */
export const stepStart: RegExp = /^(?:Entry)?(Export|Synchronization)?/i;
const stepName = new RegExp(`${stepStart.source}(.*)$`, 'i');
export const skippedStep: RegExp = /^skip/i;

/**
 * What the steps say was done in the target, and the properties: an account that is soft-deleted is one that was deleted. The
 * action next to them is a label only. Steps that were skipped did nothing, and those of the import tell of the source.
 */
export function deedsShown(provisioningSteps: unknown, properties: readonly ModifiedProperty[]): ReadonlySet<Deed> {
  const shown = (Array.isArray(provisioningSteps) ? provisioningSteps : []).flatMap((value): Deed[] => {
    const step = jsonObject(value);
    const [, kind, end = ''] = stepName.exec(jsonText(step?.get('name'))) ?? [];
    const isExport = /^export$/i.test(kind ?? jsonText(step?.get('provisioningStepType') ?? step?.get('type')));
    if (
      (kind === undefined && !(isExport && end !== '')) ||
      skippedStep.test(end) ||
      /^skipped$/i.test(jsonText(step?.get('status')))
    )
      return [];
    const deed = end === '' ? 'update' : deedNamed(end);
    // What synchronization announces is still to be exported; most of its steps write nothing.
    return isExport || /^(create|disable|delete)$/.test(deed) ? [deed] : [];
  });
  const softDeleted = flagChange(properties, 'IsSoftDeleted');
  return new Set(softDeleted?.to && !softDeleted.from ? [...shown, 'delete'] : shown);
}

/** True where steps or properties show what the action does not stand for. To disable somebody is an update too. */
export function contradictsAction(action: string, shown: ReadonlySet<Deed>): boolean {
  const deed = deedNamed(action);
  return [...shown].some((one) => one !== deed && !(deed === 'disable' && one === 'update'));
}
