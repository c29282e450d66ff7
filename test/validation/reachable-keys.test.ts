import { describe, expect, it } from 'vitest';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { keysOfEntra, keysOfEntraRecord, keysOfOnPrem } from '../../src/validation/reachable-keys.js';
import { anchor, guid } from './organisation.js';

const at = { origin: 'o', line: 1 };
const listed = ({ addresses, ...keys }: ReturnType<typeof keysOfEntra>) => ({
  ...keys,
  addresses: [...addresses].sort(),
});

describe('what an object leads to others by', () => {
  it('is everything of an on-premises object that another may have, in lower case but for anchors', () => {
    const object = {
      ...{ at, objectType: 'user' as const, objectGuid: guid(1), consistencyGuid: anchor(2) },
      ...{ userPrincipalName: 'Ann@Corp.example', objectSid: 'S-1-5-21-1', samAccountName: 'Ann' },
      ...{ mail: 'Ann@X', proxyAddresses: ['SMTP:a@x', 'X500:o=a'] },
      attributes: new Map([['msexchmasteraccountsid', 'S-1-5-21-2']]),
    };
    expect(listed(keysOfOnPrem(object, defaultSourceAnchor))).toEqual({
      anchors: [anchor(2), anchor(1)],
      addresses: ['a@x', 'ann@corp.example', 'ann@x'],
      sids: ['S-1-5-21-1', 'S-1-5-21-2'],
      accountNames: ['ann'],
      objectIds: [],
    });
  });

  it('is everything of an account, the object that its identifier names among it', () => {
    const account = {
      ...{ at, objectType: 'user' as const, immutableId: anchor(1), onPremisesObjectIdentifier: guid(2) },
      ...{ userPrincipalName: 'Ann@Corp.example', entraObjectId: 'E1', onPremisesSecurityIdentifier: 'S-1' },
      ...{ onPremisesSamAccountName: 'ANN', mail: 'ann@x', proxyAddresses: ['smtp:b@x'] },
    };
    expect(listed(keysOfEntra(account))).toEqual({
      anchors: [anchor(1), anchor(2)],
      addresses: ['ann@corp.example', 'ann@x', 'b@x'],
      sids: ['S-1'],
      accountNames: ['ann'],
      objectIds: ['E1'],
    });
  });

  it('is the object id of a privileged role’s holder, and nothing of another fact', () => {
    const none = { anchors: [], addresses: [], sids: [], accountNames: [], objectIds: [] };
    const role = { fact: 'roleHolder' as const, at, entraObjectId: 'E1', role: 'r', assignment: 'active' as const };
    expect(keysOfEntraRecord(role)).toEqual({ ...none, objectIds: ['E1'] });
    expect(keysOfEntraRecord({ fact: 'domain', at, name: 'x', verified: true, federated: false })).toEqual(none);
    const user = { at, objectType: 'user' as const, entraObjectId: 'E2' };
    expect(keysOfEntraRecord(user)).toEqual(keysOfEntra(user));
  });

  it('is nothing where nothing is known', () => {
    const none = { anchors: [undefined, undefined], accountNames: [undefined], addresses: [undefined] };
    const user = { at, objectType: 'user' as const };
    expect(listed(keysOfEntra(user))).toEqual({ ...none, sids: [undefined], objectIds: [undefined] });
    const here = { ...user, attributes: new Map<string, string>() };
    expect(listed(keysOfOnPrem(here, defaultSourceAnchor))).toEqual({
      ...none,
      sids: [undefined, undefined],
      objectIds: [],
    });
  });

  it('is the plain spelling too of a name that only looks like it', () => {
    const account = { at, objectType: 'user' as const, userPrincipalName: 'ａnn@x', mail: 'plain@x' };
    expect([...keysOfEntra(account).addresses]).toEqual(['ａnn@x', 'ann@x', 'plain@x']);
  });
});
