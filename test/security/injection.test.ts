import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { renderers } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { assessed } from '../reports/assessed.js';
import { organisation } from '../validation/organisation.js';

/** What somebody might call themselves in a directory, to speak to anyone who reads about them. */
const pieces = [
  '</script>',
  '<img src=x onerror=alert(1)>',
  '<!--',
  ']]>',
  '&lt;',
  '"',
  "'",
  '`',
  '```\n',
  '|',
  '\\',
  '[x](javascript:1)',
  '![x](http://evil/x)',
  '@everyone',
  '#1',
  '\u001b[2J',
  '\u001b]8;;http://evil\u0007',
  '\u009b31m',
  '\r',
  '\n',
  '\n::error::',
  '::set-output name=x::',
  '##vso[task.setvariable]',
  '\n##[command]',
  '=cmd|x',
  '+1',
  '-1',
  '@SUM(1)',
  '\t=1',
  ',',
  ';',
  '\u202e',
  '\u2066',
  '\u0000',
  '\u2028',
  '$\u007b{ secrets.X }}',
  '%0A::error::',
];
const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))
  // Readers leave out what is blank.
  .filter((name) => name.trim() !== '');

function assessmentOf(name: string): Assessment {
  const people = organisation()
    .person(1, 'ann')
    .person(2, 'bob', {
      onPrem: { name, userPrincipalName: `${name}@corp.example` },
      entra: { immutableId: name, userPrincipalName: `${name}@corp.example` },
    });
  return assessed(people);
}

const render = (format: keyof typeof renderers, name: string): string =>
  renderers[format](assessmentOf(name), { colour: false, width: 100, ruleMetadata: ruleRegistry });

const always = (check: (name: string) => void): void => {
  fc.assert(fc.property(hostileName, check), { seed: 20261125, numRuns: 60 });
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const steering = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('a hostile name in a directory', () => {
  it('steers no terminal and gives no workflow command, in the text and in Markdown', () => {
    always((name) => {
      for (const format of ['text', 'markdown'] as const) {
        const lines = render(format, name).split(/\r\n|\r|\n|\u2028/);
        expect(lines.filter((line) => steering.test(line) || /^\s*(::|##\[|##vso)/.test(line))).toEqual([]);
      }
    });
  }, 60_000);

  it('is there to be read, in every format', () => {
    for (const format of ['text', 'markdown', 'html', 'csv', 'junit', 'sarif', 'json'] as const)
      expect(render(format, 'plain-name')).toContain('plain-name');
  });

  it('stays text in HTML', () => {
    always((name) => {
      const page = render('html', name);
      expect(page).not.toMatch(/<img/i);
      expect(page.match(/<script/gi)).toHaveLength(2);
      expect(page.match(/<\/script/gi)).toHaveLength(2);
    });
  }, 60_000);

  it('stays one cell in CSV, and no formula', () => {
    always((name) => {
      const cells = render('csv', name).split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)|\r\n/);
      expect(cells.filter((cell) => /^"?\s*[=+@-]/.test(cell) && cell !== '-')).toEqual([]);
    });
  }, 60_000);

  it('leaves JUnit well-formed, SARIF and JSON parsable', () => {
    always((name) => {
      const parser = new SaxesParser();
      parser.on('error', (error) => {
        throw error;
      });
      parser.write(render('junit', name)).close();
      JSON.parse(render('sarif', name));
      const told = JSON.parse(JSON.stringify(assessmentOf(name)));
      expect(JSON.parse(render('json', name))).toEqual({ ...told, verdict: expect.any(String) });
    });
  }, 60_000);
});
