import { describe, expect, it } from 'vitest';
import { readAttributes } from '../../src/evidence/records/on-prem.js';
import { found } from './findings.js';
import { organisation } from './organisation.js';

const rule = 'account-state-change';

/** Attributes as the readers of evidence give them: what Exchange writes in words is a number then. */
const asRead = (attributes: Record<string, string>) =>
  Object.fromEntries(readAttributes(new Map(Object.entries(attributes))));

/** An account that is disabled on-premises and enabled in Entra, of that recipient type. */
const mailbox = (type: string | undefined, here = false, there = true) =>
  organisation().person(1, 'desk', {
    onPrem: { enabled: here, attributes: type === undefined ? {} : asRead({ msexchrecipienttypedetails: type }) },
    entra: { accountEnabled: there },
  });

describe('the account of a mailbox that belongs to nobody in person', () => {
  it.each(['4', '34359738368', ' 4 ', 'SharedMailbox', 'RemoteSharedMailbox', ' remotesharedmailbox '])(
    'is a warning for a shared mailbox (%s)',
    (type) => {
      expect(found(rule, mailbox(type)).desk).toMatchObject({
        severity: 'warning',
        expected: 'disabled',
        found: 'enabled',
        consequence: expect.stringMatching(/^It is a shared mailbox/),
        remedy: expect.stringMatching(/^Nothing, unless/),
      });
      expect(mailbox(type).judge().decision).toBe('cleared');
    },
  );

  it.each([
    ['16', 'room'],
    ['RemoteRoomMailbox', 'room'],
    ['roommailbox', 'room'],
    ['EquipmentMailbox', 'equipment'],
    ['RemoteEquipmentMailbox', 'equipment'],
    ['8589934592', 'room'],
    ['32', 'equipment'],
    ['17179869184', 'equipment'],
  ])('is an error with words of its own for %s, a mailbox of a %s', (type, kind) => {
    expect(found(rule, mailbox(type)).desk).toMatchObject({
      severity: 'error',
      consequence: expect.stringContaining(`${kind} mailbox`),
      remedy: expect.stringContaining('sign-ins of the account in Entra'),
    });
    expect(found(rule, mailbox(type)).desk?.consequence).not.toContain('locked out');
  });

  it('is told by the column of Exchange too', () => {
    const told = (attributes: Record<string, string>) =>
      found(
        rule,
        organisation().person(1, 'desk', {
          onPrem: { enabled: false, attributes: asRead(attributes) },
          entra: { accountEnabled: true },
        }),
      ).desk?.severity;
    expect(told({ recipienttypedetails: 'RemoteSharedMailbox' })).toBe('warning');
    expect(told({ recipienttypedetails: '4' })).toBe('warning');
    expect(told({ msexchrecipienttypedetails: '1', recipienttypedetails: 'UserMailbox' })).toBe('error');
  });

  it('belongs to an account of another forest where the word says so', () => {
    const linked = organisation().onPrem(1, 'desk', { attributes: asRead({ recipienttypedetails: 'LinkedMailbox' }) });
    expect(linked.judge().identities).toMatchObject([{ exclusion: { kind: 'linked-mailbox' } }]);
  });

  it.each(['1', '2147483648', '128', '', 'UserMailbox', '44', undefined])('is a person’s for %s', (type) => {
    expect(found(rule, mailbox(type)).desk).toMatchObject({
      severity: 'error',
      consequence: expect.stringContaining('the person would be locked out'),
    });
  });

  it('is a person’s where it is enabled on-premises and disabled in Entra, and nothing where both agree', () => {
    expect(found(rule, mailbox('4', true, false)).desk).toMatchObject({
      severity: 'error',
      consequence: expect.stringContaining('sign in again'),
    });
    for (const type of ['4', '16', '32']) {
      expect(found(rule, mailbox(type, false, false))).toEqual({});
      expect(found(rule, mailbox(type, true, true))).toEqual({});
    }
  });
});

describe('an account without an on-premises source', () => {
  const cloud = (immutableId: string | undefined, synced: boolean | undefined) =>
    organisation().person(1, 'ann').entra(2, 'con', { immutableId, synced });
  const oktaId = '00u1abcd2EFGHijkl3x7';
  const guidAnchor = 'HdILD6t2CluSc3/DSZUYFw==';

  it.each([
    ['00u1abcd2EFGHijkl3x7', 'Okta itself masters'],
    ['con@corp.example', 'Okta itself masters'],
    ['4711', 'Okta itself masters'],
  ])(
    'is a warning where it is known to be unsynchronized and its ImmutableID %s is not a GUID',
    (immutableId, words) => {
      const org = cloud(immutableId, false);
      expect(found('entra-only', org).con).toMatchObject({
        severity: 'warning',
        found: immutableId,
        consequence: expect.stringContaining(words),
        remedy: expect.stringContaining('Leave the ImmutableID alone'),
      });
      expect(found('anchor-malformed', org).con).toMatchObject({ severity: 'warning', found: immutableId });
      expect(org.judge().decision).toBe('cleared');
    },
  );

  it.each([
    ['synchronised', oktaId, true],
    ['of unknown state', oktaId, undefined],
    ['anchored by a GUID', guidAnchor, false],
    ['synchronized without an anchor', undefined, true],
  ])('is an error where it is %s', (_what, immutableId, synced) => {
    const org = cloud(immutableId, synced);
    expect(found('entra-only', org).con?.severity).toBe('error');
    expect(found('anchor-malformed', org).con?.severity).toBe(immutableId === oktaId ? 'error' : undefined);
    expect(org.judge().decision).toBe('blocked');
  });

  it('is never said to be deleted, or created a second time', () => {
    for (const org of [cloud(oktaId, false), cloud(oktaId, true), cloud(guidAnchor, true)]) {
      const said = JSON.stringify(org.judge().findings);
      expect(said).not.toMatch(/would delete|second time|correct Okta/i);
      expect(said).toContain('stays as it is');
    }
  });

  it('says that the source may not have been read, where the on-premises evidence is incomplete', () => {
    const org = cloud(oktaId, true).sources({ onPrem: { rejected: 1 } });
    expect(found('entra-only', org).con).toMatchObject({
      severity: 'warning',
      consequence: expect.stringContaining('may be among what was not read'),
      remedy: 'Complete the on-premises evidence first.',
    });
    expect(found('anchor-malformed', org).con?.severity).toBe('warning');
  });

  it('keeps the words about a second account for somebody who has an on-premises side', () => {
    const org = organisation().person(1, 'ann', { entra: { immutableId: oktaId } });
    expect(found('anchor-malformed', org).ann).toMatchObject({
      severity: 'error',
      diagnosis: 'okta-user-id',
      consequence: expect.stringContaining('created a second time or refused'),
    });
  });
});
