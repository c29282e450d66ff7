import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/assessment.js';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import type { AcceptedLoss, Waiver } from '../../src/domain/waiver.js';
import { answeredQuestions } from '../../src/gate/questions.js';
import { judgeThresholds } from '../../src/gate/thresholds.js';
import { applyWaivers, type JudgedFinding } from '../../src/gate/waivers.js';
import { attribute, evidence, staged } from '../validation/evidence.js';
import { exports, id } from '../validation/findings.js';
import { anchor, guid, organisation } from '../validation/organisation.js';

const terms = { reason: 'r', owner: 'ops', expires: '2026-12-01' };
const at = '2026-11-24T12:00:00.000Z';

describe('what a waiver covers', () => {
  const subject = {
    objectType: 'user',
    userPrincipalName: 'ann@x',
    objectGuid: guid(1),
    entraObjectId: id(1),
    distinguishedName: 'CN=a,OU=X,DC=c',
  } as const;
  const finding: Finding = {
    rule: 'upn-changed',
    severity: 'error',
    waived: false,
    consequence: '',
    remedy: '',
    subject,
  };
  const waived = (waiver: Partial<Waiver>, judged: Partial<Finding> = {}, more: Partial<JudgedFinding> = {}) =>
    applyWaivers(
      [{ finding: { ...finding, ...judged }, ...more }],
      [{ origin: 'w', waivers: [{ ...terms, rule: 'upn-changed', ...waiver }], acceptedLosses: [] }],
      at,
    ).findings[0]?.waived;

  it('is the rule that it names, of each subject that it names by UPN, object id or GUID', () => {
    expect(waived({ subjects: ['other@x', 'Ann@X'] })).toBe(true);
    expect(waived({ subjects: [id(1).toUpperCase()] })).toBe(true);
    expect(waived({ subjects: [`{${guid(1)}}`] })).toBe(true);
    expect(waived({ subjects: ['other@x'] })).toBe(false);
    expect(waived({ subjects: ['ann@x'] }, { rule: 'anchor-malformed' })).toBe(false);
    expect(waived({})).toBe(false);
  });

  it('is nobody where the finding is about the whole, or of somebody of whom less is known', () => {
    const { subject: _, ...whole } = finding;
    const judged = [{ finding: whole }];
    const waivers = [{ ...terms, rule: 'upn-changed', subjects: ['ann@x'] }];
    expect(applyWaivers(judged, [{ origin: 'w', waivers, acceptedLosses: [] }], at).findings).toEqual([whole]);
    const bare = { objectType: 'user', userPrincipalName: 'bob@x' } as const;
    expect(waived({ subjects: ['bob@x'] }, { subject: bare })).toBe(true);
    expect(waived({ subjects: ['ann@x'] }, { subject: { objectType: 'user' } })).toBe(false);
    expect(waived({ ou: 'OU=X,DC=c' }, { subject: bare })).toBe(false);
  });

  it('is an OU with everybody in it, and nobody next to', () => {
    expect(waived({ ou: 'ou=x,dc=c' })).toBe(true);
    expect(waived({ ou: 'ou=y,dc=c' })).toBe(false);
    expect(waived({ ou: 'ou=y,dc=c', subjects: ['ann@x'] })).toBe(false);
  });

  it('is every attribute that it names, or all where it names none', () => {
    const rule = 'attribute-deletion';
    const lost = (attributes: readonly string[] | undefined, waiver: Partial<Waiver>) =>
      waived({ subjects: ['ann@x'], rule, ...waiver }, { rule }, { attributes });
    expect(lost(['mail', 'manager'], {})).toBe(true);
    expect(lost(['mail', 'manager'], { attributes: ['MANAGER', 'mail', 'title'] })).toBe(true);
    expect(lost(['mail', 'manager'], { attributes: ['mail'] })).toBe(false);
    expect(lost(undefined, { attributes: ['mail'] })).toBe(false);
  });

  it('is nothing of what can’t be waived, each with its reason', () => {
    const refused = (waiver: Partial<Waiver> & { rule: string }) =>
      applyWaivers([], [{ origin: 'w', waivers: [{ ...terms, ...waiver }], acceptedLosses: [] }], at).messages[0];
    for (const rule of [
      'anchor-held-by-another',
      'anchor-duplicate-on-prem',
      'anchor-duplicate-entra',
      'pending-recreate',
      'two-writers',
    ])
      expect(refused({ rule })).toBe(
        `w: the waiver of ${rule} by ops waives nothing: this rule can’t be waived; repair the people it names.`,
      );
    for (const rule of ['creation-threshold', 'soft-match-threshold', 'deletion-threshold'])
      expect(refused({ rule })).toContain('a limit is set, not waived; raise it to the number you checked');
    for (const rule of ['evidence-stale', 'evidence-missing'])
      expect(refused({ rule })).toContain('missing or incomplete evidence can’t be waived; complete it');
    for (const rule of ['entra-only', 'pending-delete', 'excluded-but-synced'])
      expect(refused({ rule })).toContain('losses are accepted one by one under acceptedLosses');
    expect(refused({ rule: 'upn-changed', attributes: [] })).toContain(
      'attributes belong to waivers of attribute-deletion only',
    );
    expect(refused({ rule: 'upn-changed', expires: '2026-11-23' })).toContain('it expired on 2026-11-23');
    expect(refused({ rule: 'upn-changed', expires: '2026-11-24' })).toBeUndefined();
  });
});

describe('what an accepted loss covers', () => {
  const accept = (loss: Partial<AcceptedLoss>, judged: readonly JudgedFinding[]) =>
    applyWaivers(
      judged,
      [
        {
          origin: 'w',
          waivers: [],
          acceptedLosses: [{ ...terms, rule: 'entra-only', disposition: 'keep-orphan', objectId: id(1), ...loss }],
        },
      ],
      at,
    );
  const lost = (subject: Finding['subject'], rule = 'entra-only'): JudgedFinding => ({
    finding: { rule, severity: 'error', waived: false, consequence: '', remedy: '', ...(subject && { subject }) },
  });

  it('is one object by its id or its objectGUID, of the rule that it names, to its last day', () => {
    const severity = (loss: Partial<AcceptedLoss>, judged: JudgedFinding) =>
      accept(loss, [judged]).findings[0]?.severity;
    const orphan = lost({ objectType: 'user', entraObjectId: id(1).toUpperCase() });
    const synced = lost({ objectType: 'user', objectGuid: guid(1) }, 'excluded-but-synced');
    expect(severity({}, orphan)).toBe('warning');
    expect(severity({ expires: '2026-11-24' }, orphan)).toBe('warning');
    expect(severity({ expires: '2026-11-23' }, orphan)).toBe('error');
    expect(severity({ objectId: id(2) }, orphan)).toBe('error');
    expect(severity({ rule: 'pending-delete' }, orphan)).toBe('error');
    expect(severity({ rule: 'excluded-but-synced', objectId: guid(1).toUpperCase() }, synced)).toBe('warning');
    expect(severity({ rule: 'excluded-but-synced' }, synced)).toBe('error');
    expect(severity({}, lost({ objectType: 'user' }))).toBe('error');
    expect(severity({}, lost(undefined))).toBe('error');
    expect(accept({}, [orphan]).findings[0]).toMatchObject({ waived: false, acceptance: terms });
  });

  it('of a staged deletion lasts for fourteen days at most', () => {
    const messages = (expires: string, rule: AcceptedLoss['rule'] = 'pending-delete') =>
      accept({ rule, expires, disposition: 'delete' }, []).messages.length;
    expect(messages('2026-12-08')).toBe(0);
    expect(messages('2026-12-09')).toBe(1);
    expect(messages('2027-12-09', 'entra-only')).toBe(0);
  });

  it('is nothing where nobody may accept it, which is said', () => {
    const orphan = lost({ objectType: 'user', entraObjectId: id(1) });
    const { findings, messages } = accept({}, [{ ...orphan, unacceptable: 'so it is' }]);
    expect(findings[0]?.severity).toBe('error');
    expect(messages).toEqual([`The accepted loss of ${id(1)} by ops accepts nothing: so it is.`]);
  });
});

describe('the order of findings', () => {
  it('is by person without letter case, who has no name first, and by what was read where all else is equal', () => {
    const org = organisation()
      .onPrem(1, 'ab')
      .onPrem(2, 'a_')
      .onPrem(3, 'A', { userPrincipalName: 'a@corp.example-x' })
      .onPrem(4, 'a')
      .onPrem(5, 'Nameless', { userPrincipalName: undefined })
      .person(9, 'joined');
    expect(org.judge().findings.map(({ subject }) => subject?.name)).toEqual(['Nameless', 'a', 'A', 'a_', 'ab']);
    const twice = [7, 3, 5].map((line) => staged('recreate', { at: { origin: 'export.xml', line } }));
    const { findings } = organisation()
      .person(1, 'ann')
      .with(exports(...twice))
      .judge();
    const recreated = findings.filter(({ rule }) => rule === 'pending-recreate');
    expect(recreated.map((finding) => finding.at?.line)).toEqual([7, 3, 5]);
  });

  it('shows the source attribute only where the anchor does not explain every ImmutableID', () => {
    expect(organisation().person(1, 'ann').onPrem(2, 'new').judge()).not.toHaveProperty('sourceAttribute');
    const odd = organisation().person(1, 'ann', { entra: { immutableId: anchor(9) } });
    expect(odd.judge().sourceAttribute).toMatchObject({ people: 1, unexplained: 1 });
  });

  it('has messages about letters that were lost, not about rows', () => {
    const place = { origin: 'a.csv', line: 1 };
    const issues = [
      { problem: 'row-rejected', at: place, message: 'row 1' },
      { problem: 'unreadable-text', at: place, message: 'names have ?' },
    ] as const;
    expect(organisation().person(1, 'ann').sources({ onPrem: { issues } }).judge().messages).toEqual([
      'a.csv: names have ?',
    ]);
  });
});

describe('limits', () => {
  it('are judged per declared unit, in the order of their names', () => {
    const units = { 'ou=zoo,dc=x': 0, 'ou=b,dc=x': 0, 'ou=in,ou=b,dc=x': 0 };
    const population = organisation()
      .person(9, 'old')
      .onPrem(1, 'a', { distinguishedName: 'CN=a,OU=Zoo,DC=x' })
      .onPrem(2, 'b', { distinguishedName: 'CN=b,OU=B,DC=x' })
      .onPrem(3, 'c', { distinguishedName: 'CN=c,OU=In,OU=B,DC=x' })
      .entra(8, 'orphan')
      .populate();
    const found = judgeThresholds(population, { creations: { total: 0, perOrganizationalUnit: units } });
    expect(found.map(({ draft }) => draft.found)).toEqual([
      '1 creation in ou=b,dc=x',
      '1 creation in ou=in,ou=b,dc=x',
      '1 creation in ou=zoo,dc=x',
    ]);
    expect(judgeThresholds(population, {})).toEqual([]);
  });
});

describe('questions and columns', () => {
  const source = (change: Partial<EvidenceSource>): EvidenceSource => ({ ...evidence('onPrem', []).source, ...change });

  it('the tenant’s facts come from Entra evidence only', () => {
    const service = new Set(['service']);
    const fields = { onPrem: new Set<string>(), entra: new Set<string>() };
    const addresses = { areKnown: true };
    const sources = [source({ fields: service, records: 1 }), source({ kind: 'entra', records: 1 })];
    expect(answeredQuestions({ sources, fields, addresses, memberships: { areKnown: true } })).toEqual(['anchors']);
    expect(
      answeredQuestions({
        sources: [source({ kind: 'okta', fields: service })],
        fields,
        addresses,
        memberships: { areKnown: true },
      }),
    ).toEqual(['okta']);
  });

  it('the attribute that becomes the UPN is wanted of on-premises sources that have columns at all', () => {
    const judge = (fields: string[]) =>
      organisation()
        .person(1, 'ann', { onPrem: { mail: 'ann@corp.example' } })
        .sources({ onPrem: { fields: new Set(fields) }, entra: { fields: new Set(['id']) } })
        .judge({ userPrincipalNameAttribute: 'mail' })
        .findings.filter(({ found }) => found?.includes('column'))
        .map(({ found, at: place }) => `${found} ${place?.origin}:${place?.line}`);
    expect(judge(['objectGuid', 'consistencyGuid', 'title'])).toEqual([
      'the on-premises evidence has no mail column, which becomes the UPN in Entra OnPremIDs.csv:1',
    ]);
    expect(judge(['objectGuid', 'consistencyGuid', 'mail'])).toEqual([]);
    expect(judge([])).toEqual([]);
  });

  it('a waiver reaches the attributes that a rule names', () => {
    const changes = [attribute('title', { valuesDeleted: ['x'] })];
    const org = organisation()
      .person(1, 'ann')
      .with(exports(staged('update', { sourceAnchor: anchor(1), changes })));
    const waiver = { ...terms, rule: 'attribute-deletion', subjects: ['ann@corp.example'], attributes: ['title'] };
    const { findings } = org.judge({}, { waivers: [{ origin: 'w', waivers: [waiver], acceptedLosses: [] }] });
    expect(findings).toMatchObject([{ rule: 'attribute-deletion', waived: true }]);
    expect(findings[0]).not.toHaveProperty('attributes');
  });
});
