import type { Finding, Severity } from '../../domain/assessment.js';
import {
  acceptanceText,
  diagnosisMeaning,
  findingSubject,
  positionText,
  predictionText,
  subjectName,
} from '../describe.js';
import { shorten } from '../escape.js';
import { type Palette, wrap } from './layout.js';

/** The longest value that is printed whole: anchors and addresses fit, a hostile attribute of a megabyte does not. */
const valueLimit = 300;

/**
 * One finding: whom, where, what was found and expected, why. Consequence and remedy are left to the rule's group.
 * The severity is said only where it differs from the group's.
 */
export function findingLines(finding: Finding, usual: Severity, colours: Palette, width: number): readonly string[] {
  const { severity, at, found, expected, diagnosis, related } = finding;
  const differs = severity === usual ? '' : ` (${severity})`;
  const [name = '', ...rest] = wrap(`${findingSubject(finding)}${differs}`, width, 2);
  const detail = (label: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : wrap(shorten(value, valueLimit), width, 14, `    ${label}`);
  const others = related?.map(subjectName).join(', ');
  return [
    colours.heading(name),
    ...rest,
    ...detail('found', found),
    ...detail('expected', expected),
    ...detail('diagnosis', diagnosis === undefined ? undefined : `${diagnosis}: ${diagnosisMeaning(diagnosis)}`),
    ...detail('forecast', predictionText(finding)),
    ...detail('with', others === '' ? undefined : others),
    ...detail('accepted', acceptanceText(finding)),
    ...detail('at', at === undefined ? undefined : positionText(at)),
  ];
}
