import { describe, expect, it } from 'vitest';
import type { SyncRun, SyncScheduler, SyncStatus } from '../../src/domain/connect.js';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import { attribute, evidence, at as place, staged } from '../validation/evidence.js';
import { id } from '../validation/findings.js';
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
  readonly takesOver?: boolean;
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
    .judge({}, { connectTakesOver: given.takesOver });
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

  it('are of after an export', () => {
    const runs = [...good, run(entra, 'Export', 6)];
    expect(judged({ runs, source: { readAt: time(8) } }).decision).toBe('cleared');
  });

  it.each([
    ['an import without news', changed(0, { result: 'completed-no-objects' })],
    ['deltas', good.map((one) => ({ ...one, profileName: one.profileName?.replace('Full', 'Delta') ?? '' }))],
    [
      'another letter case',
      good.map((one) => ({ ...one, result: 'SUCCESS', profileName: one.profileName?.toUpperCase() ?? '' })),
    ],
    ['an older failure that a later run fixed', [run(ad, 'Full Import', -9, { result: 'stopped-server' }), ...good]],
    [
      'exports and other profiles next to them',
      [run(entra, 'Export', 9, { result: 'completed-export-errors' }), ...good],
    ],
    [
      'the newer name of the connector',
      good.map((one) => ({ ...one, connectorName: one.connectorName === ad ? ad : 'Corp – Microsoft Entra ID' })),
    ],
    ...['entra-ad.example', 'ad.entra.example', 'entra.example'].map((forest): [string, typeof good] => [
      `a forest called ${forest}`,
      good.map((one) => ({ ...one, connectorName: one.connectorName === ad ? forest : entra })),
    ]),
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

describe('exports of the server that takes over, in the phases in which it may leave staging mode', () => {
  const left: SyncScheduler = { stagingModeEnabled: false, syncCycleEnabled: false, syncCycleInProgress: false };
  const under = changed(3, { result: 'in-progress', complete: false, endedAt: undefined as never });

  it.each<[string, Given]>([
    ['in staging mode', { scheduler: atRest }],
    ['out of it, with the scheduler off', { scheduler: left }],
    ['out of it, between two cycles', { scheduler: { ...left, syncCycleEnabled: true } }],
  ])('answer %s', (_what, given) => {
    const result = judged({ ...given, takesOver: true });
    expect([result.decision, answered(result), reasons(result)]).toEqual(['cleared', 3, []]);
  });

  it.each<[string, Given]>([
    ['a cycle', { scheduler: { ...left, syncCycleInProgress: true } }],
    ['a cycle and a run of it', { scheduler: { ...left, syncCycleInProgress: true }, runs: under }],
  ])('answer nothing during %s, and are not failure', (_what, given) => {
    const result = judged({ ...given, takesOver: true });
    expect([result.decision, answered(result), result.cutoverReady]).toEqual(['cleared', 0, false]);
    expect(result.findings).toMatchObject([{ severity: 'warning', rule: 'evidence-incomplete' }]);
    expect(String(reasons(result))).toMatch(/^the server exports at this moment: a synchronization cycle is running/);
  });

  it.each<[string, Given, RegExp]>([
    ['a cycle in staging mode', { scheduler: { ...atRest, syncCycleInProgress: true } }, /cycle is running/],
    ['a run that nobody ended', { scheduler: left, runs: under }, /a run has not ended yet/],
    ['no word on a cycle', { scheduler: { stagingModeEnabled: false } }, /SyncCycleInProgress is not shown/],
    ['an import that broke off', { scheduler: left, runs: changed(0, { result: 'stopped-server' }) }, /stopped-server/],
    ['the same in any other phase', { scheduler: left, takesOver: false }, /not in staging mode/],
  ])('are incomplete with %s', (_what, given, reason) => {
    const result = judged({ takesOver: true, ...given });
    expect([result.decision, answered(result)]).toEqual(['indeterminate', 0]);
    expect(reasons(result).join('\n')).toMatch(reason);
  });

  it.each<[string, SyncScheduler[], string]>([
    ['one of two servers exports', [{ ...left, syncCycleInProgress: true }, left], 'cleared'],
    ['one of two is in staging mode', [{ ...left, syncCycleInProgress: true }, atRest], 'indeterminate'],
    ['one of two stages', [left, { ...atRest, syncCycleInProgress: true }], 'indeterminate'],
    ['nobody knows the scheduler', [], 'indeterminate'],
  ])('where %s', (_what, schedulers, decision) => {
    const statuses: SyncStatus[] =
      schedulers.length === 0
        ? [{ at: place, runs: good }]
        : schedulers.map((scheduler) => ({ at: place, scheduler, runs: good }));
    const result = organisation()
      .person(1, 'ann')
      .with({
        pendingExports: [evidence('pendingExports', [identifierOf(1)])],
        syncStatus: [evidence('syncStatus', statuses)],
      })
      .judge({}, { connectTakesOver: true });
    expect([result.decision, answered(result)]).toEqual([decision, 0]);
    expect(result.findings.some(({ found }) => found?.startsWith('the server exports at this moment'))).toBe(
      decision === 'cleared',
    );
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
      'an import that saw some only',
      { runs: changed(0, { result: 'completed-discovery-errors' }) },
      /last import of corp.example ended with completed-discovery-errors/,
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
      'a last run that failed, next to one whose time nobody knows',
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
      'runs of unknown time next to dated evidence',
      { onPrem: { readAt: time(0) }, runs: good.map(({ startedAt: _, ...one }) => one) },
      /does not say when it began/,
    ],
    [
      'a list from before an export',
      { source: { readAt: time(5) }, runs: [...good, run(entra, 'Export', 6)] },
      /corp.onmicrosoft.com - AAD exported at .*01:07:00.000Z, after \S+ was read at .*01:05:00.000Z/,
    ],
    ['no run at all', { runs: [] }, /no run of the connector of Entra/],
  ])('are those of or with %s', (_what, given, message) => {
    const result = judged(given);
    expect(result.decision).toBe('indeterminate');
    expect(reasons(result).join('\n')).toMatch(message);
    expect(answered(result)).toBe(0);
  });

  it.each([
    ['Delta Import', 'imported'],
    ['Delta Synchronization', 'synchronized'],
    ['', 'ran'],
  ])('answer nothing where the evidence shows a later run “%s”', (profile, deed) => {
    const result = judged({ runs: [...good, run(entra, profile, 8)], source: { readAt: time(7) } });
    expect(reasons(result).join('\n')).toMatch(
      new RegExp(`${entra} ${deed} at .*01:09:00.000Z, after \\S+ was read at .*01:07:00.000Z`),
    );
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

  it('is a list of objects for which nothing is to be done', () => {
    expect(reasons(judged({ exports: [], source: { skipped: 1 } }))).toEqual([
      'the list of pending exports is empty although 1 person is matched',
    ]);
  });

  it('is not the list that could not be read', () => {
    expect(reasons(judged({ exports: [], source: { rejected: 1 } })).join()).not.toContain('is empty although');
    const [read, unread] = [evidence('pendingExports', []), evidence('pendingExports', [])];
    const lists = [read, { ...unread, source: { ...unread.source, rejected: 1 } }];
    const result = organisation().person(1, 'ann').with({ pendingExports: lists }).judge();
    expect(reasons(result).join()).not.toContain('is empty although');
  });

  it('says nothing of a status alone', () => {
    const alone = {
      syncStatus: [evidence('syncStatus', [{ at: place, scheduler: { stagingModeEnabled: false }, runs: [] }])],
    };
    const result = organisation().person(1, 'ann').with(alone).judge();
    expect(reasons(result)).toEqual([]);
  });
});

describe('a list of people whom nobody here knows', () => {
  const stranger = (number: number, operation: 'add' | 'update' = 'update', name = `p${number}@other.example`) =>
    staged(operation, { sourceAnchor: anchor(number), userPrincipalName: name });
  const message = (result: ReturnType<typeof judged>) => reasons(result).join('\n');

  it.each<[string, ReturnType<typeof staged>[], RegExp]>([
    ['updates of others', [stranger(71), stranger(72)], /export.xml is about 2 users, .* know nobody$/],
    ['one alone', [stranger(71)], /about 1 user, .* know nobody$/],
    ['additions of others', [stranger(71, 'add'), stranger(72, 'add')], /know nobody$/],
    ['updates of others of the same domain', [stranger(71, 'update', 'x@corp.example')], /know nobody$/],
    ['additions without a name', [staged('add', { sourceAnchor: anchor(71) })], /know nobody$/],
    ['objects that say nothing of themselves', [staged('update')], /know nobody$/],
    [
      'one person of ours among others',
      [identifierOf(1), stranger(71), stranger(72)],
      /about 3 users, .* know only 1$/,
    ],
    [
      'others next to groups',
      [stranger(71), staged('update', { objectType: 'group', sourceAnchor: anchor(9) })],
      /know nobody$/,
    ],
  ])('answers nothing: %s', (_what, exports, expected) => {
    const result = judged({ exports });
    expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
    expect(result.scope).toContain('disconnectors');
    expect(message(result)).toMatch(expected);
    expect(judged({ exports, status: false }).decision).toBe('indeterminate');
  });

  it.each<[string, ReturnType<typeof staged>[]]>([
    ['who is matched', [identifierOf(1)]],
    ['half of whom is known', [identifierOf(1), stranger(71, 'add')]],
    ['who was hired since', [stranger(71, 'add', 'new@corp.example'), stranger(72, 'add', 'newer@CORP.example')]],
    ['known by the object id', [staged('update', { entraObjectId: 'E0000000-0000-4000-8000-000000000001' })]],
    ['known by the UPN', [staged('update', { userPrincipalName: 'Ann@corp.example' })]],
    ['known by the primary address', [staged('update', { primaryAddress: 'Ann@corp.example' })]],
    [
      'next to groups and devices of which the evidence has none',
      [
        identifierOf(1),
        ...[71, 72, 73].map((number) => staged('add', { objectType: 'group', sourceAnchor: anchor(number) })),
        staged('add', { objectType: 'device', sourceAnchor: anchor(74) }),
      ],
    ],
  ])('is not one of somebody %s', (_what, exports) => {
    const result = judged({ exports, onPrem: {}, entraSource: {} });
    expect([result.decision, reasons(result), answered(result)]).toEqual(['cleared', [], 3]);
  });

  it('is not one of people who are out of scope, in the recycle bin or new', () => {
    const exports = [
      staged('add', { sourceAnchor: anchor(2), displayName: 'x' }),
      staged('update', { sourceAnchor: anchor(3) }),
      staged('add', { sourceAnchor: anchor(4), displayName: 'x' }),
      staged('add', { sourceAnchor: anchor(5), displayName: 'x' }),
    ];
    const result = organisation()
      .person(1, 'ann')
      .onPrem(2, 'krbtgt_x', { attributes: { iscriticalsystemobject: 'TRUE' } })
      .entra(3, 'gone', { deletedDateTime: '2026-11-20T00:00:00Z' })
      .onPrem(4, 'new')
      .onPrem(5, 'both', { consistencyGuid: anchor(55) })
      .with({ pendingExports: [evidence('pendingExports', [identifierOf(1), ...exports])] })
      .judge();
    expect(reasons(result)).toEqual([]);
  });

  it.each<[string, ReturnType<typeof staged>]>([
    ['an account without a person, by its object id', staged('update', { entraObjectId: id(6) })],
    ['an account without a person, by its UPN', staged('update', { userPrincipalName: 'cloud@corp.example' })],
    ['a deleted account, by its object id', staged('update', { entraObjectId: id(7) })],
    ['a deleted account, by its UPN', staged('update', { userPrincipalName: 'gone@corp.example' })],
  ])('is not one of %s', (_what, export_) => {
    const result = organisation()
      .person(1, 'ann', { entra: { onPremisesObjectIdentifier: guid(1) } })
      .entra(6, 'cloud', { immutableId: undefined, synced: undefined })
      .entra(7, 'gone', { deletedDateTime: '2026-11-20T00:00:00Z', immutableId: undefined })
      .with({ pendingExports: [evidence('pendingExports', [export_])] })
      .judge();
    expect(reasons(result).filter((found) => found?.includes(' is about '))).toEqual([]);
  });

  it('is told of disconnectors and export errors too, and of each file by itself', () => {
    const ours = evidence('pendingExports', [identifierOf(1)]);
    const other = { origin: 'other.xml', line: 3 };
    const theirs = evidence('pendingExports', [{ ...stranger(71), at: other }]);
    const { at: _, operation, changes, losses, ...identity } = stranger(71);
    const result = organisation()
      .person(1, 'ann')
      .with({
        pendingExports: [ours, theirs],
        disconnectors: [evidence('disconnectors', [{ ...identity, at: { origin: 'd.xml', line: 2 } }])],
      })
      .judge();
    expect(reasons(result)).toEqual([
      expect.stringMatching(/^d.xml is about 1 user/),
      expect.stringMatching(/^other.xml is about 1 user/),
    ]);
  });

  it('says nothing where a side was not read as a whole: its people may be those', () => {
    const cut = { rejected: 1, issues: [{ problem: 'row-rejected' as const, at: place, message: 'row 7' }] };
    for (const given of [{ onPrem: cut }, { entraSource: cut }])
      expect(reasons(judged({ exports: [stranger(71)], ...given }))).toEqual(['row 7']);
  });
});

describe('people for whom nothing is staged', () => {
  const identified = { entra: { onPremisesObjectIdentifier: guid(1) } };
  const of = (domain: string) => ({ onPrem: { distinguishedName: `CN=x,DC=${domain},DC=example` } });
  const listOf = (...exports: ReturnType<typeof staged>[]) => ({
    pendingExports: [evidence('pendingExports', exports)],
  });
  const newcomer = staged('add', { sourceAnchor: anchor(7), userPrincipalName: 'new@corp.example' });

  const identifying = (who: Parameters<typeof staged>[1], value = anchor(2)) =>
    staged('update', { ...who, changes: [attribute('onPremisesObjectIdentifier', { valuesAdded: [value] })] });

  it.each<[string, ReturnType<typeof staged>]>([
    [
      'another attribute',
      staged('update', { sourceAnchor: anchor(2), changes: [attribute('title', { valuesAdded: ['x'] })] }),
    ],
    ['no attribute', staged('update', { sourceAnchor: anchor(2) })],
    ['a value that is none', identifying({ sourceAnchor: anchor(2) }, 'x')],
    [
      'a value that goes',
      staged('update', {
        sourceAnchor: anchor(2),
        changes: [attribute('onPremisesObjectIdentifier', { operation: 'delete', valuesDeleted: [anchor(2)] })],
      }),
    ],
  ])('prove nothing of somebody for whom %s is staged', (_what, export_) => {
    const result = organisation().person(1, 'ann', identified).person(2, 'bob').with(listOf(export_)).judge();
    expect(reasons(result)).toEqual([
      'the list of pending exports names none of the 1 person who is matched without onPremisesObjectIdentifier; it lacks bob@corp.example',
    ]);
    expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
  });

  it('prove nothing where Entra shows that they have no identifier yet', () => {
    const result = organisation()
      .person(1, 'ann', identified)
      .person(2, 'bob')
      .person(3, 'cho')
      .with(listOf(identifierOf(1), newcomer))
      .judge();
    expect(reasons(result)).toEqual([
      'the list of pending exports names none of the 2 people who are matched without onPremisesObjectIdentifier; it lacks bob@corp.example, cho@corp.example',
    ]);
    expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
  });

  it('prove nothing of the one whom the list leaves out', () => {
    const five = () =>
      organisation()
        .person(1, 'ann', identified)
        .person(2, 'bob')
        .person(3, 'cho')
        .onPrem(4, 'dan', { userPrincipalName: undefined })
        .entra(4, 'dan')
        .person(5, 'eve', { onPrem: { userPrincipalName: undefined, name: undefined } });
    const left = (...numbers: number[]) =>
      reasons(
        five()
          .with(listOf(...numbers.map(identifierOf)))
          .judge(),
      );
    expect(left(2, 3, 4, 5)).toEqual([]);
    expect(left(1, 2, 3, 4, 5)).toEqual([]);
    const without = (named: number, names: string) => [
      `the list of pending exports names only ${named} of the 4 people who are matched without onPremisesObjectIdentifier; it lacks ${names}`,
    ];
    expect(left(2, 4, 5)).toEqual(without(3, 'cho@corp.example'));
    expect(left(2, 3, 5)).toEqual(without(3, 'dan'));
    expect(left(2, 3, 4)).toEqual(without(3, guid(5)));
    expect(left(5)).toEqual(without(1, 'bob@corp.example, cho@corp.example, dan'));
    const result = five()
      .with(listOf(...[2, 3, 4].map(identifierOf)))
      .judge();
    expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
  });

  it('are named one by one up to twenty', () => {
    const crowd = Array.from({ length: 22 }, (_, index) => index + 2).reduce(
      (all, number) => all.person(number, `p${String(number).padStart(2, '0')}`),
      organisation().person(1, 'ann', identified),
    );
    const [found] = reasons(crowd.with(listOf(identifierOf(2))).judge());
    expect(found).toMatch(/only 1 of the 22 people .*; it lacks p03@corp\.example, .*, p22@corp\.example and 1 more$/);
  });

  it('prove nothing by domain of a forest, as after a list of one of two servers', () => {
    const result = organisation()
      .person(1, 'ann', { ...of('corp'), entra: { onPremisesObjectIdentifier: undefined } })
      .person(2, 'bob', of('emea'))
      .person(3, 'cho', { ...of('corp'), entra: { onPremisesObjectIdentifier: guid(3) } })
      .with(listOf(identifierOf(1)))
      .judge();
    expect(reasons(result)).toEqual([
      'the list of pending exports names none of the 1 person of emea.example who is matched without onPremisesObjectIdentifier; it lacks bob@corp.example',
    ]);
  });

  describe('where Entra does not show who has one', () => {
    const forest = (name: string) => [run(name, 'Full Import', 1), run(name, 'Full Synchronization', 3)];
    const judgedOf = (domains: string[], numbers: number[], runs: readonly SyncRun[]) =>
      domains
        .reduce((all, domain, index) => all.person(index + 1, `p${index + 1}`, of(domain)), organisation())
        .with({
          ...listOf(...numbers.map(identifierOf)),
          syncStatus: [evidence('syncStatus', [{ at: place, scheduler: atRest, runs }])],
        })
        .judge();

    it.each<[string, string[], number[], readonly SyncRun[], string]>([
      ['one connector', ['corp', 'emea'], [1], good, `${ad} ran`],
      [
        'two connectors for three domains',
        ['corp', 'emea', 'apac'],
        [1, 3],
        [...good, ...forest('apac.example')],
        `${ad}, apac.example ran`,
      ],
    ])('prove nothing of a domain that nothing names, next to %s', (_what, domains, numbers, runs, which) => {
      const result = judgedOf(domains, numbers, runs);
      expect(reasons(result)).toEqual([
        `the list of pending exports names nobody of emea.example, where 1 person is matched, and of the connectors of Active Directory only ${which}`,
      ]);
      expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
      const several = judgedOf([...domains, 'emea'], numbers, runs);
      expect(String(reasons(several))).toContain('emea.example, where 2 people are matched');
    });

    it('are healthy where people of no known domain stand next to the one that was read', () => {
      const org = organisation().person(1, 'p1', of('corp')).person(2, 'p2');
      const status = evidence('syncStatus', [{ at: place, scheduler: atRest, runs: good }]);
      expect(reasons(org.with({ ...listOf(identifierOf(2)), syncStatus: [status] }).judge())).toEqual([]);
    });

    it.each<[string, string[], number[], readonly SyncRun[]]>([
      ['somebody of each domain is named', ['corp', 'corp', 'emea', 'emea'], [1, 4], good],
      ['each domain is named', ['corp', 'emea'], [1, 2], good],
      ['somebody of the only domain is named', ['corp', 'corp', 'corp'], [1], good],
      ['each domain has a connector that ran', ['corp', 'emea'], [1], [...good, ...forest('emea.example')]],
    ])('are healthy where %s', (_what, domains, numbers, runs) => {
      const result = judgedOf(domains, numbers, runs);
      expect([result.decision, reasons(result), answered(result)]).toEqual(['cleared', [], 1]);
    });
  });

  describe('where everybody has one', () => {
    const forest = (name: string) => [run(name, 'Full Import', 1), run(name, 'Full Synchronization', 3)];
    const judgedOf = (domains: string[], runs: readonly SyncRun[], listed: number[] = [], policy?: string[][]) =>
      domains
        .reduce(
          (all, domain, index) =>
            all.person(index + 1, `p${index + 1}`, {
              ...of(domain),
              entra: { onPremisesObjectIdentifier: guid(index + 1) },
            }),
          organisation(),
        )
        .with({
          ...listOf(...listed.map(identifierOf)),
          syncStatus: [evidence('syncStatus', [{ at: place, scheduler: atRest, runs }])],
          ...(policy && {
            connectConfig: [
              evidence('connectConfig', [
                {
                  at: place,
                  scope: policy.flatMap((partitions, index) =>
                    partitions.map((domain) => {
                      const name = `DC=${domain.replaceAll('.', ',DC=')},DC=example`;
                      return { distinguishedName: name, inclusions: [name], exclusions: [], directory: index + 1 };
                    }),
                  ),
                },
              ]),
            ],
          }),
        })
        .judge();

    it.each<[string, string[], readonly SyncRun[], string]>([
      ['one connector', ['corp', 'emea'], good, ad],
      [
        'two connectors of three domains',
        ['corp', 'emea', 'apac'],
        [...good, ...forest('apac.example')],
        `${ad}, apac.example`,
      ],
      ['a connector whose name only ends like the domain', ['corp', 'xcorp'], good, ad],
    ])('prove nothing of a domain without connector, next to %s', (_what, domains, runs, which) => {
      const result = judgedOf(domains, runs);
      const domain = domains.find((name) => name !== 'corp');
      expect(reasons(result)).toEqual([
        `the list of pending exports names nobody of ${domain}.example, where 1 person is matched, and of the connectors of Active Directory only ${which} ran`,
      ]);
      expect([result.decision, result.scope.includes('pendingExports')]).toEqual(['indeterminate', false]);
    });

    const named = [...forest('CORP'), ...good.filter(({ connectorName }) => connectorName !== ad)];
    it.each<[string, string, Parameters<typeof judgedOf>]>([
      [
        'the policy has the domain in another directory, whose connector never ran',
        'emea',
        [['corp', 'emea'], good, [], [['corp'], ['emea']]],
      ],
      ['people of another forest are listed by the only connector', 'emea', [['corp', 'emea'], named, [1]]],
      [
        'people of two others are listed by the two connectors',
        'emea',
        [
          ['corp', 'asia', 'emea'],
          [...named, ...forest('ASIA')],
          [1, 2],
        ],
      ],
      [
        'the other connector is called like a forest where nobody is',
        'emea',
        [
          ['corp', 'emea'],
          [...good, ...forest('hr.example')],
        ],
      ],
      [
        'the other connector reads another directory of the policy, where nobody is',
        'emea',
        [['corp', 'emea'], [...good, ...forest('HR')], [], [['corp'], ['emea'], ['hr']]],
      ],
      ['it is another tree, of a forest that nothing shows', 'emea', [['corp', 'emea'], good, [1]]],
    ])('prove nothing of a domain where %s', (_what, domain, evidenceOf) => {
      const result = judgedOf(...evidenceOf);
      const own = reasons(result).filter((reason) => reason?.includes('connectors'));
      expect(own).toEqual([expect.stringContaining(`names nobody of ${domain}.example,`)]);
      expect(result.scope).not.toContain('pendingExports');
    });

    it.each<[string, Parameters<typeof judgedOf>]>([
      [
        'each domain has a connector that ran',
        [
          ['corp', 'emea'],
          [...good, ...forest('EMEA.example')],
        ],
      ],
      ['the domain is below that of the connector', [['corp', 'emea.corp'], good]],
      [
        'a connector has a name of its own',
        [
          ['corp', 'emea'],
          [...good, ...forest('Europe')],
        ],
      ],
      ['somebody of the domain is named', [['corp', 'emea'], good, [2]]],
      ['the policy has both domains in one directory', [['corp', 'emea'], good, [], [['corp', 'EMEA']]]],
      ['it has them below a root', [['a.corp', 'b.corp', 'emea'], good, [], [['b.corp', 'a.corp', 'emea']]]],
      [
        'the root is not selected, and each directory has a connector',
        [['asia', 'emea'], [...good, ...forest('us.example')], [], [['asia'], ['emea', 'us']]],
      ],
      ['the domains lie below a root without people', [['a.corp', 'b.corp'], good]],
      [
        'each domain has a connector with a name of its own',
        [['asia', 'emea'], [...forest('Asia'), ...forest('CORP'), ...good], [1]],
      ],
      [
        'a forest lies below another by name, and each has a connector',
        [
          ['corp', 'emea.corp'],
          [...forest('emea.corp.example'), ...good],
        ],
      ],
      ['nobody lies in a known domain', [[], good]],
      [
        'the policy has several trees in one directory, one of them below a tree without people',
        [['corp', 'emea', 'a.apac'], good, [], [['corp', 'emea', 'a.apac', 'apac']]],
      ],
    ])('are healthy where %s', (_what, evidenceOf) => {
      const result = judgedOf(...evidenceOf);
      expect(reasons(result).filter((reason) => reason?.includes('connectors'))).toEqual([]);
    });

    it('are told how another tree of the forest is shown, and are cleared by it', () => {
      const domains = ['corp', 'emea', 'emea'];
      const [reason] = judgedOf(domains, good, [1]).findings.filter(({ found }) => found?.includes('connectors'));
      expect(reason?.remedy).toMatch(/another tree of the forest, give the synchronization policy .* --connect-config/);
      const shown = judgedOf(domains, good, [1], [['corp', 'emea']]);
      expect([shown.decision, reasons(shown)]).toEqual(['cleared', []]);
      expect(shown.scope).toContain('pendingExports');
    });
  });

  it.each<[string, Parameters<typeof listOf>]>([
    ['they are named by anchor', [identifierOf(2)]],
    ['they are named by object id', [identifying({ entraObjectId: 'e0000000-0000-4000-8000-000000000002' })]],
    ['they are named by UPN', [identifying({ userPrincipalName: 'BOB@corp.example' }), newcomer]],
    ['the value is a GUID’s text', [identifying({ sourceAnchor: anchor(2) }, guid(2))]],
    ['they are added', [staged('add', { sourceAnchor: anchor(2), displayName: 'x' })]],
  ])('are healthy where %s', (_what, exports) => {
    const result = organisation()
      .person(1, 'ann', identified)
      .person(2, 'bob')
      .with(listOf(...exports))
      .judge();
    expect(reasons(result)).toEqual([]);
  });

  it('are healthy where everybody has the identifier, and newcomers alone are staged', () => {
    expect(reasons(organisation().person(1, 'ann', identified).with(listOf(newcomer)).judge())).toEqual([]);
    expect(reasons(organisation().person(1, 'ann', identified).with(listOf()).judge())).toEqual([]);
  });

  it('may have it already where the identifiers are not read', () => {
    expect(reasons(organisation().person(1, 'ann').person(2, 'bob').with(listOf(newcomer)).judge())).toEqual([]);
    const group = staged('update', { objectType: 'group', sourceAnchor: anchor(9) });
    expect(reasons(organisation().person(1, 'ann').with(listOf(group)).judge())).toEqual([
      'the list of pending exports names no user although 1 person is matched',
    ]);
  });
});

describe('times of runs that can’t be', () => {
  const now = Date.parse('2026-11-24T03:00:00.000Z');
  const later = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();

  it.each<[string, Partial<SyncRun>, RegExp]>([
    [
      'a beginning in the future',
      { startedAt: later(6), endedAt: later(7) },
      /Full Import of corp.example began at .*, which is in the future: the server’s clock/,
    ],
    ['years ahead', { startedAt: '2036-01-01T00:00:00.000Z', endedAt: '2036-01-01T00:01:00.000Z' }, /future/],
    ['an end in the future', { endedAt: later(60) }, /ended at .*, which is in the future/],
    ['an end before the beginning', { endedAt: time(0) }, /ended at .*, before it began at/],
    ['an end long before', { endedAt: '1601-01-01T00:00:00.000Z' }, /before it began/],
    ['only an end, in the future', { startedAt: undefined as never, endedAt: later(60) }, /future/],
  ])('make them prove nothing: %s', (_what, change, message) => {
    const result = judged({ runs: changed(0, change) });
    expect(reasons(result).join('\n')).toMatch(message);
    expect([result.decision, answered(result)]).toEqual(['indeterminate', 0]);
  });

  it('are looked for in every run: any of them may hide the last one', () => {
    const older = run(ad, 'Export', 1, { startedAt: later(60), endedAt: later(61) });
    expect(reasons(judged({ runs: [...good, older] })).join()).toMatch(/Export of corp.example began at/);
  });

  it.each<[string, Partial<SyncRun>]>([
    ['clocks that differ by minutes', { startedAt: later(4), endedAt: later(5) }],
    ['an end in the moment of the beginning', { endedAt: time(3) }],
    ['no end', { endedAt: undefined as never }],
  ])('are not %s', (_what, change) => {
    expect(reasons(judged({ runs: changed(3, { startedAt: time(3), ...change }) }))).toEqual([]);
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
