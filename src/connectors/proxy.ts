import { UserError } from '../domain/errors.js';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The proxy by which a URL is reached, from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (small letters win, as with curl);
 * undefined where there is none in between. This machine itself never has one.
 */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): string | undefined {
  if (loopback.test(url.hostname) || isExempt(url, environment.no_proxy ?? environment.NO_PROXY ?? ''))
    return undefined;
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = environment;
  return (url.protocol === 'https:' ? https_proxy || HTTPS_PROXY : http_proxy || HTTP_PROXY) || undefined;
}

function isExempt({ hostname, port, protocol }: URL, exempt: string): boolean {
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return exempt
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', wantedPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || (wantedPort !== undefined && wantedPort !== ownPort)) return false;
      return hostname === name || hostname.endsWith(`.${name}`);
    });
}

/**
 * Makes every `fetch` of this process go through the proxies of the environment: Node's own asks none (only newer versions
 * can be told to). Does nothing where no proxy is named.
 *
 * @throws UserError for a proxy that is not a URL; the value is not repeated, it may hold a password.
 */
export async function useProxies(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].filter((name) => environment[name]);
  if (names.length === 0) return;
  for (const name of names) {
    if (!URL.canParse(withScheme(environment[name] ?? '')))
      throw new UserError(`${name} is not a URL of a proxy, such as http://proxy.corp.example:3128.`);
  }
  const { Agent, Dispatcher, ProxyAgent, setGlobalDispatcher } = await import('undici');
  const direct = new Agent();
  const proxies = new Map<string, InstanceType<typeof ProxyAgent>>();
  class ByHost extends Dispatcher {
    override dispatch(
      options: Parameters<InstanceType<typeof Dispatcher>['dispatch']>[0],
      handler: Parameters<InstanceType<typeof Dispatcher>['dispatch']>[1],
    ): boolean {
      const proxy = proxyFor(new URL(String(options.origin)), environment);
      if (proxy === undefined) return direct.dispatch(options, handler);
      const agent = proxies.get(proxy) ?? new ProxyAgent(withScheme(proxy));
      proxies.set(proxy, agent);
      return agent.dispatch(options, handler);
    }
  }
  setGlobalDispatcher(new ByHost());
}

function withScheme(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}
