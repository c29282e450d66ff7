import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { counted, grouped } from '../../src/domain/counted.js';

const source = fileURLToPath(new URL('../../src', import.meta.url));

describe('what is counted', () => {
  it('has its word in the singular for one, and thousands apart', () => {
    expect([0, 1, 2, 1234].map((count) => counted(count, 'finding'))).toEqual([
      '0 findings',
      '1 finding',
      '2 findings',
      '1,234 findings',
    ]);
    expect([counted(1, 'person is', 'people are'), counted(2, 'person is', 'people are')]).toEqual([
      '1 person is',
      '2 people are',
    ]);
    expect(grouped(1_234_567)).toBe('1,234,567');
  });

  it('is said so in every message: nobody writes a number and a plural beside each other', () => {
    const noun =
      'records|rows|people|accounts|objects|findings|repairs|entries|members|users|decisions|differences|problems|deletions|creations';
    const plural = new RegExp(`\\$\\{[^{}()?]*\\} (more )?(${noun})\\b`);
    const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) =>
        readFileSync(join(source, path), 'utf8')
          .split('\n')
          .filter(
            (line) =>
              plural.test(line) &&
              !/more than \$\{|counted\(|=== 1 \?/.test(line) &&
              !path.startsWith('validation/rules/sync-tool-unsuitable'),
          )
          .map((line) => `${path}: ${line.trim().slice(0, 100)}`),
      );
    expect(found).toEqual([]);
  });
});
