import { byText } from '../by-text.js';
import { grouped } from '../counted.js';
import type { VendorFact } from './fact.js';

/** Days after which a fact that nobody compared with its source again is old. */
export const oldestFactDays = 180;

const day = 86_400_000;

/** The facts on which a rule or a command rests that are old at the time (ISO 8601), the oldest first. */
export function oldFacts(facts: readonly VendorFact[], at: string): readonly VendorFact[] {
  const oldest = new Date(at).getTime() - oldestFactDays * day;
  return facts
    .filter(({ background, checked }) => !background && new Date(checked).getTime() < oldest)
    .sort((a, b) => byText(`${a.checked} ${a.id}`, `${b.checked} ${b.id}`));
}

/** The last day (`YYYY-MM-DD`) until which it may be acknowledged, at the time (ISO 8601), that facts are old. */
export function furthestAcknowledgment(at: string): string {
  return new Date(new Date(at).getTime() + oldestFactDays * day).toISOString().slice(0, 10);
}

/** The rules that rest on any of the facts, in alphabetical order. */
export function rulesOfFacts(facts: readonly VendorFact[]): readonly string[] {
  return [...new Set(facts.flatMap(({ rules = [] }) => rules))].sort();
}

/** What rests on the facts, in sentences: rules may say, and commands may do, something that no longer holds. */
export function tellWhatRests(facts: readonly VendorFact[]): string {
  const rules = rulesOfFacts(facts);
  const commands = [...new Set(facts.flatMap((fact) => fact.commands ?? []))].sort();
  return [
    ...(rules.length > 0 ? [`These rules may say something that no longer holds: ${rules.join(', ')}.`] : []),
    ...(commands.length > 0 ? [`These commands may do something that no longer holds: ${commands.join(', ')}.`] : []),
  ].join(' ');
}

/** How many facts are old and since when, in a few words. */
export function tellOldFacts(old: readonly VendorFact[]): string {
  const named = old.slice(0, 10).map(({ id, checked }) => `${id} (${checked})`);
  const rest = old.length > named.length ? `, and ${grouped(old.length - named.length)} more` : '';
  return `${named.join(', ')}${rest}`;
}
