import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseStackFile, settingsFromEngine } from '../../src/config/parse.js';
import { formatProblems } from '../../src/config/problems.js';
import { asEngineGives, example, least, replaced } from './example.js';

function entriesOf(text: string): Record<string, unknown> {
  return (parse(text) as { config: Record<string, unknown> }).config;
}

function engineProblems(given: Readonly<Record<string, string>>, text = example): string[] {
  const { settings, problems } = settingsFromEngine(given, { text, path: 'P.yaml' });
  expect(settings === undefined).toBe(problems.length > 0);
  return formatProblems(problems).split('\n');
}

const remedy = 'change the file in a pull request, and run without -c and --config-file';

describe('the settings that the engine was given', () => {
  it.each([
    ['every key', example],
    ['only what is required', least],
    [
      'top-level values in quotes, as `pulumi config set` leaves them',
      replaced(example, 'hold: false', 'hold: "false"'),
    ],
  ])('are those of the stack file: %s', (_, text) => {
    const result = settingsFromEngine(asEngineGives(entriesOf(text)), { text, path: 'P.yaml' });
    expect(result).toEqual(parseStackFile(text, 'P.yaml'));
    expect(result.settings).toBeDefined();
  });

  it('are judged with the positions of the file', () => {
    const text = replaced(example, 'deletionThreshold: 25', 'deletionTreshold: 25');
    expect(engineProblems(asEngineGives(entriesOf(text)), text)).toEqual([
      'P.yaml:24:5 cutover:cloudSync.deletionTreshold: unknown key; did you mean "deletionThreshold"?',
    ]);
  });

  it('are refused where they say something other than the file', () => {
    const entries = entriesOf(example);
    const given = asEngineGives({
      ...entries,
      'cutover:phase': 'cutover',
      'cutover:thresholds': { ...(entries['cutover:thresholds'] as object), deletions: 500 },
      'cutover:evidence': {
        onPrem: ['evidence/on-prem.ndjson', 'other.ndjson'],
        entra: 'live',
        maximumAgeHours: { onPrem: 12 },
      },
    });
    expect(engineProblems(given)).toEqual([
      `P.yaml:5:18 cutover:phase: the engine was given "cutover", but P.yaml says "stage"; ${remedy}`,
      `P.yaml:27:5 cutover:evidence.onPrem[1]: the engine was given "other.ndjson", but P.yaml does not have it; ${remedy}`,
      `P.yaml:31:14 cutover:evidence.maximumAgeHours.entra: the engine was not given this, but P.yaml says 0.5; ${remedy}`,
      `P.yaml:44:16 cutover:thresholds.deletions: the engine was given 500, but P.yaml says 3; ${remedy}`,
    ]);
  });

  it('say of a time without quotes, which the engine rewrites, that it needs them', () => {
    const text = `${example}  cutover:matching: { openUntil: 2026-12-01T06:00:00Z }\n`;
    const given = asEngineGives({
      ...entriesOf(text),
      'cutover:matching': { openUntil: '2026-12-01 06:00:00 +0000 UTC' },
    });
    expect(engineProblems(given, text)).toEqual([
      'P.yaml:57:34 cutover:matching.openUntil: the engine reads "2026-12-01T06:00:00Z" as a date and hands over "2026-12-01 06:00:00 +0000 UTC"; put it in quotes',
    ]);
  });

  it('are refused with keys that only one of the two has', () => {
    const { 'cutover:hold': _, ...withoutHold } = entriesOf(example);
    expect(engineProblems(asEngineGives({ ...withoutHold, 'cutover:waivres': 'x.yaml' }))).toEqual([
      `P.yaml:3:1 cutover:waivres: the engine was given "x.yaml", but P.yaml does not have it; ${remedy}`,
      `P.yaml:6:17 cutover:hold: the engine was not given this, but P.yaml says "false"; ${remedy}`,
    ]);
  });

  it('may hold empty text for a key without a value: that is one mistake, not two', () => {
    const text = `${least}  cutover:waivers:\n`;
    expect(engineProblems(asEngineGives(entriesOf(text)), text)).toEqual([
      'P.yaml:12:3 cutover:waivers: found ""; expected the path of a file inside this repository, relative to the folder of the stack file',
    ]);
  });

  it('may hold other namespaces, which are nobody’s business here', () => {
    const given = asEngineGives({ ...entriesOf(example), 'aws:region': 'elsewhere', 'pulumi:tags': { a: 'b' } });
    expect(settingsFromEngine(given, { text: example, path: 'P.yaml' }).settings).toBeDefined();
  });

  // Recorded from Pulumi 3.259: its YAML reads 0600 as octal and a date as a moment, ours as a number and as text.
  it.each([
    [
      'a number with a leading zero',
      'deletionThreshold: 25',
      'deletionThreshold: 0020',
      { deletionThreshold: 16 },
      'given 16, but P.yaml says 20',
    ],
    [
      'a date',
      'domain: Corp.example',
      'domain: 2026-01-02',
      { domain: '2026-01-02 00:00:00 +0000 UTC' },
      'UTC", but P.yaml says "2026-01-02"',
    ],
  ])('are refused where the engine reads YAML otherwise than we do: %s', (_, piece, by, inside, problem) => {
    const text = replaced(example, piece, by);
    const entries = entriesOf(text);
    const given = asEngineGives({
      ...entries,
      'cutover:cloudSync': { ...(entries['cutover:cloudSync'] as object), ...inside },
    });
    expect(engineProblems(given, text).join('\n')).toContain(problem);
  });

  it('are refused as text where a mapping was expected, and with a broken or missing stack file', () => {
    const given = asEngineGives(entriesOf(example));
    expect(engineProblems({ ...given, 'cutover:okta': '{oops' })).toEqual([
      `P.yaml:13:5 cutover:okta: the engine was given "{oops", but P.yaml says a mapping; ${remedy}`,
    ]);
    expect(engineProblems(given, '')[0]).toContain('P.yaml:1:1 the file is empty');
    const { settings, problems } = settingsFromEngine(given, undefined);
    expect(settings).toBeUndefined();
    expect(formatProblems(problems)).toContain('there is no stack file to compare the configuration with');
  });

  it('give the list of values to fill in', () => {
    const text = replaced(least, 'domain: corp.example', 'domain: "FILL IN: the domain"');
    expect(engineProblems(asEngineGives(entriesOf(text)), text)).toEqual([
      'P.yaml:9:13 cutover:cloudSync.domain: value to fill in: the domain',
    ]);
  });
});
