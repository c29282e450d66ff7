import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vendorAnswer, vendorAnswerNames } from '../vendor-answers.js';

const readme = readFileSync(new URL('../../scenarios/README.md', import.meta.url), 'utf8');
const labels = ['documented', 'recorded', 'assembled', 'inferred'];

describe('what the vendors answer', () => {
  it.each(vendorAnswerNames())('%s says where it comes from and names nobody real', (name) => {
    const { about, label, sources, request, answer } = vendorAnswer(name);
    expect(about).toMatch(/\.$/);
    expect(labels).toContain(label);
    expect(sources.length).toBeGreaterThan(0);
    for (const { title, address } of sources) {
      expect(title).not.toBe('');
      expect(address).toMatch(/^https:\/\/(learn\.microsoft|developer\.okta|github)\.com\//);
    }
    expect(Object.keys({ ...request, ...answer }).sort()).toEqual(expect.arrayContaining(['method', 'path', 'status']));
    const text = JSON.stringify({ request, answer });
    for (const [, domain] of text.matchAll(/@([\w-]+\.[\w.-]+)/g)) {
      expect(domain).toMatch(/^(corp\.example|odata\.context)$/);
    }
  });

  it('has each label explained', () => {
    for (const label of labels) expect(readme).toContain(`- \`${label}\`:`);
  });
});
