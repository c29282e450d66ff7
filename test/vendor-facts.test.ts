import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { oldFacts, tellWhatRests } from '../src/domain/vendor-facts/age.js';
import { vendorFacts } from '../src/domain/vendor-facts/index.js';
import { ruleRegistry } from '../src/validation/rules/index.js';
import { ownRules } from './own-rules.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const folders = 'docs export-scripts policy-pack provider schemas src test workshop'.split(' ');
// The list itself, and the page and test made for it, cite nothing. What the rules' pages cite, no code need rest on:
// test/rule-pages.test.ts looks at it.
const ours = /^(src\/domain\/vendor-facts\/|docs\/(vendor-facts\.md$|rules\/)|test\/vendor-facts\.test\.ts$)/;
const written = /\.(ts|js|cjs|mjs|json|md|ps1|yaml|yml)$/;

const files = folders
  .flatMap((folder) =>
    readdirSync(`${repository}${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    ),
  )
  .filter((path) => written.test(path) && !ours.test(path) && !path.includes('node_modules/'))
  .map((path) => ({ path, text: readFileSync(`${repository}${path}`, 'utf8') }));

const ids = new Set(vendorFacts.map(({ id }) => id));
const products = [...new Set([...ids].map((id) => id.replace(/-\d+$/, '')))];
const citation = new RegExp(`\\b(?:${products.join('|')})-[1-9]\\d*\\b`, 'g');
const cited = new Map(
  files.flatMap(({ path, text }) => [...text.matchAll(citation)].map(([id]) => [id, path] as const)),
);

describe('vendor facts', () => {
  it('have a number of their own', () => {
    expect(ids.size).toBe(vendorFacts.length);
    expect([...ids].filter((id) => !/^[A-Z]+-[1-9]\d*$/.test(id))).toEqual([]);
  });

  it('are cited by the code, or by nobody and marked as background', () => {
    expect(cited.size).toBeGreaterThan(100);
    expect([...cited].filter(([id]) => !ids.has(id))).toEqual([]);
    const used = vendorFacts.filter(({ id, rules }) => cited.has(id) || rules !== undefined);
    expect(used.filter(({ background }) => background).map(({ id }) => id)).toEqual([]);
    const unused = vendorFacts.filter((fact) => !used.includes(fact) && !fact.background);
    expect(unused.map(({ id }) => id)).toEqual([]);
  });

  it('stand behind every rule that a vendor could make wrong', () => {
    const known = ruleRegistry.map(({ id }) => id);
    const named = vendorFacts.flatMap(({ rules = [] }) => rules);
    expect(named.filter((rule) => !known.includes(rule))).toEqual([]);
    expect(known.filter((rule) => !named.includes(rule)).sort()).toEqual(ownRules);
  });

  it('grow old for what rests on them: rules, or else commands, and only background rests on nothing', () => {
    const resting = (fact: (typeof vendorFacts)[number]) =>
      [fact.rules, fact.commands, fact.background].filter((one) => one !== undefined).length;
    expect(vendorFacts.filter((fact) => resting(fact) !== 1).map(({ id }) => id)).toEqual([]);
    const old = oldFacts(vendorFacts, '2036-01-01T00:00:00Z');
    expect(vendorFacts.filter((fact) => !old.includes(fact) && !fact.background).map(({ id }) => id)).toEqual([]);
    expect(tellWhatRests(vendorFacts.filter(({ id }) => id === 'ENTRA-27'))).toBe(
      'These commands may do something that no longer holds: restore plan.',
    );
  });

  it.each(vendorFacts.map((fact) => [fact.id, fact] as const))('%s says how it is known', (_, fact) => {
    if (fact.sources.length === 0) expect(['inferred', 'seen']).toContain(fact.basis);
    for (const { address } of fact.sources) expect(new URL(address).protocol).toBe('https:');
    expect(new Date(fact.checked).toISOString().slice(0, 10)).toBe(fact.checked);
    expect(fact.text).toMatch(/\.$/);
  });

  it('are cited by number only: no section of a document that is not here', () => {
    expect(files.filter(({ text }) => /\bfacts \d/i.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
