import { type RequestLogEntry, type Seen, sortedJson, type Watcher } from '../simulators/index.js';

/** What the plugins sent during one step: `okta GET /api/v1/users/me 200` and, where there is one, the body. */
export type Conversation = readonly string[];

/** How the product's own clients call themselves: fetch, undici and the Azure SDK. The plugins are Go programs or stand-ins. */
const ofTheProduct = /^(node|undici|azsdk-js)/i;

/** A watcher that keeps what others than the product send, and gives it away a step at a time. */
export function listenToPlugins(): { readonly watcher: Watcher; readonly take: () => Conversation } {
  let lines: string[] = [];
  const watcher: Watcher = {
    after(seen, entry) {
      const { host, 'user-agent': agent = '' } = seen.request.headers;
      // What stands inside a batch has no host of its own; the batch is the product's.
      if (host !== undefined && !ofTheProduct.test(agent)) lines.push(lineOf(seen, entry));
    },
  };
  const take = (): Conversation => {
    const taken = lines;
    lines = [];
    return taken;
  };
  return { watcher, take };
}

function lineOf({ service, request }: Seen, { status, body }: RequestLogEntry): string {
  const text = body === undefined ? '' : ` ${sortedJson(body)}`;
  const path = request.target.replace(/%24/g, '$');
  // The application's id and the host are the organization's own.
  return `${service} ${request.method} ${path} ${status}${text}`
    .replace(/"client_id":"[^"]*"/, '"client_id":"CLIENT"')
    .replace(/"scope":"https:\/\/[^/"]*\//, '"scope":"https://HOST/');
}

/**
 * What two conversations have to have in common, one line a request: polls collapsed, each resource for itself, and its reads
 * between two writes in no order, because the engine works on several resources at once. A resource is what is written: a job's
 * collection and all below it, the secrets, the token. What is only read is one more, of each service.
 */
export function essence(conversation: Conversation): Conversation {
  const written = new Set(conversation.filter((line) => !isRead(line)).map(addressOf));
  const resources = new Map<string, string[]>();
  for (const line of conversation) {
    const address = addressOf(line);
    const owner = [...written].find((own) => address === own || address.startsWith(`${own}/`));
    const resource = owner ?? address.slice(0, address.indexOf(' '));
    resources.set(resource, [...(resources.get(resource) ?? []), line]);
  }
  return [...resources].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => withoutPolls(lines));
}

function withoutPolls(lines: Conversation): Conversation {
  const result: string[] = [];
  let reads = new Set<string>();
  const flush = (): void => {
    result.push(...[...reads].sort());
    reads = new Set();
  };
  for (const line of lines) {
    if (isRead(line)) reads.add(line);
    else {
      flush();
      result.push(line);
    }
  }
  flush();
  return result;
}

const isRead = (line: string): boolean => line.includes(' GET ');

/** The service and the path without its query: `graph /v1.0/me`. */
function addressOf(line: string): string {
  const [service = '', , target = ''] = line.split(' ');
  return `${service} ${target.replace(/\?.*/, '')}`;
}

/** The recorded conversations by step: `== step`, then one line a request; `#` begins a comment. */
export function parseRecording(text: string): ReadonlyMap<string, Conversation> {
  const steps = new Map<string, string[]>();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('== ')) name = line.slice(3);
    else steps.set(name, [...(steps.get(name) ?? []), line]);
  }
  return steps;
}

/** Where two conversations differ, as `- recorded` and `+ sent` lines; empty where they agree. */
export function differencesOf(recorded: Conversation, sent: Conversation): string[] {
  const [expected, found] = [essence(recorded), essence(sent)];
  if (expected.join('\n') === found.join('\n')) return [];
  const missing = expected.filter((line) => !found.includes(line)).map((line) => `- ${line}`);
  const added = found.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`);
  return missing.length + added.length > 0
    ? [...missing, ...added]
    : [
        'the same requests in another order:',
        ...expected.map((line) => `- ${line}`),
        ...found.map((line) => `+ ${line}`),
      ];
}
