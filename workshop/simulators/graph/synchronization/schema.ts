import { isObject, parseJson } from '../../json.js';
import type { WireAnswer } from '../../wire.js';
import type { World } from '../../world.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../odata/list.js';
import { findJob } from './jobs.js';

/** The rule that provisions users, as `provisionOnDemand` must name it. */
export const ruleId = '6c409270-f78a-4bc6-af23-7cf3ab6482fe';

/** `GET …/jobs/{id}/schema`: the rule, its object mapping and the attributes that matter (CLOUDSYNC-7). */
export function getSchema(world: World, call: GraphCall): WireAnswer {
  const { schema } = findJob(world, call);
  if (schema !== undefined) return { status: 200, body: schema };
  const direct = (name: string, target: string): unknown =>
    mapping(`[${name}]`, target, { type: 'Attribute', name, expression: `[${name}]` });
  return {
    status: 200,
    body: {
      id: call.parameter('job'),
      version: 'Date:2026-11-01T00:00:00.0000000Z, Version: 1',
      provisioningTaskIdentifier: null,
      synchronizationRules: [
        {
          id: ruleId,
          name: 'AD2AADProvisioning',
          priority: 1,
          editable: false,
          sourceDirectoryName: 'Active Directory',
          targetDirectoryName: 'Azure Active Directory',
          objectMappings: [
            {
              enabled: true,
              flowTypes: 'Add,Update,Delete',
              name: 'Provision Active Directory users',
              sourceObjectName: 'user',
              targetObjectName: 'User',
              scope: null,
              attributeMappings: [
                mapping(
                  'IIF(IsPresent([mS-DS-ConsistencyGuid]), [mS-DS-ConsistencyGuid], [objectGUID])',
                  'sourceAnchorBinary',
                  {
                    type: 'Function',
                    name: 'IIF',
                    expression: 'IIF(IsPresent([mS-DS-ConsistencyGuid]), [mS-DS-ConsistencyGuid], [objectGUID])',
                  },
                ),
                direct('userPrincipalName', 'userPrincipalName'),
                direct('displayName', 'displayName'),
                direct('mail', 'mail'),
                direct('proxyAddresses', 'proxyAddresses'),
                direct('objectSid', 'onPremiseSecurityIdentifier'),
              ],
            },
          ],
        },
      ],
      directories: [],
    },
  };
}

/** `PUT …/jobs/{id}/schema`: replaces the whole of it; a rule or mapping that is left out is gone. */
export function putSchema(world: World, call: GraphCall): WireAnswer {
  const job = findJob(world, call);
  const body = parseJson(call.request.body);
  const rules = isObject(body) ? body.synchronizationRules : undefined;
  if (!isObject(body) || !Array.isArray(rules) || rules.length === 0)
    throw badRequest('A synchronization schema needs its synchronizationRules.');
  job.schema = body;
  return { status: 204 };
}

function mapping(expression: string, targetAttributeName: string, source: object): unknown {
  return {
    targetAttributeName,
    flowType: 'Always',
    flowBehavior: 'FlowWhenChanged',
    matchingPriority: targetAttributeName === 'sourceAnchorBinary' ? 1 : 0,
    defaultValue: '',
    exportMissingReferences: false,
    source: { parameters: [], ...source, expression },
  };
}
