import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EvidenceKind } from '../../../src/domain/evidence.js';
import { assessFiles } from '../../../src/pipeline/assess/assess-files.js';
import { renderers } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { anchor, guid } from '../../validation/organisation.js';

const folder = mkdtempSync(join(tmpdir(), 'nothing-answered-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const onPrem = file(
  'on.csv',
  `ObjectGUID,mS-DS-ConsistencyGuid,UserPrincipalName\n${guid(1)},${anchor(1)},ann@corp.example\n`,
);
const entra = file('en.csv', `UserPrincipalName,OnPremisesImmutableId\nann@corp.example,${anchor(1)}\n`);
const noExports = file('exports.xml', '<?xml version="1.0"?><cs-objects></cs-objects>');
const unreadable = {
  'of zero bytes': file('zero', ''),
  'of a header': file('header', 'ObjectGUID,mS-DS-ConsistencyGuid,UserPrincipalName,OnPremisesImmutableId\n'),
  'of a web page': file('page', '<!doctype html><html><body>Sign in</body></html>'),
  'of a workbook': file('book', Buffer.from('504b03041400000008000000', 'hex')),
};
const assessment = (files: Partial<Record<EvidenceKind, readonly string[]>>) =>
  assessFiles({ files, waivers: [], thresholds: {}, at: '2026-11-24T12:00:00.000Z' });
const options = { colour: false, width: 80, ruleMetadata: ruleRegistry };

describe('evidence that answers no question', () => {
  it.each(['pendingExports', 'disconnectors', 'exportErrors'] as const)('clears nobody: %s alone', async (kind) => {
    const found = await assessment({ [kind]: [noExports] });
    expect(found).toMatchObject({ decision: 'indeterminate', scope: [], cutoverReady: false });
    expect(found.findings.map(({ rule, found: what, remedy }) => [rule, what, remedy])).toEqual([
      ['evidence-missing', 'what was given answers no question', expect.stringContaining('--on-prem FILE')],
    ]);
  });

  it('is not said of evidence that answers one', async () => {
    expect(await assessment({ onPrem: [onPrem], entra: [entra] })).toMatchObject({ decision: 'cleared', findings: [] });
  });
});

describe('a source that could not be read', () => {
  it('is one finding, and nobody is asked to call it whole', async () => {
    const people = Array.from({ length: 8 }, (_, index) => `u${index}@corp.example,${anchor(index + 2)}\n`).join('');
    const crowd = file('crowd.csv', `UserPrincipalName,OnPremisesImmutableId\n${people}`);
    const torn = file(
      'torn.csv',
      `ObjectGUID,mS-DS-ConsistencyGuid,UserPrincipalName\n${guid(2)},${anchor(2)},u0@corp.example\n${guid(3)},"${anchor(3)}`,
    );
    for (const path of [torn, unreadable['of zero bytes'], unreadable['of a workbook']]) {
      const { findings } = await assessment({ onPrem: [path], entra: [crowd] });
      const gaps = findings.filter(({ rule, severity }) => rule === 'evidence-incomplete' && severity === 'error');
      expect(gaps).toHaveLength(1);
      expect(gaps[0]?.remedy).not.toContain('--complete');
    }
  });

  it.each(Object.entries(unreadable))('answers nothing of the two sides: %s', async (_, path) => {
    for (const files of [
      { onPrem: [path], entra: [entra] },
      { onPrem: [onPrem], entra: [path] },
    ]) {
      const found = await assessment(files);
      expect(found.decision).toBe('indeterminate');
      expect(found.scope).not.toContain('anchors');
      expect(found.openQuestions).toContain('anchors');
      const junit = renderers.junit(found, options);
      expect(junit).toMatch(/name="anchor-mismatch"[^>]*>\s*<skipped message="not checked: [^"]*anchors/);
      expect(renderers.html(found, options)).not.toMatch(/<h2>Looked at<\/h2><ul>[^/]*anchors/);
    }
  });

  it.each(Object.entries(unreadable).filter(([name]) => name !== 'of a header'))(
    'takes back what another of its kind would answer: %s',
    async (_, path) => {
      expect((await assessment({ onPrem: [onPrem], entra: [entra, path] })).openQuestions).toContain('anchors');
      expect((await assessment({ onPrem: [onPrem, path], entra: [entra] })).openQuestions).toContain('consistencyGuid');
    },
  );

  it.each(['pendingExports', 'okta', 'connectConfig', 'syncStatus'] as const)(
    'leaves its question open: %s',
    async (kind) => {
      const found = await assessment({
        onPrem: [onPrem],
        entra: [entra],
        [kind]: [file('junk.txt', 'no, not this\n')],
      });
      expect(found.openQuestions).toContain(kind);
      expect(found.scope).toEqual(['anchors', 'consistencyGuid']);
    },
  );
});
