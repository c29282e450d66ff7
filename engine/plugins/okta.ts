import { UserError } from '../../src/domain/errors.js';
import { type Answer, requestLoopback } from './loopback.js';
import { type Properties, property, type StandIn, textSetting } from './stand-in.js';
import { pluginVersion } from './versions.js';

interface Organisation {
  readonly origin: URL;
  readonly proxy?: URL;
  readonly authorization: string;
}

/**
 * Stand-in of the okta plugin: sends what the real one was seen to send (facts: engine-examples/recorded.md), through
 * `httpProxy` with absolute targets when it is set.
 */
export function oktaStandIn(): StandIn {
  let organisation: Organisation | undefined;

  const get = (path: string, origin?: URL): Promise<Answer> => {
    if (organisation === undefined) throw new UserError('The okta provider was used before it was configured.');
    const { proxy, authorization } = organisation;
    const url = new URL(path, origin ?? organisation.origin);
    return requestLoopback({ method: 'GET', url, headers: { authorization }, ...(proxy && { proxy }) }, 'okta');
  };

  return {
    name: 'okta',
    version: pluginVersion('okta'),
    async configure(settings) {
      organisation = organisationOf(settings);
      // The real plugin holds two generations of Okta's client; each asks who it is, the newer one without the port.
      for (const origin of [organisation.origin, organisation.proxy ?? organisation.origin]) {
        orFail(await get('/api/v1/users/me', origin), 'asking Okta who the API token belongs to');
      }
    },
    resources: {},
    functions: {
      'okta:app/getConnection:getConnection': async (args) => {
        const id = String(args.id);
        const connection = orFail(
          await get(`/api/v1/apps/${encodeURIComponent(id)}/connections/default`),
          `reading the provisioning connection of app ${id}`,
        );
        const authScheme = property(connection, 'authScheme');
        return { id, authScheme, baseUrl: '', profile: { authScheme }, status: property(connection, 'status') };
      },
    },
  };
}

function organisationOf(settings: Properties): Organisation {
  const token = textSetting(settings, 'apiToken', 'OKTA_API_TOKEN');
  if (token === undefined) {
    throw new UserError('The okta provider has no API token: set apiToken, or OKTA_API_TOKEN in the environment.');
  }
  const authorization = `SSWS ${token}`;
  const httpProxy = textSetting(settings, 'httpProxy', 'OKTA_HTTP_PROXY');
  if (httpProxy !== undefined) {
    const proxy = new URL(httpProxy);
    return { origin: new URL(`${proxy.protocol}//${proxy.hostname}`), proxy, authorization };
  }
  const name = textSetting(settings, 'orgName', 'OKTA_ORG_NAME') ?? '';
  const domain = textSetting(settings, 'baseUrl', 'OKTA_BASE_URL') ?? 'okta.com';
  return { origin: new URL(`https://${name}.${domain}`), authorization };
}

function orFail({ status, body }: Answer, doing: string): unknown {
  if (status >= 200 && status < 300) return body;
  const summary = property(body, 'errorSummary') ?? 'no error text';
  throw new Error(`${doing}: Okta answers ${status} (${String(summary)})`);
}
