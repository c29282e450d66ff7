import type { Entity, GraphState, GraphUser } from '../graph/state.js';
import { viewOfObject } from './object-view.js';
import type { TenantObject } from './state.js';
import { viewOfUser } from './user-view.js';

/** What the Entra connector imports: the synchronized objects. What is managed in the cloud is not among them. */
export function tenantObjects(graph: GraphState): TenantObject[] {
  const isSynchronized = ({ onPremisesSyncEnabled }: Entity | GraphUser): boolean => onPremisesSyncEnabled === true;
  return [
    ...graph.users.filter(isSynchronized).map((user) => viewOfUser(graph, user)),
    ...graph.groups.filter(isSynchronized).map((group) => viewOfObject(graph, 'group', group)),
    ...graph.contacts.filter(isSynchronized).map((contact) => viewOfObject(graph, 'contact', contact)),
  ];
}
