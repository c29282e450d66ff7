// Loaded into a provider (NODE_OPTIONS=--import): ends the process without any farewell at its n-th LDAP modification,
// before the request is sent or after the directory has answered it.
import { Client } from 'ldapts';

const { modify } = Client.prototype;
const last = Number(process.env.KILL_AT_WRITE);
let count = 0;

Client.prototype.modify = async function (...request) {
  count += 1;
  const mine = count === last;
  if (mine && process.env.KILL_MOMENT === 'before') process.kill(process.pid, 'SIGKILL');
  const answer = await modify.apply(this, request);
  if (mine) process.kill(process.pid, 'SIGKILL');
  return answer;
};
