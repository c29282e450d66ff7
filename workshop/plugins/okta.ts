import { UserError } from '../../src/domain/errors.js';
import { type Answer, type Request, requestLoopback } from './loopback.js';
import { authorizationFor, oktaSignIn } from './okta-sign-in.js';
import { type Properties, property, type StandIn, textSetting } from './stand-in.js';
import { pluginVersion } from './versions.js';

interface Organisation {
  readonly origin: URL;
  readonly proxy?: URL;
  readonly authorization: string;
}

/** What the look-up of a connection swallows: it warns in its log and answers without values. */
const swallowed = new Set([403, 404, 500]);

/**
 * Stand-in of the okta plugin: sends what the real one was seen to send, through `httpProxy` with absolute targets when it
 * is set, refuses what it refuses, and swallows what it swallows.
 */
export function oktaStandIn(): StandIn {
  let organisation: Organisation | undefined;

  const get = (path: string, origin?: URL): Promise<Answer> => {
    if (organisation === undefined) throw new UserError('The okta provider was used before it was configured.');
    const { authorization } = organisation;
    return sendBy(organisation)({
      method: 'GET',
      url: new URL(path, origin ?? organisation.origin),
      headers: { authorization },
    });
  };

  return {
    name: 'okta',
    version: pluginVersion('okta'),
    async configure(settings) {
      const signIn = oktaSignIn(settings);
      const place = placeOf(settings);
      organisation = { ...place, authorization: await authorizationFor(signIn, place.origin, sendBy(place)) };
      // It asks who the API token belongs to wherever one is set, with the access token, which wins (sources of the provider).
      if (textSetting(settings, 'apiToken', 'OKTA_API_TOKEN') === undefined) return;
      // The real plugin holds two generations of Okta's client; each asks who it is, the newer one without the port.
      for (const origin of [place.origin, place.proxy ?? place.origin]) {
        orFail(await get('/api/v1/users/me', origin), 'asking Okta who the API token belongs to');
      }
    },
    resources: {},
    functions: {
      'okta:app/getConnection:getConnection': async (args) => {
        const id = String(args.id);
        const answer = await get(`/api/v1/apps/${encodeURIComponent(id)}/connections/default`);
        if (swallowed.has(answer.status)) return { id };
        const connection = orFail(answer, `reading the provisioning connection of app ${id}`);
        const authScheme = property(connection, 'authScheme');
        return { id, authScheme, baseUrl: '', profile: { authScheme }, status: property(connection, 'status') };
      },
    },
  };
}

function sendBy({ proxy }: Pick<Organisation, 'proxy'>): (request: Request) => Promise<Answer> {
  return (request) => requestLoopback({ ...request, ...(proxy && { proxy }) }, 'okta');
}

function placeOf(settings: Properties): Omit<Organisation, 'authorization'> {
  const httpProxy = textSetting(settings, 'httpProxy', 'OKTA_HTTP_PROXY');
  if (httpProxy !== undefined) {
    const proxy = new URL(httpProxy);
    return { origin: new URL(`${proxy.protocol}//${proxy.hostname}`), proxy };
  }
  const name = textSetting(settings, 'orgName', 'OKTA_ORG_NAME') ?? '';
  const domain = textSetting(settings, 'baseUrl', 'OKTA_BASE_URL') ?? 'okta.com';
  return { origin: new URL(`https://${name}.${domain}`) };
}

function orFail({ status, body }: Answer, doing: string): unknown {
  if (status >= 200 && status < 300) return body;
  const summary = property(body, 'errorSummary') ?? 'no error text';
  throw new Error(`${doing}: Okta answers ${status} (${String(summary)})`);
}
