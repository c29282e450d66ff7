import { counted, grouped } from '../domain/counted.js';

/** People named in one message. */
const named = 20;

/** What a verification found, twenty at most by name; `what` is done about it at once. */
export function misdeedText(misdeeds: readonly string[], what = ''): string {
  const more = misdeeds.length - named;
  const lines = misdeeds.slice(0, named).map((text) => `\n- ${text}`);
  return `the first verification failed for ${counted(misdeeds.length, 'account')}:${lines.join('')}${more > 0 ? `\n- … and ${grouped(more)} more` : ''}\n${what === '' ? '' : `${what} `}Repair them before anything else (docs/cutover.md, “When a verification fails”).`;
}
