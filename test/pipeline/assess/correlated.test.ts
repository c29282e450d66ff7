import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceSource } from '../../../src/domain/evidence.js';
import type { OnPremObject } from '../../../src/domain/objects.js';
import type { EntraRecord } from '../../../src/domain/service.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { type AssessmentRequest, assess } from '../../../src/pipeline/assess/assess.js';
import { correlated } from '../../../src/pipeline/assess/correlated.js';

const scenario = 'scenarios/mismatching-organisation';
const onPrem = only(await readOnPremFiles([`${scenario}/OnPremIDs.csv`]));
const entra = only(await readEntraFiles([`${scenario}/AzureADSyncedIDS.csv`]));

function only<Item>([evidence]: readonly Evidence<Item>[]): Evidence<Item> {
  if (evidence === undefined) throw new Error('The scenario has no evidence.');
  return evidence;
}

const everywhere = { organizationalUnits: [], excludedOrganizationalUnits: [] };
const tenantId = '11111111-2222-3333-4444-555555555555';
const request: AssessmentRequest = {
  evidence: { onPrem: [onPrem], entra: [entra] },
  validation: { sourceAnchor: defaultSourceAnchor },
  gate: { thresholds: {}, waivers: [], missing: [], at: '2026-11-24T05:00:00.000Z' },
};

/** What the request comes to where nobody has looked at these records before. */
function anew({ evidence, ...rest }: AssessmentRequest): ReturnType<typeof assess> {
  const copied = evidence.entra.map(({ source, records }) => ({ source, records: [...records] }));
  return assess({ ...rest, evidence: { ...evidence, entra: copied } });
}

const withSources = (change: Partial<EvidenceSource>, side: 'onPrem' | 'entra'): AssessmentRequest => {
  const of = <Item>(one: Evidence<Item>): Evidence<Item> => ({ ...one, source: { ...one.source, ...change } });
  const evidence = side === 'onPrem' ? { onPrem: [of(onPrem)] } : { entra: [of(entra)] };
  return { ...request, evidence: { ...request.evidence, ...evidence } };
};

describe('records that were looked at before', () => {
  it('are not looked at again, whenever they are judged and by whatever limits', () => {
    const readAt = (time: string): AssessmentRequest['evidence'] => ({
      onPrem: [{ ...onPrem, source: { ...onPrem.source, readAt: time } }],
      entra: [{ ...entra, source: { ...entra.source, readAt: time, sha256: time, tenant: tenantId } }],
    });
    const demands = { tenantId, maximumAgeHours: { onPrem: 24, entra: 24 } };
    const first: AssessmentRequest = {
      ...request,
      evidence: readAt('2026-11-24T04:00:00.000Z'),
      gate: { ...request.gate, demands },
    };
    const { examination, identities } = correlated(first);
    const rules = (one: AssessmentRequest): Set<string> => {
      expect(correlated(one).examination).toBe(examination);
      expect(correlated(one).identities()).toBe(identities());
      expect(assess(one)).toEqual(anew(one));
      return new Set(assess(one).assessment.findings.map(({ rule }) => rule));
    };
    const before = rules(first);
    const newOnes = (one: AssessmentRequest): string[] => [...rules(one)].filter((rule) => !before.has(rule)).sort();
    const at = '2026-11-25T05:00:00.000Z';
    expect(newOnes({ ...first, gate: { ...first.gate, at } })).toEqual(['evidence-stale']);
    const again = { ...first, evidence: readAt('2026-11-24T06:00:00.000Z'), gate: { ...first.gate, at } };
    expect(newOnes(again)).toEqual([]);
    expect(assess(again).assessment.meta.evidenceReadAt).toEqual(Array(2).fill('2026-11-24T06:00:00.000Z'));
    expect(newOnes({ ...first, gate: { ...first.gate, missing: ['something'] } })).toEqual(['evidence-missing']);
    const thresholds = { creations: { total: 0, perOrganizationalUnit: {} } };
    expect(newOnes({ ...first, gate: { ...first.gate, thresholds } })).toEqual(['creation-threshold']);
  });

  it('are looked at again where their source says something else of them', () => {
    const said: Required<Omit<EvidenceSource, 'readAt' | 'sha256' | 'toDirectory' | 'kind'>> = {
      origin: 'elsewhere',
      records: 1,
      rejected: 1,
      skipped: 1,
      tenant: 'theirs',
      server: 'SYNC9',
      signer: 'somebody',
      issues: [{ problem: 'incomplete', at: { origin: 'x', line: 1 }, message: 'cut' }],
      fields: new Set(['objectGuid']),
      empty: new Set(['mail']),
      mayBeCut: true,
    };
    for (const side of ['onPrem', 'entra'] as const) {
      for (const [name, value] of Object.entries(said)) {
        const { examination } = correlated(request);
        const changed = withSources({ [name]: value }, side);
        // The fixture may say so already.
        const is = request.evidence[side][0]?.source[name as keyof EvidenceSource];
        if (is === value) continue;
        expect(correlated(changed).examination, `${side} ${name}`).not.toBe(examination);
        expect(assess(changed), `${side} ${name}`).toEqual(anew(changed));
      }
    }
  });

  it('are looked at again by other settings, next to other lists, and where a side is declared complete', () => {
    const others: Partial<AssessmentRequest>[] = [
      { validation: { sourceAnchor: { attribute: 'objectGUID', encoding: 'bytes' } } },
      { validation: { ...request.validation, verifiedDomains: new Set(['corp.example']) } },
      { validation: { ...request.validation, scope: { ...everywhere, excludedOrganizationalUnits: ['dc=example'] } } },
      { gate: { ...request.gate, complete: ['onPrem'] } },
      {
        evidence: {
          ...request.evidence,
          disconnectors: [{ source: { ...entra.source, kind: 'disconnectors' }, records: [] }],
        },
      },
    ];
    for (const [index, other] of others.entries()) {
      const { examination } = correlated(request);
      const changed = { ...request, ...other };
      expect(correlated(changed).examination, `${index}`).not.toBe(examination);
      expect(assess(changed), `${index}`).toEqual(anew(changed));
    }
  });

  it('are not those of another list, however much is equal in both', () => {
    const person = (records: readonly OnPremObject[] | readonly EntraRecord[], upn: string) =>
      records.map((record, index) => (index === 0 ? { ...record, userPrincipalName: upn } : record));
    const sides = [
      { onPrem: [{ ...onPrem, records: person(onPrem.records, 'somebody.else@corp.example') as OnPremObject[] }] },
      { entra: [{ ...entra, records: person(entra.records, 'somebody.else@corp.example') as EntraRecord[] }] },
    ];
    for (const side of sides) {
      const before = assess(request);
      const changed = { ...request, evidence: { ...request.evidence, ...side } };
      const after = assess(changed);
      expect(after).toEqual(anew(changed));
      expect(after.assessment.digest).not.toBe(before.assessment.digest);
      expect(after.identities).not.toEqual(before.identities);
    }
  });
});
