import type { Subject } from '../domain/assessment.js';
import type { ConnectorSpaceIdentity } from '../domain/connect.js';
import type { EntraObject } from '../domain/objects.js';
import { effectiveSourceAnchor } from '../domain/source-anchor.js';
import { primaryAddress } from './account.js';
import { indexBy } from './index-by.js';
import type { Population } from './population.js';
import { entraSubject, onPremSubject } from './subject.js';

/** Who stands behind an object of the Entra connector space, on both sides. */
export interface ConnectorJoin {
  readonly subject: Subject;
  /** The Entra object that carries the object's anchor. */
  readonly holder?: EntraObject;
  /** Entra objects with its UPN or primary address, other than the holder. */
  readonly namesakes: readonly EntraObject[];
}

/** Joins connector-space objects with the inventory of both sides by anchor, then by name. Indexes once per population. */
export function connectorJoiner(population: Population): (object: ConnectorSpaceIdentity) => ConnectorJoin {
  const { inScope, objects, settings } = population;
  const entraObjects = [...population.entraUsers, ...population.entraObjects];
  const onPremObjects = [
    ...inScope,
    ...objects.flatMap((identity) => (identity.side === 'onPrem' ? [identity.onPrem] : [])),
  ];
  const byImmutableId = indexBy(entraObjects, ({ immutableId }) => immutableId);
  const byObjectId = indexBy(entraObjects, ({ entraObjectId }) => entraObjectId?.toLowerCase());
  const byUserPrincipalName = indexBy(entraObjects, ({ userPrincipalName }) => userPrincipalName?.toLowerCase());
  const byAddress = indexBy(entraObjects, primaryAddress);
  const byAnchor = indexBy(onPremObjects, (user) => effectiveSourceAnchor(user, settings.sourceAnchor));
  return (object) => {
    const { sourceAnchor, userPrincipalName, primaryAddress: address, entraObjectId } = object;
    const user = sourceAnchor === undefined ? undefined : byAnchor.get(sourceAnchor)?.[0];
    const holder =
      (entraObjectId === undefined ? undefined : byObjectId.get(entraObjectId.toLowerCase())?.[0]) ??
      (sourceAnchor === undefined ? undefined : byImmutableId.get(sourceAnchor)?.[0]);
    const names = [
      ...(userPrincipalName === undefined ? [] : (byUserPrincipalName.get(userPrincipalName.toLowerCase()) ?? [])),
      ...(address === undefined ? [] : (byAddress.get(address.toLowerCase()) ?? [])),
    ];
    return {
      subject: {
        objectType: object.objectType === 'publicFolder' ? 'contact' : object.objectType,
        ...(userPrincipalName !== undefined && { userPrincipalName }),
        ...(object.displayName !== undefined && { name: object.displayName }),
        ...(entraObjectId !== undefined && { entraObjectId }),
        ...(holder && entraSubject(holder)),
        ...(user && onPremSubject(user)),
        ...(sourceAnchor !== undefined && { sourceAnchor }),
      },
      ...(holder && { holder }),
      namesakes: [...new Set(names)].filter((entra) => entra !== holder),
    };
  };
}
