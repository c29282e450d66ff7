import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { counted, grouped } from '../../src/domain/counted.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

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

  it('is said so in every message: no number stands before a word for several', { timeout: 60_000 }, () => {
    const paths = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('page-assets.ts'),
    );
    const texts = paths.map((path) => [path, readFileSync(join(repository, 'src', path), 'utf8')]);
    expect(pluralsIn(Object.fromEntries(texts))).toEqual([]);
  });

  it.each([
    ['of ‹people.length› ImmutableIDs: ', true],
    ['‹all.length - 1› more names look alike', true],
    ['‹people› of ‹others› users have none', true],
    ['and ‹count› are listed', true],
    ["‹counted(people, 'account')› of Entra differ", true],
    ['‹people.length› accounts', true],
    ["of ‹counted(people, 'account')› ‹counted(people, 'has', 'have')› none", false],
    ['‹people› of this list', false],
    ['and ‹people› more', true],
    ['and ‹grouped(people)› more', false],
    ['line ‹people› holds no objects', false],
    ['at most ‹mostValues› users', false],
  ])('which this test notices: %s', (text, isNoticed) => {
    // As the template of a source, with ‹ › for what is put in.
    const template = text.replaceAll('‹', '${').replaceAll('›', '}');
    const source = `counted(users, 'user'); export const say = (people) => \`${template}\`;`;
    expect(pluralsIn({ 'invented.ts': source })).toHaveLength(isNoticed ? 1 : 0);
  });
});

/** Words in -s for one. */
const singular =
  /^(?:is|was|has|does|this|its|less|as|us|always|process|address|across|unless|status|needs|holds|fits)$/;
const severalWords = /^(?:are|were|have|do|differ|remain|people|[a-z-]+s|\w+IDs)$/;
const severalVerbs = /^(?:are|were|have|do|differ|remain|carry|stand|need)$/;
/** What stands before a number that counts nothing: a place, a code, a bound that no message of one has. */
const isPlace =
  /(?:\b(?:line|row|at|offset|byte|entry|sequence|page|phase|wave|answered|HTTP|than|within|after|to)|[#:=(])\s*$/i;

/** What the sources count with `counted`, in the plural: whatever stands before such a word is a number, however it is called. */
function countedWords(sources: readonly ts.SourceFile[]): ReadonlySet<string> {
  const words = new Set(['rows', 'entries', 'members', 'differences', 'matches']);
  for (const { text } of sources)
    for (const [, one = '', many] of text.matchAll(/\bcounted\([^'\n]*, '([^']+)'(?:, '([^']+)')?/g)) {
      const word = (many ?? `${one}s`)
        .split(' ')
        .find((each) => /(?<!^on-premise)s$|^people$/.test(each) && !singular.test(each));
      if (word !== undefined) words.add(word);
    }
  // The verb too, as in “it names nobody”.
  words.delete('names');
  return words;
}

/** True for what is a number by its form. A name in capitals or of a largest one is a constant, and more than one. */
function isNumber(expression: ts.Expression): boolean {
  if (ts.isBinaryExpression(expression))
    return [
      ts.SyntaxKind.PlusToken,
      ts.SyntaxKind.MinusToken,
      ts.SyntaxKind.SlashToken,
      ts.SyntaxKind.AsteriskToken,
    ].includes(expression.operatorToken.kind);
  return /(?:\.(?:length|size)|^count|^(?:grouped|Math\.\w+|Number)\(.*\))$/s.test(expression.getText());
}

/** Where a template says a number, or what is counted, and then a word for several. */
function pluralsIn(texts: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(texts).map(([path, text]) =>
    ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
  );
  const nouns = countedWords(sources);
  return sources.flatMap((source) => {
    const found: string[] = [];
    const look = (node: ts.Node): void => {
      // What is in `counted(…)` says both.
      if (ts.isCallExpression(node) && node.expression.getText() === 'counted') return;
      if (ts.isTemplateExpression(node))
        for (const [index, { expression, literal }] of node.templateSpans.entries()) {
          const before = (index === 0 ? node.head : node.templateSpans[index - 1]?.literal)?.text ?? '';
          const words = /^(?: [A-Za-z-]+)+/.exec(literal.text)?.[0].trim().split(' ').slice(0, 4) ?? [];
          const isCounted = /^counted\(/.test(expression.getText());
          const named = expression.getText();
          const plural = isCounted
            ? words.find((word) => severalVerbs.test(word))
            : isNumber(expression)
              ? words.find((word) => severalWords.test(word) && !singular.test(word))
              : /^[\w.?]+(?<!Id)$/.test(named) && nouns.has(words[0] ?? '');
          const isBound = /^(?:grouped\()?(?:most|largest|oldest|longest|limits?\.)/.test(named);
          const isUngrouped = words[0] === 'more' && words[1] !== 'than' && !/^(?:grouped|counted)\(/.test(named);
          if (!isUngrouped && (!plural || isBound || isPlace.test(before))) continue;
          const { line } = source.getLineAndCharacterOfPosition(expression.getStart());
          found.push(`${source.fileName}:${line + 1}: \${${expression.getText()}}${literal.text.slice(0, 60)}`);
        }
      ts.forEachChild(node, look);
    };
    look(source);
    return found;
  });
}
