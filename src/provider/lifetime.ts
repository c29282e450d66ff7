import type { EngineHost } from './engine-log.js';

const interval = 2000;

/**
 * Calls `gone` once when the engine has gone away: the process that started us has ended, or its host service does not
 * answer. A provider that outlives its engine would keep credentials, and could still write.
 *
 * @returns the function that stops watching.
 */
export function watchEngine(host: Pick<EngineHost, 'isGone'>, gone: () => void): () => void {
  const parent = process.ppid;
  let asking = false;
  const timer = setInterval(async () => {
    if (asking) return;
    asking = true;
    const ended = process.ppid !== parent || (await host.isGone());
    asking = false;
    if (!ended) return;
    clearInterval(timer);
    gone();
  }, interval);
  // Watching alone keeps nobody alive.
  timer.unref();
  return () => clearInterval(timer);
}
