// Loaded into a provider (NODE_OPTIONS=--import): ends the process without any farewell at its n-th write of a repair, LDAP
// or Graph, before the request is sent or after it was answered.
import { Client } from 'ldapts';

const last = Number(process.env.KILL_AT_WRITE);
let count = 0;

async function counted(send) {
  count += 1;
  const mine = count === last;
  if (mine && process.env.KILL_MOMENT === 'before') process.kill(process.pid, 'SIGKILL');
  const answer = await send();
  if (mine) process.kill(process.pid, 'SIGKILL');
  return answer;
}

const { modify } = Client.prototype;
Client.prototype.modify = function (...request) {
  return counted(() => modify.apply(this, request));
};

const { fetch } = globalThis;
globalThis.fetch = (request, options) => {
  const method = options?.method ?? request.method ?? 'GET';
  const url = String(request.url ?? request);
  const repairs =
    (method === 'PATCH' && /\/users\/[^/]+$/.test(url)) || (method === 'POST' && url.endsWith('/restore'));
  return repairs ? counted(() => fetch(request, options)) : fetch(request, options);
};
