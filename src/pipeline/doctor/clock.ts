import { type Check, fine, missing, unknown, warning } from './check.js';

const noticeableSeconds = 30;
/** Beyond it, tokens and signed assertions are refused. */
const toleratedSeconds = 300;

/** Our clock against a server's Date header. */
export function checkClock(server: string, skewMilliseconds: number | undefined): Check {
  const name = `clock against ${server}`;
  const fix = 'Set this machine’s clock by NTP.';
  if (skewMilliseconds === undefined) return unknown(name, 'the server gave no Date', fix);
  const seconds = Math.round(Math.abs(skewMilliseconds) / 1000);
  if (seconds <= noticeableSeconds) return fine(name, `${seconds} s apart`);
  const found = `this machine is ${seconds} s ${skewMilliseconds > 0 ? 'behind' : 'ahead'}`;
  return seconds > toleratedSeconds ? missing(name, found, fix) : warning(name, found, fix);
}
