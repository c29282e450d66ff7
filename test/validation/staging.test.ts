import { describe, expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import type { OktaApp } from '../../src/domain/okta.js';
import { at, attribute, evidence, oktaApp, staged } from './evidence.js';
import { anchor, named, organisation } from './organisation.js';

const pending = (...exports: PendingExport[]) =>
  organisation()
    .person(1, 'ann')
    .person(2, 'bob')
    .with({ pendingExports: [evidence('pendingExports', exports)] });

describe('pending exports', () => {
  it('that list nothing prove nothing while people are matched', () => {
    const result = pending().judge();
    expect(result.decision).toBe('indeterminate');
    expect(result.scope).not.toContain('pendingExports');
  });

  it('pending-delete: names the person behind the anchor, on both sides, and what is lost', () => {
    const result = pending(
      staged('delete', { sourceAnchor: anchor(2), losses: [{ name: 'mail', values: ['bob@corp.example'] }] }),
    ).judge();
    expect(result.findings).toMatchObject([
      {
        rule: 'pending-delete',
        severity: 'error',
        found: 'mail: bob@corp.example',
        subject: {
          userPrincipalName: 'bob@corp.example',
          entraObjectId: 'e0000000-0000-4000-8000-000000000002',
          sourceAnchor: anchor(2),
        },
      },
    ]);
  });

  it('pending-delete: an accepted loss does not count against the deletion threshold', () => {
    const thresholds = { deletions: 0 };
    const loss = {
      rule: 'pending-delete' as const,
      objectId: 'e0000000-0000-4000-8000-000000000002',
      disposition: 'delete' as const,
      reason: 'left',
      owner: 'hr',
      expires: '2026-12-01',
    };
    const waivers = [{ origin: 'w.yaml', waivers: [], acceptedLosses: [loss] }];
    const deletion = staged('delete', { sourceAnchor: anchor(2) });
    expect(
      pending(deletion)
        .judge({}, { thresholds })
        .findings.map(({ rule }) => rule),
    ).toEqual(['pending-delete', 'deletion-threshold']);
    const accepted = pending(deletion).judge({}, { thresholds, waivers });
    expect(accepted.findings.map(({ rule, severity }) => [rule, severity])).toEqual([['pending-delete', 'warning']]);
    expect(accepted.decision).toBe('cleared');
  });

  it.each([
    ['who wants to keep the account', 'pending-delete', 'keep-orphan', 'take the deletion out of the pending exports'],
    ['who wants it in the scope', 'pending-delete', 'bring-into-scope', 'its disposition is bring-into-scope'],
    ['who keeps it as nobody’s', 'entra-only', 'keep-orphan', 'entra-only finds nothing about it'],
    ['who lets it go as nobody’s', 'entra-only', 'delete', 'entra-only finds nothing about it'],
    ['who lets it go as left out', 'excluded-but-synced', 'delete', 'excluded-but-synced finds nothing about it'],
  ] as const)('pending-delete: is not accepted by somebody %s', (_who, rule, disposition, words) => {
    const objectId = 'e0000000-0000-4000-8000-000000000002';
    const loss = { rule, objectId, disposition, reason: 'left', owner: 'hr', expires: '2026-12-01' };
    const waivers = [{ origin: 'w.yaml', waivers: [], acceptedLosses: [loss] }];
    const result = pending(staged('delete', { sourceAnchor: anchor(2) })).judge({}, { waivers });
    expect(result.decision).toBe('blocked');
    expect(result.findings).toMatchObject([{ rule: 'pending-delete', severity: 'error' }]);
    expect(String(result.messages)).toContain(words);
  });

  it('pending-add: a hard match to come is not a finding, a newcomer and a soft match are warnings', () => {
    const add = (change: Partial<PendingExport>) => pending(staged('add', change)).judge();
    expect(add({ sourceAnchor: anchor(1), userPrincipalName: 'ann@corp.example' }).findings).toEqual([]);
    expect(add({ sourceAnchor: anchor(7), userPrincipalName: 'new@corp.example' }).findings).toMatchObject([
      { rule: 'pending-add', severity: 'warning' },
    ]);
    const soft = organisation()
      .person(1, 'ann', { entra: { immutableId: undefined } })
      .with({
        pendingExports: [
          evidence('pendingExports', [
            staged('add', { sourceAnchor: anchor(1), userPrincipalName: 'ANN@corp.example' }),
          ]),
        ],
      })
      .judge();
    expect(soft.findings.find(({ rule }) => rule === 'pending-add')?.consequence).toContain('soft match');
  });

  it('pending-add-of-existing: somebody with that name has another anchor, or is a guest', () => {
    const result = pending(staged('add', { sourceAnchor: anchor(9), userPrincipalName: 'ann@corp.example' })).judge();
    expect(result.decision).toBe('blocked');
    expect(result.findings).toMatchObject([{ rule: 'pending-add-of-existing', expected: anchor(9), found: anchor(1) }]);
    const byAddress = organisation()
      .person(1, 'ann', { entra: { mail: 'sales@corp.example' } })
      .with({
        pendingExports: [
          evidence('pendingExports', [
            staged('add', { sourceAnchor: anchor(9), primaryAddress: 'Sales@corp.example' }),
          ]),
        ],
      });
    expect(byAddress.judge().findings).toContainEqual(
      expect.objectContaining({
        rule: 'pending-add-of-existing',
        related: [expect.objectContaining({ userPrincipalName: 'ann@corp.example' })],
      }),
    );
  });

  it('pending-add: without the Entra inventory nobody can tell a newcomer from a duplicate', () => {
    const alone = organisation()
      .with({ entra: [], pendingExports: [evidence('pendingExports', [staged('add')])] })
      .judge();
    expect(alone.findings.map(({ rule }) => rule)).toContain('evidence-missing');
    expect(alone.decision).not.toBe('cleared');
  });

  it('pending-recreate: names what the account has today, where the export shows it', () => {
    const losses = [{ name: 'proxyAddresses', values: ['SMTP:bob@corp.example', 'X400:C=us;S=Bob;'] }];
    const told = [losses, []].map((some) =>
      pending(staged('recreate', { sourceAnchor: anchor(2), losses: some }))
        .judge()
        .findings.find(({ rule }) => rule === 'pending-recreate'),
    );
    expect(told.map((finding) => finding?.found)).toEqual([
      'proxyAddresses: SMTP:bob@corp.example, X400:C=us;S=Bob;',
      undefined,
    ]);
  });

  it('pending-recreate: can’t be waived', () => {
    const waiver = {
      rule: 'pending-recreate',
      subjects: ['bob@corp.example'],
      reason: 'r',
      owner: 'o',
      expires: '2999-01-01',
    };
    const result = pending(staged('recreate', { sourceAnchor: anchor(2) })).judge(
      {},
      { waivers: [{ origin: 'w', waivers: [waiver], acceptedLosses: [] }] },
    );
    expect(result.decision).toBe('blocked');
  });

  it.each<[string, AttributeChange, string | undefined]>([
    ['a deleted attribute', attribute('department', { operation: 'delete' }), 'warning'],
    ['deleted mail', attribute('mail', { operation: 'delete' }), 'error'],
    ['an Exchange attribute', attribute('msExchHideFromAddressLists', { operation: 'delete' }), 'error'],
    [
      'one value out of several',
      attribute('proxyAddresses', { multivalued: true, valuesAdded: ['smtp:new@x'], valuesDeleted: ['smtp:old@x'] }),
      'error',
    ],
    ['a single value that is emptied', attribute('title', { valuesDeleted: ['Boss'] }), 'warning'],
    ['a changed single value', attribute('title', { valuesAdded: ['Chief'], valuesDeleted: ['Boss'] }), undefined],
    [
      'a value that only changes letter case',
      attribute('proxyAddresses', { multivalued: true, valuesAdded: ['smtp:A@x'], valuesDeleted: ['smtp:a@x'] }),
      undefined,
    ],
    [
      'an alias that becomes the primary address, where another is shown to go',
      attribute('proxyAddresses', {
        multivalued: true,
        valuesAdded: ['SMTP:a@x', 'smtp:b@x'],
        valuesDeleted: ['smtp:a@x', 'SMTP:b@x'],
      }),
      undefined,
    ],
    [
      'a primary address that becomes an alias',
      attribute('proxyAddresses', { multivalued: true, valuesAdded: ['smtp:a@x'], valuesDeleted: ['SMTP:a@x'] }),
      'error',
    ],
    ['the account state', attribute('accountEnabled', { operation: 'delete' }), 'error'],
    ['the source anchor', attribute('sourceAnchor', { operation: 'delete' }), 'error'],
    ['the UPN', attribute('userPrincipalName', { valuesDeleted: ['ann@corp.example'] }), 'error'],
    [
      'the expected onPremisesObjectIdentifier',
      attribute('onPremisesObjectIdentifier', { operation: 'add', valuesAdded: ['x'] }),
      undefined,
    ],
  ])('attribute-deletion: %s', (_, change, severity) => {
    const { findings } = pending(staged('update', { sourceAnchor: anchor(1), changes: [change] })).judge();
    const deletions = findings.filter(({ rule }) => rule === 'attribute-deletion');
    expect(deletions.map((finding) => finding.severity)).toEqual(severity === undefined ? [] : [severity]);
  });

  it('attribute-deletion: a waiver of one attribute does not cover another', () => {
    const both = staged('update', {
      sourceAnchor: anchor(1),
      changes: [attribute('mail', { operation: 'delete' }), attribute('manager', { operation: 'delete' })],
    });
    const judge = (attributes: string[]) =>
      pending(both).judge(
        {},
        {
          waivers: [
            {
              origin: 'w',
              waivers: [
                {
                  rule: 'attribute-deletion',
                  subjects: ['ann@corp.example'],
                  attributes,
                  reason: 'r',
                  owner: 'o',
                  expires: '2999-01-01',
                },
              ],
              acceptedLosses: [],
            },
          ],
        },
      );
    expect(judge(['mail']).decision).toBe('blocked');
    expect(judge(['Mail', 'manager']).decision).toBe('cleared');
  });
});

describe('disconnectors, export errors, configuration', () => {
  it('are named with the person behind them', () => {
    const result = organisation()
      .person(1, 'ann')
      .with({
        disconnectors: [
          evidence('disconnectors', [
            { at, objectType: 'user' as const, csObjectDn: 'CN={01}', sourceAnchor: anchor(1) },
          ]),
        ],
        exportErrors: [
          evidence('exportErrors', [
            {
              at,
              objectType: 'user' as const,
              csObjectDn: 'CN={01}',
              sourceAnchor: anchor(1),
              errorName: 'AttributeValueMustBeUnique',
              conflictingAttribute: 'mail',
              conflictingValues: ['a@x'],
            },
          ]),
        ],
      })
      .judge();
    expect(named(result.findings)).toEqual(['disconnector ann', 'export-error ann']);
    expect(result.findings[1]?.found).toBe('AttributeValueMustBeUnique: mail a@x');
  });

  it('source-anchor-configuration: another attribute in Entra Connect, without letter case', () => {
    const judge = (sourceAnchorAttribute: string) =>
      organisation()
        .person(1, 'ann')
        .with({ connectConfig: [evidence('connectConfig', [{ at, sourceAnchorAttribute }])] })
        .judge();
    expect(judge('MS-DS-CONSISTENCYGUID').findings).toEqual([]);
    expect(judge('objectGUID').findings).toMatchObject([{ rule: 'source-anchor-configuration', found: 'objectGUID' }]);
  });

  it('two-writers: Entra Connect out of staging while Okta provisions', () => {
    const judge = (stagingModeEnabled: boolean, change: Partial<OktaApp> = {}) =>
      organisation()
        .person(1, 'ann')
        .with({
          okta: [evidence('okta', [oktaApp(change)])],
          syncStatus: [evidence('syncStatus', [{ at, runs: [], scheduler: { stagingModeEnabled } }])],
        })
        .judge();
    expect(judge(false).findings.map(({ rule }) => rule)).toEqual(['two-writers', 'okta-provisioning-on']);
    expect(judge(true).findings.map(({ rule }) => rule)).toEqual(['okta-provisioning-on']);
    expect(judge(false, { connectionStatus: 'DISABLED', integrationOff: true }).findings).toEqual([]);
  });
});
