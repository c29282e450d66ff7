import { describe, expect, it } from 'vitest';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import type { OktaApp, OktaAppUser } from '../../src/domain/okta.js';
import type { ValidationSettings } from '../../src/validation/population.js';
import { organisation } from './organisation.js';

const at = { origin: 'okta', line: 1 };
const federated = { federatedDomains: new Set(['corp.example']) };
const source: EvidenceSource = {
  ...{ kind: 'okta', origin: 'okta', readAt: '2026-11-24T02:00:00Z', fields: new Set(['anchorMapping']), records: 1 },
  ...{ sha256: 'x', rejected: 0, skipped: 0, issues: [] },
};

function app(expression: string | undefined, more: Partial<OktaApp> = {}): OktaApp {
  return {
    ...{ at, id: 'app', name: 'office365', label: 'Office 365', status: 'ACTIVE', connectionStatus: 'ENABLED' },
    ...{ capabilities: {}, integrationOff: false },
    ...(expression !== undefined && { anchorMapping: { expression, pushed: true } }),
    ...more,
  };
}

function judged(apps: readonly (OktaApp | OktaAppUser)[], settings: Partial<ValidationSettings> = federated) {
  const org = organisation()
    .person(1, 'ann')
    .with({ okta: [{ source, records: apps }] });
  const { findings, unchecked } = org.judge(settings);
  const told = findings.filter(({ rule }) => rule === 'joiner-claim-missing');
  return { count: told.length, unchecked: unchecked?.['joiner-claim-missing'] };
}

const user = 'findDirectoryUser()';
const own = `${user}.msDSConsistencyGuid`;

describe('a mapping without a value for newcomers', () => {
  it.each([
    own,
    'appuser.mS-DS-ConsistencyGuid',
    'user["ms_ds_consistency_guid"]',
    `hasDirectoryUser()?${own}:null`,
    // A way out for somebody else: who has no account in Active Directory.
    `hasDirectoryUser() ? ${own} : user.externalId`,
    `${user} != null ? ${own} : user.externalId`,
    `isEmpty(${user}) ? user.externalId : ${own}`,
    `String.len(user.externalId) > 0 ? ${own} : user.externalId`,
    `user.department == "Sales" ? ${user}.externalId : ${own}`,
    `${own} != null ? ${own} : user.login`,
    `String.substringBefore(${own}, "=")`,
    // What Entra finds nobody by.
    ...['user.id', 'user.getInternalProperty("id")', 'user.login', 'user.employeeNumber', 'null', '""', '', '"fixed"'],
    `${own} == null ? ${own} : ${user}.externalId`,
    `${own}.isEmpty() ? user.id : ${own}`,
    `!isEmpty(${own}) ? ${user}.externalId : user.id`,
    `${user}.externalId == null || ${own} == null ? ${own} : ${user}.externalId`,
  ])('is told: %s', (expression) => {
    expect(judged([app(expression)]).count).toBe(1);
  });

  it.each([
    `${user}.externalId`,
    `${own} != null ? ${own} : ${user}.externalId`,
    `${own} == null ? ${user}.externalId : ${own}`,
    `${own} != "" ? ${own} : ${user}.externalId`,
    `'' == ${own} ? ${user}.objectGUID : ${own}`,
    `null != ${own} ? ${own} : ${user}.externalId`,
    `${own} ?: ${user}.externalId`,
    `String.len(${own}) > 0 ? ${own} : ${user}.externalId`,
    `${own}.isEmpty() ? ${user}.externalId : ${own}`,
    `hasDirectoryUser() ? (${own} != null ? ${own} : ${user}.externalId) : null`,
    `Arrays.isEmpty(${own}) ? ${user}.externalId : ${own}`,
    `hasDirectoryUser() && ${own} != null ? ${own} : ${user}.externalId`,
    `not (${own} == null) ? ${own} : ${user}.externalId`,
    `String.len(${own}) == 24 ? ${own} : String.trim(${user}.externalId)`,
    `0 < String.len(${own}) ? ${own} : ${user}.externalId`,
    `String.len(${own}) >= 1 or ${own} != null ? ${own} : ${user}.externalId`,
    `user["mS-DS-ConsistencyGuid"] == "" ? ${user}.externalId : user["mS-DS-ConsistencyGuid"]`,
  ])('is not told: %s', (expression) => {
    expect(judged([app(expression)])).toEqual({ count: 0, unchecked: undefined });
  });

  it('is told of each app that signs people in', () => {
    expect(judged([app(own), app(own, { id: 'other' })]).count).toBe(2);
    expect(judged([app(own, { status: 'INACTIVE' }), app(`${user}.externalId`)]).count).toBe(0);
    // Sign-in goes on while provisioning is off.
    expect(judged([app(own, { connectionStatus: 'DISABLED', integrationOff: true })]).count).toBe(1);
  });

  it('matters where Okta signs in, and where nobody says', () => {
    expect(judged([app(own)], { federatedDomains: new Set() }).count).toBe(0);
    expect(judged([app(own)], {}).count).toBe(1);
    for (const syncTool of ['connect', 'cloudSync'] as const)
      expect(judged([app(own)], { ...federated, syncTool }).count).toBe(1);
  });

  it('does not matter for an app whose people all sign in at Entra', () => {
    const domains = { ...federated, verifiedDomains: new Set(['corp.example', 'managed.example']) };
    const person = (name: string, appId = 'app'): OktaAppUser => ({
      at,
      appId,
      id: name,
      userName: name,
      status: 'ACTIVE',
    });
    const [here, there] = [person('ann@Managed.example'), person('bob@corp.example')];
    for (const domain of [{}, { domain: 'Managed.example' }]) {
      expect(judged([app(own, domain), here], domains).count).toBe(0);
      expect(judged([app(undefined, domain), here], domains).unchecked).toBeUndefined();
    }
    expect(judged([app(own), here, there], domains).count).toBe(1);
    expect(judged([app(own), here, person('eve@elsewhere.example')], domains).count).toBe(1);
    expect(judged([app(own), here, person('eve')], domains).count).toBe(1);
    expect(judged([app(own, { domain: 'corp.example' }), here], domains).count).toBe(1);
    expect(judged([app(own), person('ann@managed.example', 'other')], domains).count).toBe(1);
    expect(judged([app(own), here], { verifiedDomains: domains.verifiedDomains }).count).toBe(1);
    expect(judged([app(own), here]).count).toBe(1);
  });

  it('can’t be looked for where no app shows its mapping', () => {
    const reason = 'the evidence of Okta does not show what fills the ImmutableID';
    expect(judged([app(undefined)]).unchecked).toBe(reason);
    expect(judged([app(undefined), app(`${user}.externalId`)]).unchecked).toBe(reason);
    expect(judged([app(undefined, { status: 'INACTIVE' }), app(`${user}.externalId`)]).unchecked).toBeUndefined();
    expect(judged([app(undefined)], { federatedDomains: new Set() }).unchecked).toBeUndefined();
    expect(judged([]).unchecked).toBeUndefined();
  });

  it.each([
    'user.immutableId',
    'user.adAnchor',
    'user.externalId',
    'office365.externalId',
    `hasDirectoryUser() ? user.adAnchor : null`,
    `user.department == "Sales" ? ${user}.externalId : null`,
    `user.department == "Sales" ? ${user}.externalId : user.id`,
    `String.toUpperCase(${user}.externalId)`,
    `${user}.externalId + "="`,
    `Convert.toInt(${user}.externalId)`,
    `getManagerUser("active_directory").externalId`,
    `${user}.externalId ? `,
    `${user}.externalId)`,
    `(${user}.externalId`,
    `user[0]`,
    `user.`,
    `user."x"`,
    `# ${user}.externalId`,
    `"open`,
  ])('can’t be decided, and is not called right: %s', (expression) => {
    const { count, unchecked } = judged([app(expression)]);
    expect(count).toBe(0);
    expect(unchecked).toMatch(/something whose value for a newcomer/);
    expect(judged([app(expression, { status: 'INACTIVE' })]).unchecked).toBeUndefined();
    expect(judged([app(expression)], { federatedDomains: new Set() }).unchecked).toBeUndefined();
  });

  it('is judged by the source anchor that is set', () => {
    const sent = (expression: string, attribute: string, encoding: 'bytes' | 'text') =>
      judged([app(expression)], { ...federated, sourceAnchor: { attribute, encoding } });
    expect(sent(`${user}.externalId`, 'objectGUID', 'bytes')).toEqual({ count: 0, unchecked: undefined });
    expect(sent(own, 'objectGUID', 'bytes').count).toBe(1);
    expect(sent(`${user}.externalId`, 'employeeID', 'text').count).toBe(1);
    expect(sent('user.employeeNumber', 'employeeID', 'text').count).toBe(0);
    expect(sent('user.employeeNumber', 'employeeID', 'text').unchecked).toMatch(/something whose value/);
  });
});
