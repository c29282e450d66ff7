import { afterEach, expect, it } from 'vitest';
import { oktaCredentials } from '../../src/connectors/okta/credentials.js';
import { createOktaSession, type OktaSession } from '../../src/connectors/okta/session.js';
import { appIds, type Harness, startHarness } from './harness.js';

let harness: Harness | undefined;
afterEach(() => harness?.stop());

const app = `/api/v1/apps/${appIds[0]}`;
const activate = `POST ${app}/connections/default/lifecycle/activate`;
const restored = ['USER_PROVISIONING', 'INBOUND_PROVISIONING'].map((feature) => `PUT ${app}/features/${feature}`);

/** The session, whose first list of features after the n-th write to a feature lacks the imports. */
function leavingOutImports(session: OktaSession, write: number): OktaSession {
  let writes = 0;
  let leftOut = false;
  return {
    ...session,
    async send(request) {
      if (request.method === 'PUT') writes += 1;
      const answer = await session.send(request);
      if (leftOut || writes !== write || !request.path.endsWith('/features')) return answer;
      leftOut = true;
      const features = answer.body as readonly { readonly name: string }[];
      return { ...answer, body: features.filter(({ name }) => name !== 'INBOUND_PROVISIONING') };
    },
  };
}

it('puts a capability back that an answer leaves out while another one is written', async () => {
  // The cutover writes both features; the third write is the rollback's first.
  harness = await startHarness('repaired-organisation', {}, ({ endpoints: { okta } }) => {
    let session: OktaSession | undefined;
    return {
      async openOkta() {
        const credentials = await oktaCredentials('manage', { OKTA_API_TOKEN: okta.apiToken });
        session ??= leavingOutImports(createOktaSession({ orgUrl: okta.url, credentials }), 3);
        return session;
      },
    };
  });
  let state = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
  for (const phase of ['stage', 'cutover', 'rollback'] as const)
    state = await harness.update('OktaProvisioning', state, harness.inputs('OktaProvisioning', phase));
  expect(harness.writes().slice(3)).toEqual([activate, ...restored]);
});
