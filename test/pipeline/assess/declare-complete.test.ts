import { describe, expect, it } from 'vitest';
import type { CompleteSide } from '../../../src/domain/evidence.js';
import { isEntraObject } from '../../../src/domain/service.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import { declareComplete } from '../../../src/pipeline/assess/declare-complete.js';
import { renderers, reportFormats } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { readFile } from '../../evidence/read-text.js';
import { anchor, guid } from '../../validation/organisation.js';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const onPremCsv = (count: number) =>
  `objectGUID,UserPrincipalName,mS-DS-ConsistencyGuid\n${numbers(count)
    .map((number) => `${guid(number)},u${number}@corp.example,\n`)
    .join('')}`;
const entraCsv = (count: number, anchors = true, flag = '') =>
  `Id,UserPrincipalName,OnPremisesImmutableId,OnPremisesSyncEnabled,AccountEnabled\n${numbers(count)
    .map((number) => `${guid(number + 5000)},u${number}@corp.example,${anchors ? anchor(number) : ''},${flag},\n`)
    .join('')}`;
const judged = async (onPrem: string, entra: string, complete?: readonly CompleteSide[]) => {
  const evidence = {
    onPrem: [await readFile(onPrem, readOnPremFiles)],
    entra: [await readFile(entra, readEntraFiles)],
  };
  const gate = { thresholds: {}, waivers: [], missing: [], at: '2026-11-24T03:00:00.000Z', complete };
  const { assessment } = assess({ evidence, validation: { sourceAnchor: defaultSourceAnchor }, gate });
  const gaps = assessment.findings.filter(({ rule }) => rule === 'evidence-incomplete');
  return {
    assessment,
    decision: assessment.decision,
    gaps: gaps.map(({ severity, found }) => `${severity}: ${found}`),
  };
};

describe('an export that is declared complete', () => {
  it('answers for its empty columns, on that side alone', async () => {
    const open = async (complete?: readonly CompleteSide[]) =>
      (await judged(onPremCsv(3), entraCsv(3), complete)).assessment.openQuestions;
    const without = await open();
    expect(without).toEqual(expect.arrayContaining(['consistencyGuid', 'cloudSyncFlag', 'accountState']));
    expect(await open([])).toEqual(without);
    expect(await open(['onPrem'])).toEqual(without.filter((question) => question !== 'consistencyGuid'));
    expect(await open(['entra'])).toEqual(without.filter((question) => question !== 'cloudSyncFlag'));
    expect(await open(['onPrem', 'entra'])).toEqual(
      without.filter((question) => question !== 'consistencyGuid' && question !== 'cloudSyncFlag'),
    );
  });

  it('has nobody with an ImmutableID only where that is said', async () => {
    expect(await judged(onPremCsv(3), entraCsv(3, false))).toMatchObject({
      decision: 'indeterminate',
      gaps: [expect.stringContaining('has an ImmutableID for nobody, and nothing shows that they were asked for')],
    });
    expect((await judged(onPremCsv(3), entraCsv(3, false), ['onPrem'])).decision).toBe('indeterminate');
    expect(await judged(onPremCsv(3), entraCsv(3, false), ['entra'])).toMatchObject({ decision: 'cleared', gaps: [] });
  });

  it('is not a warning about ConsistencyGuid, where on-premises is declared', async () => {
    expect((await judged(onPremCsv(3), entraCsv(3))).gaps).toEqual([
      expect.stringMatching(/^warning: the column ConsistencyGuid is empty for everybody/),
    ]);
    expect((await judged(onPremCsv(3), entraCsv(3), ['entra'])).gaps).toHaveLength(1);
    expect((await judged(onPremCsv(3), entraCsv(3), ['onPrem'])).gaps).toEqual([]);
  });

  it('may have the size of a page', async () => {
    expect((await judged(onPremCsv(103), entraCsv(100))).decision).toBe('indeterminate');
    expect((await judged(onPremCsv(103), entraCsv(100), ['onPrem'])).decision).toBe('indeterminate');
    expect(await judged(onPremCsv(103), entraCsv(100), ['onPrem', 'entra'])).toMatchObject({ decision: 'cleared' });
  });

  it('still has the columns only that it has', async () => {
    const bare = `Id,UserPrincipalName\n${guid(1)},u1@corp.example\n`;
    expect((await judged(onPremCsv(1), bare, ['onPrem', 'entra'])).decision).toBe('indeterminate');
    const { assessment } = await judged(onPremCsv(3), entraCsv(3), ['onPrem', 'entra']);
    expect(assessment.openQuestions).toEqual(
      expect.arrayContaining(['addresses', 'sid', 'objectIdentifier', 'groups']),
    );
  });

  it.each([
    ['an empty column', '', undefined, false],
    ['a column with values', 'True', true, true],
    ['a column of negations', 'False', false, false],
  ])('has nobody synced in %s', async (_, flag, before, after) => {
    const entra = [await readFile(entraCsv(2, true, flag), readEntraFiles)];
    const flags = (sides: readonly CompleteSide[]) =>
      declareComplete({ onPrem: [], entra }, sides).entra.flatMap(({ records }) =>
        records.filter(isEntraObject).map(({ synced }) => synced),
      );
    expect(flags(['onPrem'])).toEqual([before, before]);
    expect(flags(['entra'])).toEqual([after, after]);
    // The evidence itself stays what it was.
    expect(flags([])).toEqual([before, before]);
  });

  it('keeps what the tenant says about itself, and a source without such a column', () => {
    const fact = { fact: 'domain', at: { origin: 'a', line: 1 } } as never;
    const source = { kind: 'entra', origin: 'a', sha256: '', records: 1, rejected: 0, skipped: 0, issues: [] } as const;
    const evidence = { onPrem: [], entra: [{ source: { ...source, fields: new Set(['service']) }, records: [fact] }] };
    expect(declareComplete(evidence, ['entra'])).toEqual(evidence);
  });

  it.each(['text', 'json', 'html', 'markdown', 'junit', 'sarif'] as const)(
    'is repeated in the report: %s',
    async (format) => {
      const text = async (complete?: readonly CompleteSide[]) => {
        const { assessment } = await judged(onPremCsv(3), entraCsv(3), complete);
        const report = renderers[format](assessment, { colour: false, width: 1_000, ruleMetadata: ruleRegistry });
        return ['onPrem', 'entra'].filter((side) =>
          report.replaceAll('\\', '').includes(`--complete ${side}, not shown by the evidence`),
        );
      };
      expect(reportFormats).toContain(format);
      expect(await text()).toEqual([]);
      expect(await text(['onPrem'])).toEqual(['onPrem']);
      expect(await text(['entra', 'onPrem'])).toEqual(['onPrem', 'entra']);
    },
  );
});
