import { describe, expect, it } from 'vitest';
import type { Disconnector } from '../../src/domain/connect.js';
import { at, evidence } from './evidence.js';
import { id } from './findings.js';
import { anchor, guid, organisation } from './organisation.js';

describe('a disconnector', () => {
  const people = organisation()
    .person(1, 'ann', { entra: { mail: 'ann.mail@corp.example' } })
    .person(2, 'bob', { entra: { immutableId: undefined } })
    .entra(3, 'cho')
    .person(4, 'dan', { onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } } })
    .person(5, 'eve', { entra: { immutableId: anchor(9) } })
    .object('group', 'Sales', {
      onPrem: { objectGuid: guid(7), objectSid: 'S-1-5-21-1' },
      entra: {
        entraObjectId: id(7),
        onPremisesSecurityIdentifier: 'S-1-5-21-1',
        synced: true,
        mail: 'sales@corp.example',
      },
    });

  it.each<[string, Partial<Disconnector>, string]>([
    ['whose anchors agree', { sourceAnchor: anchor(1) }, 'error'],
    ['known by its object id alone, whose anchors agree', { entraObjectId: id(1) }, 'error'],
    ['that will be matched by name', { entraObjectId: id(2) }, 'warning'],
    ['without a source', { sourceAnchor: anchor(3) }, 'warning'],
    ['whose source is out of scope', { sourceAnchor: anchor(4) }, 'warning'],
    ['of another anchor', { sourceAnchor: anchor(9), entraObjectId: id(5) }, 'warning'],
    ['that neither side knows', { sourceAnchor: anchor(8) }, 'warning'],
    ['known by its UPN alone, whose anchors agree', { userPrincipalName: 'Ann@corp.example' }, 'error'],
    ['known by its address alone, whose anchors agree', { primaryAddress: 'Ann.Mail@corp.example' }, 'error'],
    ['known by its UPN alone, of another anchor', { userPrincipalName: 'eve@corp.example' }, 'warning'],
    [
      'of somebody else with a matched one’s name',
      { sourceAnchor: anchor(3), userPrincipalName: 'ann@corp.example' },
      'warning',
    ],
    ['that is a group known by its address', { objectType: 'group', primaryAddress: 'sales@corp.example' }, 'error'],
    ['that is a group of both sides', { objectType: 'group', entraObjectId: id(7) }, 'error'],
  ])('%s is %s', (_what, change, severity) => {
    const disconnector: Disconnector = { at, objectType: 'user', csObjectDn: 'CN={00}', ...change };
    const { findings, decision } = people.with({ disconnectors: [evidence('disconnectors', [disconnector])] }).judge();
    const own = findings.filter(({ rule }) => rule === 'disconnector');
    expect(own).toMatchObject([{ severity }]);
    expect(own[0]?.consequence.startsWith('The anchors agree')).toBe(severity === 'error');
    expect(decision).toBe('blocked');
  });
});
