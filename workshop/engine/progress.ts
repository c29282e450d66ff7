/** Takes one line for the user; the commands write it to a stream, tests collect it. */
export interface Say {
  (line: string): void;
  /** On a terminal: shows a line that the next one takes away. Without it, what moves is said in lines of their own. */
  readonly moving?: (line: string) => void;
}

/** Says lines on the stream, each behind the indent; on a terminal a line may move. */
export function sayOn(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  shown = (line: string): string => line,
): Say {
  const clear = stream.isTTY ? '\r\u001b[K' : '';
  const say = (line: string): void => {
    stream.write(`${clear}${shown(line)}\n`);
  };
  return stream.isTTY ? Object.assign(say, { moving: (line: string) => stream.write(`${clear}${shown(line)}`) }) : say;
}

const minute = 60_000;

/**
 * Does a long piece of work and says that it still runs: what, for how long, and how long it usually takes (a machine that is
 * silent for minutes looks broken, and gets interrupted). On a terminal one line moves, elsewhere there is a line a minute; that
 * it is done is said of what took longer.
 */
export async function withProgress<T>(say: Say, what: string, usually: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const { moving } = say;
  const tell = moving ?? say;
  tell(`${what} (usually ${usually})`);
  const timer = setInterval(
    () => tell(`${what}: ${elapsed(startedAt)} of usually ${usually}`),
    moving === undefined ? minute : 1000,
  );
  try {
    const result = await work();
    if (Date.now() - startedAt >= minute) say(`${what}: done after ${elapsed(startedAt)}`);
    else moving?.('');
    return result;
  } finally {
    clearInterval(timer);
  }
}

function elapsed(startedAt: number): string {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
