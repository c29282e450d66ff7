import { isObject, parseJson } from '../../json.js';
import type { WireAnswer } from '../../wire.js';
import type { World } from '../../world.js';
import { requireServicePrincipal } from '../applications.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../odata/list.js';

/** `GET …/synchronization/secrets`: the keys, every value masked. */
export function getSecrets(world: World, call: GraphCall): WireAnswer {
  const principal = requireServicePrincipal(world, call.parameter('principal'));
  const secrets = world.state.graph.secrets[principal] ?? [];
  return { status: 200, body: { value: secrets.map(({ key }) => ({ key, value: '*' })) } };
}

/** `PUT …/synchronization/secrets`: replaces the whole set; what is left out is gone (CLOUDSYNC-8). */
export function putSecrets(world: World, call: GraphCall): WireAnswer {
  const principal = requireServicePrincipal(world, call.parameter('principal'));
  const body = parseJson(call.request.body);
  const value = isObject(body) ? body.value : undefined;
  if (!Array.isArray(value)) throw badRequest("Property 'value' must be an array of keys and values.");
  const secrets = value.map((entry: unknown) => {
    const key = isObject(entry) ? entry.key : undefined;
    const text = isObject(entry) ? entry.value : undefined;
    if (typeof key !== 'string' || typeof text !== 'string')
      throw badRequest('Every secret needs a key and a value, both strings.');
    return { key, value: text };
  });
  if (new Set(secrets.map(({ key }) => key)).size < secrets.length) throw badRequest('A key appears twice.');
  // An empty value takes the key away: that is how the azuread plugin destroys the set, and waits until it is gone.
  world.state.graph.secrets[principal] = secrets.filter((secret) => secret.value !== '');
  for (const job of world.state.graph.jobs) {
    if (job.servicePrincipalId === principal && job.code === 'NotConfigured') job.code = 'NotRun';
  }
  return { status: 204 };
}
