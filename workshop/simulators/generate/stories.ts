import { guidBytes } from '../anchors.js';
import { stableGuid } from '../random.js';
import { people } from './people.js';
import { accountRow, anchorOf, type EntraRow, entraRow, type OnPremRow, onPremRow, withImmutableId } from './rows.js';

export interface Story {
  readonly onPrem: readonly OnPremRow[];
  readonly entra: readonly EntraRow[];
}

/** Both sides of a story by account, while defects are put in. */
interface Sides {
  readonly onPrem: Map<string, OnPremRow>;
  readonly entra: Map<string, EntraRow>;
}

/** The organization as the identity team finds it: one person for each thing that can be wrong (scenarios/README.md). */
export function mismatchingOrganisation(): Story {
  const sides = healthy();
  const guid = (account: string): string => onPrem(sides, account).objectGUID;
  const stamp = (account: string, immutableId: string): void =>
    changeEntra(sides, account, withImmutableId(immutableId));

  stamp('tomas.eriksson', Buffer.from(guid('tomas.eriksson').replaceAll('-', ''), 'hex').toString('base64'));
  stamp('priya.raman', guid('priya.raman'));
  stamp('marek.novak', Buffer.from(guid('marek.novak')).toString('base64'));
  stamp('fatima.elidrissi', guidBytes(guid('fatima.elidrissi')).toString('hex'));
  stamp('renee.vandermeer', anchorOf(guid('renee.vandermeer')).toLowerCase());
  changeOnPrem(sides, 'ingrid.halvorsen', {
    'mS-DS-ConsistencyGuid': anchorOf(stableGuid('former forest/ingrid.halvorsen')),
  });
  stamp('dario.conti', '00u1dariocontiEMEA01');
  stamp('grace.okafor', 'grace.okafor@corp.example');
  stamp('anna.berg', anchorOf(guid('anna.bergstrom')));
  stamp('anna.bergstrom', anchorOf(guid('anna.berg')));
  sides.onPrem.delete('viktor.sandahl');
  sides.entra.delete('leila.haddad');
  sides.entra.delete('noah.fischer');
  changeEntra(sides, 'rosa.delgado', {
    ...withImmutableId(''),
    OnPremisesSyncEnabled: '',
    OnPremisesSecurityIdentifier: '',
    OnPremisesSamAccountName: '',
    OnPremisesDomainName: '',
    OnPremisesDistinguishedName: '',
  });
  changeEntra(sides, 'emily.stone', { UserPrincipalName: 'emily.carter@corp.example', DisplayName: 'Emily Carter' });
  return finish(sides);
}

/**
 * The same people after every defect was fixed. Where the cloud held a 16-byte value, it was written into
 * mS-DS-ConsistencyGuid, which touches nothing in the cloud (OKTA-24); where it did not, the anchor was stamped again.
 */
export function repairedOrganisation(): Story {
  const broken = mismatchingOrganisation();
  const sides = healthy();
  const cloudAnchor = (account: string): string => {
    const name = `${account}@corp.example`;
    return broken.entra.find(({ UserPrincipalName }) => UserPrincipalName === name)?.ImmutableID ?? '';
  };
  for (const account of ['tomas.eriksson', 'renee.vandermeer', 'ingrid.halvorsen', 'anna.berg', 'anna.bergstrom']) {
    changeOnPrem(sides, account, { 'mS-DS-ConsistencyGuid': cloudAnchor(account) });
    changeEntra(sides, account, withImmutableId(cloudAnchor(account)));
  }
  // Viktor's account was deleted in Active Directory: the new one has another objectGUID and takes the cloud's anchor.
  const recreated = stableGuid('corp.example/viktor.sandahl/recreated');
  changeOnPrem(sides, 'viktor.sandahl', {
    objectGUID: recreated,
    ImmutableID: anchorOf(recreated),
    'mS-DS-ConsistencyGuid': cloudAnchor('viktor.sandahl'),
  });
  return finish(sides);
}

function healthy(): Sides {
  const sides: Sides = {
    onPrem: new Map(people.map((person) => [person.account, onPremRow(person)])),
    entra: new Map(people.map((person) => [person.account, entraRow(person)])),
  };
  // Two healthy people have an mS-DS-ConsistencyGuid: Quirin's equals his objectGUID, Pauline's came with her from elsewhere.
  changeOnPrem(sides, 'quirin.huber', { 'mS-DS-ConsistencyGuid': onPrem(sides, 'quirin.huber').ImmutableID });
  const former = anchorOf(stableGuid('former forest/pauline.lefevre'));
  changeOnPrem(sides, 'pauline.lefevre', { 'mS-DS-ConsistencyGuid': former });
  changeEntra(sides, 'pauline.lefevre', withImmutableId(former));
  return sides;
}

function finish(sides: Sides): Story {
  const admin = accountRow('breakglass@corp.onmicrosoft.com', 'Break-glass Administrator');
  const guest = accountRow('partner_supplier.example#EXT#@corp.onmicrosoft.com', 'Partner (Supplier)');
  return {
    onPrem: [...sides.onPrem.values()],
    entra: [...sides.entra.values(), admin, { ...guest, UserType: 'Guest', Mail: 'partner@supplier.example' }],
  };
}

function onPrem(sides: Sides, account: string): OnPremRow {
  const row = sides.onPrem.get(account);
  if (row === undefined) throw new Error(`nobody on-premises is called ${account}`);
  return row;
}

function changeOnPrem(sides: Sides, account: string, changes: Partial<OnPremRow>): void {
  sides.onPrem.set(account, { ...onPrem(sides, account), ...changes });
}

function changeEntra(sides: Sides, account: string, changes: Partial<EntraRow>): void {
  const row = sides.entra.get(account);
  if (row === undefined) throw new Error(`nobody in Entra is called ${account}`);
  sides.entra.set(account, { ...row, ...changes });
}
