/** Takes one line for the user; the commands write it to stderr, tests collect it. */
export type Say = (line: string) => void;

const secondsBetweenLines = 5;

/**
 * Does a long piece of work and says every few seconds that it still runs: what, for how long, and how long it usually
 * takes (a machine that is silent for minutes looks broken, and gets interrupted).
 */
export async function withProgress<T>(say: Say, what: string, usually: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  say(`${what} (usually ${usually})`);
  const timer = setInterval(
    () => say(`${what}: ${elapsed(startedAt)} of usually ${usually}`),
    secondsBetweenLines * 1000,
  );
  try {
    const result = await work();
    say(`${what}: done after ${elapsed(startedAt)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function elapsed(startedAt: number): string {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
