import { describe, expect, it } from 'vitest';
import type { SyncRun, SyncScheduler } from '../../src/domain/connect.js';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import { attribute, evidence, at as place, staged } from '../validation/evidence.js';
import { anchor, guid, organisation } from '../validation/organisation.js';

const ad = 'corp.example';
const entra = 'corp.onmicrosoft.com - AAD';
const atRest: SyncScheduler = { stagingModeEnabled: true, syncCycleInProgress: false };
const time = (minutes: number): string =>
  new Date(Date.parse('2026-11-24T01:00:00.000Z') + minutes * 60_000).toISOString();
const run = (connectorName: string, profileName: string, minutes: number, change: Partial<SyncRun> = {}): SyncRun => ({
  connectorName,
  profileName,
  result: 'success',
  complete: true,
  startedAt: time(minutes),
  endedAt: time(minutes + 1),
  ...change,
});
const good = [
  run(ad, 'Full Import', 1),
  run(entra, 'Full Import', 2),
  run(ad, 'Full Synchronization', 3),
  run(entra, 'Full Synchronization', 4),
];
/** The runs with one of them changed. */
const changed = (index: number, change: Partial<SyncRun>): SyncRun[] =>
  good.map((one, position) => (position === index ? { ...one, ...change } : one));
const identifierOf = (number: number) =>
  staged('update', {
    sourceAnchor: anchor(number),
    changes: [attribute('onPremisesObjectIdentifier', { operation: 'add', valuesAdded: [anchor(number)] })],
  });

interface Given {
  readonly scheduler?: SyncScheduler | undefined;
  readonly runs?: readonly SyncRun[];
  readonly status?: boolean;
  readonly exports?: readonly ReturnType<typeof staged>[];
  readonly source?: Partial<EvidenceSource>;
  readonly onPrem?: Partial<EvidenceSource>;
  readonly entraSource?: Partial<EvidenceSource>;
}

function judged({ scheduler = atRest, runs = good, status = true, exports = [identifierOf(1)], ...given }: Given = {}) {
  const list = evidence('pendingExports', exports);
  return organisation()
    .person(1, 'ann')
    .sources({ onPrem: given.onPrem ?? {}, entra: given.entraSource ?? {} })
    .with({
      pendingExports: [{ ...list, source: { ...list.source, ...given.source } }],
      disconnectors: [evidence('disconnectors', [])],
      exportErrors: [evidence('exportErrors', [])],
      ...(status && { syncStatus: [evidence('syncStatus', [{ at: place, scheduler, runs }])] }),
    })
    .judge();
}

const exportQuestions = ['pendingExports', 'disconnectors', 'exportErrors'];
const answered = (result: ReturnType<typeof judged>) =>
  result.scope.filter((question) => exportQuestions.includes(question)).length;
const reasons = (result: ReturnType<typeof judged>) =>
  result.findings.filter(({ rule }) => rule === 'evidence-incomplete').map(({ found }) => found);

describe('exports of a staging server at rest', () => {
  it('answer their questions', () => {
    const result = judged();
    expect(result).toMatchObject({ decision: 'cleared', findings: [] });
    expect(answered(result)).toBe(3);
    expect(result.scope).toContain('syncStatus');
  });

  it.each([
    ['an import without news', changed(0, { result: 'completed-no-objects' })],
    ['deltas', good.map((one) => ({ ...one, profileName: one.profileName?.replace('Full', 'Delta') ?? '' }))],
    [
      'another letter case',
      good.map((one) => ({ ...one, result: 'SUCCESS', profileName: one.profileName?.toUpperCase() ?? '' })),
    ],
    ['an older failure that a later run mended', [run(ad, 'Full Import', -9, { result: 'stopped-server' }), ...good]],
    [
      'exports and other profiles beside them',
      [run(entra, 'Export', 9, { result: 'completed-export-errors' }), ...good],
    ],
    [
      'the newer name of the connector',
      good.map((one) => ({ ...one, connectorName: one.connectorName === ad ? ad : 'Corp – Microsoft Entra ID' })),
    ],
    [
      'a second forest',
      [...good, run('emea.example', 'Full Import', 1), run('emea.example', 'Full Synchronization', 3)],
    ],
    ['any order', [...good].reverse()],
  ])('answer them with %s', (_what, runs) => {
    const result = judged({ runs });
    expect([result.decision, answered(result), reasons(result)]).toEqual(['cleared', 3, []]);
  });

  it('may begin a synchronization in the minute of its import', () => {
    const runs = changed(2, { startedAt: time(1) });
    expect(judged({ runs })).toMatchObject({ decision: 'cleared', findings: [] });
  });

  it('answer them after other evidence was read, live readings aside', () => {
    expect(judged({ onPrem: { readAt: time(1) }, entraSource: { readAt: time(0) } }).decision).toBe('cleared');
    for (const origin of ['https://graph.microsoft.com', 'HTTP://127.0.0.1:8080'])
      expect(judged({ entraSource: { readAt: time(60), origin } }).decision).toBe('cleared');
    expect(judged({ source: { readAt: time(60) } }).decision).toBe('cleared');
  });

  it('may list nothing where nobody is matched, or where Entra has every identifier already', () => {
    const list = { pendingExports: [evidence('pendingExports', [])] };
    expect(
      organisation().onPrem(1, 'new').entra(2, 'cloud', { immutableId: undefined, synced: false }).with(list).judge()
        .decision,
    ).toBe('cleared');
    const settled = organisation().person(1, 'ann', { entra: { onPremisesObjectIdentifier: guid(1) } });
    expect(settled.with(list).judge().decision).toBe('cleared');
  });
});

describe('exports without a status', () => {
  it('leave their questions and the status open, and are named', () => {
    const result = judged({ status: false });
    expect(result.decision).toBe('cleared');
    expect(answered(result)).toBe(0);
    expect(result.openQuestions).toEqual(expect.arrayContaining([...exportQuestions, 'syncStatus']));
  });

  it('show deletions all the same', () => {
    const result = judged({ status: false, exports: [staged('delete', { sourceAnchor: anchor(1) })] });
    expect(result.findings.map(({ rule }) => rule)).toContain('pending-delete');
  });

  it('count a status or a configuration only with a record', () => {
    const empty = { syncStatus: [evidence('syncStatus', [])], connectConfig: [evidence('connectConfig', [])] };
    const { openQuestions } = organisation()
      .person(1, 'ann')
      .with(empty as never)
      .judge();
    expect(openQuestions).toEqual(expect.arrayContaining(['syncStatus', 'connectConfig']));
  });
});

describe('exports that prove nothing', () => {
  it.each<[string, Given, RegExp]>([
    ['an active server', { scheduler: { ...atRest, stagingModeEnabled: false } }, /not in staging mode/],
    ['a running cycle', { scheduler: { ...atRest, syncCycleInProgress: true } }, /cycle is running/],
    ['an unknown cycle', { scheduler: { stagingModeEnabled: true } }, /SyncCycleInProgress is not shown/],
    [
      'a failed import',
      { runs: changed(0, { result: 'stopped-server' }) },
      /last import of corp.example ended with stopped-server/,
    ],
    [
      'a failed synchronization',
      { runs: changed(3, { result: 'stopped-extension-dll-exception' }) },
      /last synchronization of corp.onmicrosoft.com - AAD ended with/,
    ],
    [
      'transient objects',
      { runs: changed(0, { result: 'completed-transient-objects' }) },
      /ended with completed-transient-objects/,
    ],
    ['a run that goes on', { runs: changed(2, { complete: false }) }, /has not ended yet/],
    ['a missing import', { runs: good.slice(1) }, /no import of corp.example/],
    ['a missing synchronization', { runs: good.slice(0, 3) }, /no synchronization of corp.onmicrosoft.com - AAD/],
    ['no run of Entra', { runs: [good[0], good[2]] as SyncRun[] }, /no run of the connector of Entra/],
    [
      'no run of Active Directory',
      { runs: [good[1], good[3]] as SyncRun[] },
      /no run of a connector of Active Directory/,
    ],
    [
      'nameless connectors',
      { runs: good.map(({ connectorName: _, ...one }) => one) },
      /no run of the connector of Entra/,
    ],
    [
      'a failed run whose time nobody knows',
      {
        runs: [
          ...good,
          { ...run(ad, 'Delta Import', 0, { result: 'stopped-server' }), startedAt: undefined },
        ] as SyncRun[],
      },
      /ended with stopped-server/,
    ],
    [
      'a later failure',
      { runs: [...good, run(ad, 'Delta Import', 2.5, { result: 'no-start-connection' })] },
      /ended with no-start-connection/,
    ],
    [
      'an import after the last synchronization',
      { runs: [...good, run(ad, 'Delta Import', 9)] },
      /imported at .* and not synchronized since/,
    ],
    [
      'runs before Active Directory was read',
      { onPrem: { readAt: time(1.5), origin: 'ad.ndjson' } },
      /last import of corp.example began at .*, before ad.ndjson was read/,
    ],
    [
      'runs before the file of Entra was read',
      { entraSource: { readAt: time(60) } },
      /before AzureADSyncedIDS.csv was read/,
    ],
    [
      'runs before a file that is named as an address',
      { entraSource: { readAt: time(60), origin: 'saved/https:/graph.json' } },
      /before saved\/https:\/graph.json was read/,
    ],
    [
      'runs before the newer of two files was read',
      { onPrem: { readAt: time(1.5), origin: 'ad.ndjson' }, entraSource: { readAt: time(0) } },
      /before ad.ndjson was read/,
    ],
    [
      'runs before the newer of two files was read, whichever it is',
      { onPrem: { readAt: time(0) }, entraSource: { readAt: time(60), origin: 'entra.ndjson' } },
      /before entra.ndjson was read/,
    ],
    [
      'a last run that failed, beside one whose time nobody knows',
      {
        runs: [
          ...changed(0, { result: 'stopped-server' }),
          { ...run(ad, 'Delta Import', 0), startedAt: undefined },
        ] as SyncRun[],
      },
      /ended with stopped-server/,
    ],
    ['a result that only begins like success', { runs: changed(0, { result: 'success-in-part' }) }, /success-in-part/],
    ['a result that only ends like success', { runs: changed(0, { result: 'no-success' }) }, /no-success/],
    [
      'a result that only begins like errors of objects',
      { runs: changed(0, { result: 'completed-import-errors-then-stopped' }) },
      /ended with completed-import-errors-then-stopped$/m,
    ],
    [
      'a result that only ends like errors of objects',
      { runs: changed(0, { result: 'not-completed-import-errors' }) },
      /ended with not-completed-import-errors$/m,
    ],
    [
      'runs of unknown time beside dated evidence',
      { onPrem: { readAt: time(0) }, runs: good.map(({ startedAt: _, ...one }) => one) },
      /does not say when it began/,
    ],
    ['no run at all', { runs: [] }, /no run of the connector of Entra/],
  ])('are those of or with %s', (_what, given, message) => {
    const result = judged(given);
    expect(result.decision).toBe('indeterminate');
    expect(reasons(result).join('\n')).toMatch(message);
    expect(answered(result)).toBe(0);
  });

  it('are named one by one, also where a connector has no name', () => {
    const nameless = (runs: readonly SyncRun[]) => runs.map(({ connectorName: _, ...one }) => one);
    const missing = ['no run of a connector of Active Directory is shown', 'no run of the connector of Entra is shown'];
    expect(reasons(judged({ runs: nameless(good) }))).toEqual(missing);
    expect(reasons(judged({ runs: nameless(good.slice(2)) }))).toEqual([
      'no import of a connector without a name is shown',
      ...missing,
    ]);
    expect(reasons(judged({ runs: nameless(changed(1, { result: 'stopped-server' })) }))).toEqual([
      ...missing,
      'the last import of a connector without a name ended with stopped-server',
    ]);
    expect(reasons(judged({ runs: nameless(changed(3, { result: 'completed-sync-errors' })) }))).toEqual([
      ...missing,
      'the last synchronization of a connector without a name ended with completed-sync-errors, and no list names the objects',
    ]);
  });

  it('are those without a scheduler', () => {
    const result = organisation()
      .person(1, 'ann')
      .with({
        pendingExports: [evidence('pendingExports', [identifierOf(1)])],
        syncStatus: [evidence('syncStatus', [{ at: place, runs: good }])],
      })
      .judge();
    expect(reasons(result)).toEqual([expect.stringMatching(/nobody knows whether the server is in staging mode/)]);
    expect(result.findings[0]).toMatchObject({
      severity: 'error',
      at: place,
      remedy: expect.stringContaining('--sync-status'),
    });
  });

  it('are those of which one server exports', () => {
    const result = organisation()
      .person(1, 'ann')
      .with({
        pendingExports: [evidence('pendingExports', [identifierOf(1)])],
        syncStatus: [
          evidence('syncStatus', [
            { at: place, scheduler: atRest, runs: good },
            { at: place, scheduler: { ...atRest, stagingModeEnabled: false }, runs: [] },
          ]),
        ],
      })
      .judge();
    expect(reasons(result)).toHaveLength(1);
  });

  it('is an empty list while people are matched, with a status and without', () => {
    for (const status of [true, false]) {
      const result = judged({ exports: [], status });
      expect(result.decision).toBe('indeterminate');
      expect(reasons(result)).toEqual(['the list of pending exports is empty although 1 person is matched']);
    }
    const two = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { entra: { immutableId: undefined } })
      .person(3, 'cho', { entra: { onPremisesObjectIdentifier: guid(9) } })
      .with({ pendingExports: [evidence('pendingExports', [])] })
      .judge();
    expect(reasons(two)).toEqual(['the list of pending exports is empty although 3 people are matched']);
  });

  it('is not the list that could not be read, or holds what nobody looks at', () => {
    expect(reasons(judged({ exports: [], source: { skipped: 1 } }))).toEqual([]);
    expect(reasons(judged({ exports: [], source: { rejected: 1 } })).join()).not.toContain('is empty although');
    const [read, unread] = [evidence('pendingExports', []), evidence('pendingExports', [])];
    const lists = [read, { ...unread, source: { ...unread.source, skipped: 1 } }];
    expect(reasons(organisation().person(1, 'ann').with({ pendingExports: lists }).judge())).toEqual([]);
  });

  it('says nothing of a status alone', () => {
    const alone = {
      syncStatus: [evidence('syncStatus', [{ at: place, scheduler: { stagingModeEnabled: false }, runs: [] }])],
    };
    const result = organisation().person(1, 'ann').with(alone).judge();
    expect(reasons(result)).toEqual([]);
  });
});

describe('a run that ended with errors', () => {
  const runs = changed(2, { result: 'completed-sync-errors' });

  it('is incomplete where no list names the objects', () => {
    expect(reasons(judged({ runs }))).toEqual([
      'the last synchronization of corp.example ended with completed-sync-errors, and no list names the objects',
    ]);
  });

  it('counts for the rest where a list names them', () => {
    const issue = { problem: 'row-rejected' as const, at: place, message: 'bob was not synchronized' };
    const result = judged({ runs, source: { rejected: 1, issues: [issue] } });
    expect(reasons(result)).toEqual(['bob was not synchronized']);
    expect(answered(result)).toBe(3);
  });

  it('does not matter where a later run had none', () => {
    expect(reasons(judged({ runs: [...runs, run(ad, 'Delta Synchronization', 8)] }))).toEqual([]);
  });
});
