import type { Subject } from '../domain/assessment.js';
import type { ConnectorObjectType, ConnectorSpaceIdentity } from '../domain/connect.js';
import { decodeConnectorDn } from '../domain/connector-dn.js';
import type { EntraObject, ObjectType, OnPremObject } from '../domain/objects.js';
import { effectiveSourceAnchor } from '../domain/source-anchor.js';
import { primaryAddress } from './addresses.js';
import { type Index, indexBy } from './index-by.js';
import type { Population } from './population.js';
import { entraSubject, onPremSubject } from './subject.js';

/** Who stands behind an object of the Entra connector space, on both sides. */
export interface ConnectorJoin {
  readonly subject: Subject;
  /** The on-premises object with the object's anchor, one that is left out too. */
  readonly user?: OnPremObject;
  /** The Entra object that the cloud anchor names; without one, or where that has no id, the one with the object's anchor. */
  readonly holder?: EntraObject;
  /** Another Entra object than the holder, with the object's anchor. */
  readonly rival?: EntraObject;
  /** Entra objects with its UPN or primary address, other than the holder. */
  readonly namesakes: readonly EntraObject[];
}

/** Of an anchor that no object of the on-premises evidence has. */
export const namedByConnect = { sourceAnchorFrom: 'connectorSpace' } as const;

/** Joins connector-space objects with the inventory of both sides by anchor, then by name. Indexes once per population. */
export function connectorJoiner(population: Population): (object: ConnectorSpaceIdentity) => ConnectorJoin {
  return (object) => {
    const { byImmutableId, byObjectId, byUserPrincipalName, byAddress, byAnchor } = indexOf(population);
    const { userPrincipalName, primaryAddress: address, entraObjectId } = object;
    // The DN is what the object was joined by; the attribute may be about to change.
    const sourceAnchor = decodeConnectorDn(object.csObjectDn) ?? object.sourceAnchor;
    const user = byAnchor.get(sourceAnchor)?.[0];
    const bearers = byImmutableId.get(sourceAnchor) ?? [];
    const holder =
      byObjectId.get(entraObjectId?.toLowerCase())?.[0] ??
      // An account with another id is not the one that the cloud anchor names.
      bearers.find((entra) => entraObjectId === undefined || entra.entraObjectId === undefined);
    const [rival] = bearers.some((entra) => entra === holder) ? [] : bearers;
    const names = [
      ...(byUserPrincipalName.get(userPrincipalName?.toLowerCase()) ?? []),
      ...(byAddress.get(address?.toLowerCase()) ?? []),
    ];
    return {
      subject: {
        objectType: objectTypeOf(object.objectType),
        ...(userPrincipalName !== undefined && { userPrincipalName }),
        ...(object.displayName !== undefined && { name: object.displayName }),
        ...(entraObjectId !== undefined && { entraObjectId }),
        ...(holder && entraSubject(holder)),
        ...(user && onPremSubject(user)),
        ...(sourceAnchor !== undefined && { sourceAnchor, ...(user === undefined && namedByConnect) }),
      },
      ...(user && { user }),
      ...(holder && { holder }),
      ...(rival && { rival }),
      namesakes: [...new Set(names)].filter((entra) => entra !== holder),
    };
  };
}

/** What the object is on the two sides, where a public folder shows as a contact. */
export function objectTypeOf(type: ConnectorObjectType): ObjectType {
  return type === 'publicFolder' ? 'contact' : type;
}

interface Inventory {
  readonly byImmutableId: Index<string, EntraObject>;
  readonly byObjectId: Index<string, EntraObject>;
  readonly byUserPrincipalName: Index<string, EntraObject>;
  readonly byAddress: Index<string, EntraObject>;
  readonly byAnchor: Index<string, OnPremObject>;
}

const inventories = new WeakMap<Population, Inventory>();

/** The indexes of a population, made when the first rule has an object to join: most evidence stages nothing. */
function indexOf(population: Population): Inventory {
  const known = inventories.get(population);
  if (known !== undefined) return known;
  const { inScope, identities, objects, settings } = population;
  const entraObjects = [...population.entraUsers, ...population.entraObjects];
  // Whom a filter leaves out comes last: an anchor is that of the person in scope first.
  const others = [...objects, ...identities].flatMap((identity) =>
    identity.side === 'onPrem' && (identity.onPrem.objectType !== 'user' || identity.outcome === 'excluded')
      ? identity.onPrem
      : [],
  );
  const inventory: Inventory = {
    byImmutableId: indexBy(entraObjects, ({ immutableId }) => immutableId),
    byObjectId: indexBy(entraObjects, ({ entraObjectId }) => entraObjectId?.toLowerCase()),
    byUserPrincipalName: indexBy(entraObjects, ({ userPrincipalName }) => userPrincipalName?.toLowerCase()),
    byAddress: indexBy(entraObjects, primaryAddress),
    byAnchor: indexBy([...inScope, ...others], (user) => effectiveSourceAnchor(user, settings.sourceAnchor)),
  };
  inventories.set(population, inventory);
  return inventory;
}
