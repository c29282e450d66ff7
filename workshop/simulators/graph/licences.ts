import { isObject, type JsonObject, parseJson } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest } from './errors.js';
import { userType } from './odata/entity-types.js';
import { type GraphCall, showEntity } from './odata/list.js';
import { settleMailbox } from './state.js';
import { findUser } from './users.js';

/** `POST /users/{id}/assignLicense`: the user. A license needs a place of use; a new one replaces the same SKU's direct one. */
export function assignLicense(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const user = findUser(graph, call.parameter('user'));
  const body = parseJson(call.request.body);
  if (!isObject(body) || !Array.isArray(body.addLicenses) || !Array.isArray(body.removeLicenses))
    throw badRequest('addLicenses and removeLicenses are required.');
  const added = body.addLicenses.filter(isObject);
  if (added.length > 0 && user.usageLocation === null)
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  const gone = new Set([...body.removeLicenses, ...added.map(({ skuId }) => skuId)]);
  const kept = (user.licenseAssignmentStates ?? []).filter(
    ({ skuId, assignedByGroup }) => assignedByGroup !== null || !gone.has(skuId),
  );
  const states = added.map(
    ({ skuId, disabledPlans }): JsonObject => ({
      ...{ skuId, disabledPlans: disabledPlans ?? [], assignedByGroup: null, state: 'Active', error: 'None' },
    }),
  );
  // Delta queries do not track licenses (page of user: delta): the user keeps the version.
  Object.assign(user, { licenseAssignmentStates: [...kept, ...states] });
  settleMailbox(user);
  return showEntity(call, userType, user);
}
