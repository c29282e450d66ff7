import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { scenarioFolder } from '../../engine/project.js';
import type { Organisation } from '../../simulators/index.js';
import { operatorHeader } from './witness.js';

/** What somebody does at a console, or to a file, while an environment is on its way. */
export const deeds = [
  'switches Okta on',
  'switches Okta off',
  'takes the consent away',
  'gives the consent',
  'starts the Entra job',
  'pauses the Entra job',
  'holds',
  'lets go',
  'breaks the evidence',
  'repairs the evidence',
] as const;

export type Deed = (typeof deeds)[number];

export interface Operator {
  readonly does: (deed: Deed, app: number) => Promise<void>;
  readonly holds: () => boolean;
  readonly fits: () => boolean;
}

const apps = ['0oa1office365staging01', '0oa1office365staging02'];
const job =
  '/v1.0/servicePrincipals/77777777-0000-4000-8000-000000000001/synchronization/jobs/AD2AADProvisioning.11111111222233334444555555555555';

/** Somebody with the consoles of both sides; `holdFile` is the one that CUTOVER_HOLD_FILE names. */
export function createOperator(organisation: Organisation, holdFile: string): Operator {
  let holding = false;
  let fitting = true;
  const { okta, graph } = organisation.endpoints;
  const atOkta = (method: string, path: string, body?: unknown): Promise<string> =>
    call(okta.url + path, method, { authorization: `SSWS ${okta.apiToken}` }, body);
  const atGraph = async (path: string): Promise<void> => {
    const { clientId, clientSecret, tenantId } = graph;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const url = `${graph.url}/${tenantId}/oauth2/v2.0/token`;
    const ca = readFileSync(graph.caFile, 'utf8');
    const body = new URLSearchParams({ ...form, scope: `${graph.url}/.default` });
    const token = JSON.parse(await call(url, 'POST', {}, body, ca)) as { access_token: string };
    await call(graph.url + path, 'POST', { authorization: `Bearer ${token.access_token}` }, undefined, ca);
  };
  const people = async (scenario: string, fits: boolean): Promise<void> => {
    await organisation.replacePeople(scenarioFolder(scenario));
    fitting = fits;
  };
  const hold = (on: boolean): void => {
    if (on) writeFileSync(holdFile, 'held by the model\n');
    else rmSync(holdFile, { force: true });
    holding = on;
  };
  return {
    holds: () => holding,
    fits: () => fitting,
    async does(deed, number) {
      const connection = `/api/v1/apps/${apps[number % apps.length]}/connections/default`;
      switch (deed) {
        case 'switches Okta on':
          return void (await atOkta('POST', `${connection}/lifecycle/activate`));
        case 'switches Okta off':
          return void (await atOkta('POST', `${connection}/lifecycle/deactivate`));
        case 'takes the consent away':
          return void (await atOkta('POST', connection, { profile: { authScheme: 'OAUTH2' } }));
        case 'gives the consent':
          return giveConsent(atOkta, connection);
        case 'starts the Entra job':
          return atGraph(`${job}/start`);
        case 'pauses the Entra job':
          return atGraph(`${job}/pause`);
        case 'holds':
          return hold(true);
        case 'lets go':
          return hold(false);
        case 'breaks the evidence':
          return people('mismatching-organisation', false);
        case 'repairs the evidence':
          return people('repaired-organisation', true);
      }
    },
  };
}

async function giveConsent(
  atOkta: (method: string, path: string) => Promise<string>,
  connection: string,
): Promise<void> {
  const { _links } = JSON.parse(await atOkta('GET', connection)) as { _links: { authorize?: { href: string } } };
  const state = new URL(_links.authorize?.href ?? 'http://none').searchParams.get('state');
  const app = connection.split('/')[4];
  if (state) await atOkta('POST', `/api/v1/apps/office365/${app}/oauth2/callback?code=given&state=${state}`);
}

function call(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: unknown,
  ca?: string,
): Promise<string> {
  const form = body instanceof URLSearchParams;
  const text = body === undefined ? '' : form ? body.toString() : JSON.stringify(body);
  const contentType = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const sent = send(
      url,
      { method, ca, headers: { ...headers, [operatorHeader]: 'yes', 'content-type': contentType } },
      async (answer) => {
        let received = '';
        for await (const piece of answer.setEncoding('utf8')) received += piece;
        resolve(received);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}
