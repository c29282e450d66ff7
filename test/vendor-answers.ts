import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a vendor was seen or is said to answer: one file below scenarios/vendor-answers, described in its README. */
export interface VendorAnswer {
  readonly about: string;
  readonly label: 'documented' | 'recorded' | 'assembled' | 'inferred';
  readonly sources: readonly { readonly title: string; readonly address: string }[];
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly answer: { readonly status: number; readonly body?: unknown };
}

const folder = fileURLToPath(new URL('../scenarios/vendor-answers/', import.meta.url));

/** The names of all of them: `service/what`. */
export function vendorAnswerNames(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replaceAll('\\', '/').replace(/\.json$/, ''))
    .sort();
}

/** One answer by its name. */
export function vendorAnswer(name: string): VendorAnswer {
  return JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as VendorAnswer;
}

/** The rows of a vendor's page of a list. */
export function rowsOf(name: string): readonly unknown[] {
  return (vendorAnswer(name).answer.body as { readonly value: readonly unknown[] }).value;
}
