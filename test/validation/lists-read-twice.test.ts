import { describe, expect, it } from 'vitest';
import type { Disconnector, ExportError, PendingExport } from '../../src/domain/connect.js';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { attribute, evidence, staged } from './evidence.js';
import { anchor, organisation } from './organisation.js';

const people = () =>
  ['ann', 'bob'].reduce(
    (all, name, index) => all.person(index + 1, name, { entra: { accountEnabled: true } }),
    organisation(),
  );
const placed = <Item extends object>(object: Item, origin: string, line: number): Item => ({
  ...object,
  at: { origin, line },
});
const of = (number: number, values: string[], more: Partial<PendingExport> = {}): PendingExport =>
  staged('update', {
    csObjectDn: encodeConnectorDn(anchor(number)),
    sourceAnchor: anchor(number),
    changes: [attribute('accountEnabled', { valuesAdded: values })],
    ...more,
  });
const judged = (...files: PendingExport[][]) =>
  people()
    .with({ pendingExports: files.map((records) => evidence('pendingExports', records)) })
    .judge();
const told = (...files: PendingExport[][]) => {
  const { decision, findings } = judged(...files);
  const twice = findings.filter(({ found = '' }) => found.includes('read twice'));
  return [decision, ...twice.map(({ found }) => found?.replace(/^object CN=\{[0-9A-F]+\} /i, ''))];
};

describe('an object that a list of Entra Connect has twice', () => {
  const disabled = placed(of(1, ['false']), 'a.xml', 3);
  const enabled = placed(of(1, ['true']), 'b.xml', 4);

  it.each<[string, PendingExport[][], string]>([
    ['in two files', [[disabled], [enabled]], 'changes: a.xml, line 3, and b.xml, line 4'],
    ['in two files, the other way round', [[enabled], [disabled]], 'changes: b.xml, line 4, and a.xml, line 3'],
    ['in one file', [[disabled, enabled]], 'changes: a.xml, line 3, and b.xml, line 4'],
    [
      'with a DN in other letters',
      [[disabled], [{ ...enabled, csObjectDn: enabled.csObjectDn.toLowerCase() }]],
      'csObjectDn, changes: a.xml, line 3, and b.xml, line 4',
    ],
    [
      'as an update and an addition',
      [[disabled, { ...disabled, operation: 'add' }]],
      'operation: a.xml, line 3, and a.xml, line 3',
    ],
    [
      'with another sign-in name',
      [[{ ...disabled, userPrincipalName: 'x@corp.example' }], [{ ...disabled, userPrincipalName: 'y@corp.example' }]],
      'userPrincipalName: a.xml, line 3, and a.xml, line 3',
    ],
  ])('and differently, %s, makes the evidence incomplete', (_what, files, expected) => {
    expect(told(...files)).toEqual(['indeterminate', `was read twice and differs in ${expected}`]);
  });

  it('and equally counts once', () => {
    const others = of(2, ['true']);
    expect(told([disabled, others], [disabled])).toEqual(['blocked']);
    expect(judged([disabled, others], [disabled]).findings).toEqual(judged([disabled, others]).findings);
    const names = attribute('proxyAddresses', { valuesAdded: ['smtp:a@corp.example', 'smtp:b@corp.example'] });
    const several = of(1, ['true'], { changes: [names] });
    expect(told([several, others, several])).toEqual(told([several, others]));
  });

  it('is told of disconnectors and export errors as well', () => {
    const list = (...mails: string[]): Disconnector[] =>
      mails.map((mail) => ({ at: disabled.at, objectType: 'user', csObjectDn: 'CN={00}', mail }));
    const refused = (...names: string[]): ExportError[] =>
      names.map((errorName) => ({
        at: disabled.at,
        objectType: 'user',
        csObjectDn: 'CN={00}',
        errorName,
        conflictingValues: [],
      }));
    const found = (more: Parameters<ReturnType<typeof people>['with']>[0]) =>
      people()
        .with(more)
        .judge()
        .findings.filter(({ found = '' }) => found.includes('read twice')).length;
    expect(found({ disconnectors: [evidence('disconnectors', list('a@x', 'b@x'))] })).toBe(1);
    expect(found({ disconnectors: [evidence('disconnectors', list('a@x', 'a@x'))] })).toBe(0);
    expect(found({ exportErrors: [evidence('exportErrors', refused('One', 'Other'))] })).toBe(1);
    expect(found({ exportErrors: [evidence('exportErrors', refused('One', 'One'))] })).toBe(0);
  });
});
