import { randomUUID } from 'node:crypto';
import { sourceAnchorOf } from './anchors.js';
import type { DirectoryUser } from './directory.js';
import { runCycle } from './graph/synchronization/cycle.js';
import { evaluate, type Profile } from './okta/expression.js';
import type { World } from './world.js';

/** Somebody whom HR hires after the cutover. */
export interface Joiner {
  readonly account: string;
  readonly domain: string;
  /** Distinguished name of the container of the account. */
  readonly container: string;
}

/** Makes the account in Active Directory, and Okta imports it and assigns it to its first Office 365 app. */
export function hire({ state }: World, { account, domain, container }: Joiner): string {
  const userPrincipalName = `${account}@${domain}`;
  const user: DirectoryUser = {
    userPrincipalName,
    name: account,
    objectGuid: randomUUID(),
    consistencyGuid: '',
    objectSid: `S-1-5-21-1004336348-1177238915-682003330-${900_000 + state.directory.users.length}`,
    samAccountName: account,
    mail: userPrincipalName,
    proxyAddresses: [`SMTP:${userPrincipalName}`],
    distinguishedName: `CN=${account},${container}`,
    enabled: true,
    adminDescription: '',
  };
  state.directory.users.push(user);
  const app = state.okta.apps.find(({ mapping }) => mapping !== undefined);
  app?.users.push({
    id: `00u${randomUUID().replaceAll('-', '').slice(0, 17)}`,
    externalId: null,
    status: 'ACTIVE',
    syncState: 'DISABLED',
    readsUntilSettled: 0,
    inFlight: false,
    lastSync: '2026-11-20T10:00:00.000Z',
    userName: userPrincipalName,
    profile: { email: userPrincipalName, displayName: account },
  });
  return userPrincipalName;
}

/** Lets the jobs of cloud sync that are on run once. */
export function synchronize(world: World): void {
  for (const job of world.state.graph.jobs) runCycle(world, job);
}

/**
 * Signs somebody in through Okta, as on a federated domain: the token has the ImmutableID that Okta's mapping makes of the
 * account in Active Directory, and Entra looks the account up by it (ENTRA-12).
 *
 * @returns what keeps them from it; undefined when they are in.
 * @throws NotEvaluated where the stand-in can't tell what the mapping sends.
 */
export function signInThroughOkta({ state }: World, userPrincipalName: string): string | undefined {
  const app = state.okta.apps.find(({ users }) => users.some(({ userName }) => userName === userPrincipalName));
  if (app === undefined) return 'Okta has not assigned them to an app';
  const person = state.directory.users.find((user) => user.userPrincipalName === userPrincipalName);
  const oktaId = app.users.find(({ userName }) => userName === userPrincipalName)?.id ?? '';
  const sent = person && claimOf(app.mapping?.properties.immutableId?.expression ?? '', person, oktaId);
  if (!sent) return 'Okta sends no ImmutableID';
  const account = state.graph.users.find(({ onPremisesImmutableId }) => onPremisesImmutableId === sent);
  if (account === undefined) return `no account has the ImmutableID ${sent} that Okta sends`;
  if (account.userPrincipalName.toLowerCase() !== userPrincipalName.toLowerCase())
    return `the ImmutableID ${sent} that Okta sends leads to ${account.userPrincipalName}`;
  return account.accountEnabled ? undefined : 'the account is disabled';
}

/** What Okta sends of somebody by this mapping (OKTA-17, OKTA-18, OKTA-20); empty where it sends nothing. */
function claimOf(expression: string, user: DirectoryUser, oktaId: string): string {
  const known = new Map<string, string>([
    ['externalid', sourceAnchorOf({ ...user, consistencyGuid: '' })],
    ['objectguid', sourceAnchorOf({ ...user, consistencyGuid: '' })],
    ['consistencyguid', user.consistencyGuid],
    ['msdsconsistencyguid', user.consistencyGuid],
    ['id', oktaId],
    ...['login', 'username', 'email', 'userprincipalname', 'mail'].map((name): [string, string] => [
      name,
      user.userPrincipalName,
    ]),
    // HR has not given them one yet.
    ['employeenumber', ''],
  ]);
  const profile: Profile = (attribute) => {
    const value = known.get(attribute.replaceAll(/[-_]/g, '').toLowerCase());
    return value === '' ? null : value;
  };
  return evaluate(expression, profile) ?? '';
}
