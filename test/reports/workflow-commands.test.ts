import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { csvField } from '../../src/reports/escape.js';
import { renderers, reportFormats } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';

const mask = '::add-mask::';
const hostile: readonly (readonly [string, string])[] = [
  ['at the beginning', `${mask}x`],
  ['behind a blank', `x ${mask}x`],
  ['behind blanks alone', `   ${mask}x`],
  ['behind a line feed', `x\n${mask}x`],
  ['behind a carriage return', `x\r${mask}x`],
  ['behind both', `x\r\n${mask}x`],
  ['behind a tab', `x\t${mask}x`],
  ['behind a line separator', `x\u2028${mask}x`],
  ['behind a no-break space', `x\u00a0${mask}x`],
  ['behind a next line', `x\u0085${mask}x`],
  ['with a comma, as a field of its own', `x,${mask}x`],
  ['behind a quote', `x"${mask}x`],
  ['in a word that is broken wherever a line ends', `x${mask}`.repeat(40)],
  ['of colons alone', ':'.repeat(300)],
  ['between blanks wherever a line ends', `${mask} `.repeat(40)],
];

/** Everything of a report that a directory or a file can write holds the text. */
function report(text: string): Assessment {
  const judged = assessed(
    organisation()
      .person(1, 'ann', {
        onPrem: { name: text, userPrincipalName: text, distinguishedName: `CN=${text}` },
        entra: { immutableId: text, displayName: text },
      })
      .entra(2, text),
  );
  const findings = judged.findings.map((finding) => ({
    ...finding,
    found: text,
    expected: text,
    remedy: text,
    consequence: text,
    at: { origin: text, line: 1 },
  }));
  const source = { kind: 'onPrem', origin: text, sha256: '0', records: 1, rejected: 0, skipped: 0 } as const;
  return { ...judged, evidence: [source], findings, messages: [text] };
}

/** Lines as a runner sees them: every line break that one may know, blanks before a command aside. */
function commands(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => /^\s*::/.test(line));
}

describe('no line of a report begins a workflow command', () => {
  const cases = reportFormats.flatMap((format) => hostile.map(([where, text]) => [format, where, text] as const));
  it.each(cases)('%s: for a name with one %s', (format, _, text) => {
    const assessment = report(text);
    expect(assessment.findings.length).toBeGreaterThan(0);
    for (const width of [60, 61, 77, 80, 120])
      expect(commands(renderers[format](assessment, { colour: false, width, ruleMetadata: ruleRegistry }))).toEqual([]);
  });

  it.each(hostile)('a field of CSV that is the first of its line begins none either: one %s', (_, text) => {
    expect(commands(`${csvField(text)},x`)).toEqual([]);
  });

  it('and each report still names the person', () => {
    for (const format of reportFormats)
      expect(renderers[format](report('ada::x'), { colour: false, width: 80, ruleMetadata: ruleRegistry })).toContain(
        'ada',
      );
  });
});
