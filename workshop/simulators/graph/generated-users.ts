import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest } from './errors.js';
import { userType } from './odata/entity-types.js';
import { type GraphCall, project, readSelect, readTop } from './odata/list.js';

const suffix = 'corp.example';

/** The object id of the user with this index. */
export function generatedId(index: number): string {
  return `e0000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** The index of a generated user's object id, or undefined. */
export function generatedIndex(id: string): number | undefined {
  const match = /^e0000000-0000-4000-8000-([0-9a-f]{12})$/i.exec(id);
  return match === null ? undefined : Number.parseInt(match[1] ?? '', 16);
}

/** The same person as Active Directory shows them: the columns of a scenario's OnPremIDs.csv. */
export function generatedOnPremRow(index: number): readonly string[] {
  const user = generatedUser(index);
  const text = (name: string): string => String(user[name]);
  return [
    text('userPrincipalName'),
    text('displayName'),
    text('onPremisesObjectIdentifier'),
    text('onPremisesImmutableId'),
    '',
    text('onPremisesSecurityIdentifier'),
    text('onPremisesSamAccountName'),
    text('mail'),
    `SMTP:${text('mail')}`,
    text('onPremisesDistinguishedName'),
    'True',
  ];
}

/** A synchronized user by index: nothing of the crowd is kept in memory. Every tenth has a license of their own. */
export function generatedUser(index: number): Record<string, unknown> {
  const account = `person${index}`;
  const guid = Buffer.alloc(16);
  guid.writeUInt32LE(0xa0000000, 0);
  guid.writeUInt32BE(index, 12);
  return {
    id: generatedId(index),
    userPrincipalName: `${account}@${suffix}`,
    displayName: `Person ${index}`,
    givenName: 'Person',
    surname: String(index),
    mail: `${account}@${suffix}`,
    mailNickname: account,
    proxyAddresses: [`SMTP:${account}@${suffix}`],
    accountEnabled: true,
    userType: 'Member',
    usageLocation: 'SE',
    department: `Department ${index % 100}`,
    onPremisesImmutableId: guid.toString('base64'),
    onPremisesSyncEnabled: true,
    onPremisesSecurityIdentifier: `S-1-5-21-1004336348-1177238915-682003330-${index + 2000}`,
    onPremisesSamAccountName: account,
    onPremisesDomainName: suffix,
    onPremisesDistinguishedName: `CN=Person ${index},OU=Staff,DC=corp,DC=example`,
    onPremisesObjectIdentifier: `a0000000-0000-0000-0000-${index.toString(16).padStart(12, '0')}`,
    licenseAssignmentStates:
      index % 10 === 0
        ? [{ skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06', assignedByGroup: null, state: 'Active', error: 'None' }]
        : [],
  };
}

/**
 * A page of `GET /users`: the organization's own users, then the crowd, by index. It takes no filter: nobody asks a million users
 * one by one.
 */
export function listWithCrowd(world: World, call: GraphCall, own: readonly object[], crowd: number): WireAnswer {
  const count = own.length + crowd;
  const { request, version } = call;
  if (request.query.has('$filter')) throw badRequest('A generated tenant filters nothing.');
  const select = readSelect(call, userType);
  const token = request.query.get('$skiptoken');
  const start = token === null ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0 || start > count)
    throw badRequest('The specified page token value has expired and can no longer be included in your request.');
  const end = Math.min(count, start + Math.min(readTop(request.query, userType), world.behaviour.pageLimit));
  const next = new URLSearchParams(request.query);
  next.set('$skiptoken', String(end));
  const value: unknown[] = [];
  for (let index = start; index < end; index += 1) {
    const entity = own[index] ?? generatedUser(index - own.length);
    value.push(project({ ...entity }, userType, select));
  }
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/${version}/$metadata#users`,
      ...(end < count && { '@odata.nextLink': `${request.origin}${request.path}?${next}` }),
      value,
    },
  };
}
