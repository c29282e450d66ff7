import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStackFile } from '../../src/config/parse.js';
import { yamlValue } from '../../src/config/parse-yaml.js';
import { formatProblems } from '../../src/config/problems.js';
import { example, least, replaced } from './example.js';

function listOf(text: string): string {
  const { settings, problems } = parseStackFile(text, 'P.yaml');
  expect(settings).toBeUndefined();
  return formatProblems(problems);
}

/** What can't be read as YAML is not judged as settings: whatever came of that would only distract. */
function syntaxProblems(text: string): string {
  expect(new Set(parseStackFile(text, 'P.yaml').problems.map(({ kind }) => kind))).toEqual(new Set(['syntax']));
  return listOf(text);
}

const wanted = 'a stack file with a `config:` mapping was expected (Pulumi.staging.yaml is an example)';

describe('a stack file that is not a stack file', () => {
  it.each([
    ['of 0 bytes', '', `P.yaml:1:1 the file is empty; ${wanted}`],
    ['of white space', ' \n\n', `P.yaml:1:1 the file is empty; ${wanted}`],
    ['of comments', '# later\n', `P.yaml:1:1 the file holds no mapping; ${wanted}`],
    ['with a list', '- a\n', `P.yaml:1:1 the file holds no mapping; ${wanted}`],
    ['with text', 'hello', `P.yaml:1:1 the file holds no mapping; ${wanted}`],
    ['without config', 'encryptionsalt: x\n', `P.yaml:1:1 there is no \`config:\`; ${wanted}`],
    ['with an empty config', 'encryptionsalt: x\nconfig:\n', `P.yaml:2:1 \`config:\` holds no mapping; ${wanted}`],
    ['with a list as config', 'config: [a]\n', `P.yaml:1:9 \`config:\` holds no mapping; ${wanted}`],
    [
      'far too large',
      `# ${'x'.repeat(300_000)}`,
      `P.yaml:1:1 the file has 300,002 characters, more than the 262,144 that are read; ${wanted}`,
    ],
    [
      'nested to exhaust the parser',
      `config: ${'['.repeat(100_000)}`,
      'not valid YAML: lists or mappings are nested too deeply to be read',
    ],
    ...['- ', '? ', '{a: ', '[{a: [', '{? '].map((mark): [string, string, string] => [
      `nested to exhaust the parser by ${mark}`,
      `config:\n ${mark.repeat(40_000)}`,
      'P.yaml:1:1 not valid YAML: lists or mappings are nested too deeply to be read',
    ]),
    [
      'nested too deeply',
      `config: ${'{a: '.repeat(60)}${'}'.repeat(60)}`,
      'P.yaml:1:89 lists or mappings are nested more than 20 deep',
    ],
    [
      'indented with a tab',
      'config:\n\tcutover:phase: assess\n',
      'P.yaml:2:1 not valid YAML: a tab is used as indentation, which YAML does not allow; use spaces',
    ],
    ['not closed', 'config: { a: [1\n', 'P.yaml:2:1 not valid YAML: '],
    [
      'with a second document',
      `${least}---\na: 1\n`,
      'P.yaml:12:1 not valid YAML: a second YAML document begins here (---), but a stack file holds one; remove it',
    ],
    [
      'with a tag',
      replaced(least, 'phase: assess', 'phase: !secret assess'),
      'P.yaml:2:18 not valid YAML: a YAML tag (!name) is used',
    ],
    [
      'with a value to fill in that lost its quotes',
      replaced(least, 'domain: corp', 'domain: FILL IN: corp'),
      'P.yaml:9:13 not valid YAML: a second ": " is on this line; put the value in quotes',
    ],
    // The engine's YAML begins a new line at each of these, ours does not: what is a comment here would be a key there.
    ...(
      [
        ['a carriage return alone', '\r', '000D'],
        ['a next line', '\u0085', '0085'],
        ['a line separator', '\u2028', '2028'],
        ['a paragraph separator', '\u2029', '2029'],
        ['a backspace', '\b', '0008'],
        ['a byte order mark in the middle', '\ufeff', 'FEFF'],
      ] as const
    ).map(([what, character, code]): [string, string, string] => [
      `with ${what}`,
      `${least}# harmless${character}environment: [evil]\n`,
      `P.yaml:12:11 the character U+${code} is here: it is invisible, and the engine may take it for a line break; remove it`,
    ]),
    ['with a list as a key', `${least}  ? [a, b]\n  : 1\n`, 'P.yaml:12:5 a key has to be plain text'],
  ])('%s is refused with its cause and place', (_, text, problem) => {
    expect(syntaxProblems(text)).toContain(problem);
  });

  it('may begin with a byte order mark, and have the line ends of Windows', () => {
    expect(parseStackFile(`\ufeff${least.replaceAll('\n', '\r\n')}`, 'P.yaml').problems).toEqual([]);
  });

  it('whose references stand for gigabytes is refused before they are followed', () => {
    const names = 'abcdefghijklmnop'.split('');
    const bomb = names.map(
      (name, index) => `  x:${name}: &${name} [${`*${names[index - 1] ?? ''}, `.repeat(index === 0 ? 0 : 10)}1]\n`,
    );
    expect(listOf(`config:\n${bomb.join('')}`)).toContain(
      'P.yaml:3:12 this is a YAML reference (*a); write the value itself instead',
    );
  });

  it('with a key that stands twice is refused, and everything else is still reported', () => {
    const text = replaced(
      replaced(example, 'hold: false', 'hold: false\n  cutover:hold: true'),
      'phase: stage',
      'phase: done',
    );
    expect(listOf(text).split('\n')).toEqual([
      'P.yaml:5:18 cutover:phase: found "done"; expected one of assess, stage, cutover, complete, rollback',
      'P.yaml:7:3 not valid YAML: this key appears twice in the same mapping, and only one of them would count; remove one',
    ]);
  });

  it('with unknown keys next to config names them, and leaves Pulumi its own', () => {
    expect(
      listOf(
        `secretsprovider: passphrase\nencryptedkey: a\nenvironment: [b]\nencryptionsalts: c\nsettings: d\n${least}cutover:hold: true\n`,
      ).split('\n'),
    ).toEqual([
      'P.yaml:4:1 encryptionsalts: unknown key next to `config:`; did you mean "encryptionsalt"?',
      'P.yaml:5:1 settings: unknown key next to `config:`; known are config, encryptionsalt, encryptedkey, secretsprovider, environment',
      'P.yaml:17:1 cutover:hold: unknown key next to `config:`; it belongs under `config:`',
    ]);
    expect(listOf(replaced(least, 'config:', 'confg:'))).toBe(
      'P.yaml:1:1 confg: unknown key next to `config:`; did you mean "config"?',
    );
  });

  it('with keys of JavaScript objects is refused like any other', () => {
    const text = `${replaced(least, 'label:', '__proto__: 1, constructor: 2, label:')}  __proto__: 3\n  cutover:__proto__: 4\n`;
    expect(parseStackFile(text, 'P.yaml').problems.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'unknown-key cutover:okta.apps[0]["__proto__"]',
      'unknown-key cutover:okta.apps[0].constructor',
      'unknown-key __proto__',
      'unknown-key cutover:__proto__',
    ]);
  });

  it('with one line that is not YAML is told that line alone', () => {
    const text = readFileSync('Pulumi.staging.yaml', 'utf8').split('\n');
    const spoil: readonly ((line: string) => string)[] = [
      (line) => `\t${line}`,
      (line) => line.replace(/:( |$)/, ' '),
      (line) => ` ${line}`,
      (line) => line.trimStart(),
      (line) => line.replace(/: .*/, ': ]'),
      (line) => line.replace(/: .*/, ': {'),
    ];
    for (const [index, line] of text.entries())
      for (const change of line.trim() === '' || line.trim().startsWith('#') ? [] : spoil) {
        const { problems } = parseStackFile(text.with(index, change(line)).join('\n'), 'P.yaml');
        const syntax = problems.filter(
          ({ kind, message }) => kind === 'syntax' && message.startsWith('not valid YAML'),
        );
        if (syntax.length > 0) expect(problems, `${index + 1}: ${change(line)}`).toHaveLength(1);
      }
    expect(() => yamlValue('a:\n - b\nc d\n')).toThrow(/[^:]$/);
    expect(() => yamlValue('a: [b\n')).toThrow(/[^:]$/);
  });
});
