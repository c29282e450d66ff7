import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, firstApp, listAt, mismatching, okta, secondApp, send } from './clients.js';

let organisation: Organisation;
beforeEach(async () => {
  organisation = await startOrganisation({ scenario: mismatching });
});
afterEach(() => organisation.stop());

const off = {
  create: { lifecycleCreate: { status: 'DISABLED' } },
  update: {
    profile: { status: 'DISABLED' },
    lifecycleDeactivate: { status: 'DISABLED' },
    password: { status: 'DISABLED' },
  },
};

describe('apps', () => {
  it('answers 401 E0000011 to a wrong token', async () => {
    const answer = await okta(organisation, 'GET', '/api/v1/apps', { headers: { authorization: 'SSWS wrong' } });
    expect(answer.status).toBe(401);
    expect(at(answer, 'errorCode')).toBe('E0000011');
  });

  it('finds every Office 365 app by filter, one page after the other', async () => {
    const first = await okta(organisation, 'GET', '/api/v1/apps?filter=name%20eq%20%22office365%22&limit=1');
    expect(listAt(first).map(({ id }) => id)).toEqual(['0oa1office365staging01']);
    const next = /<([^>]+)>; rel="next"/.exec(String(first.headers.link))?.[1] ?? '';
    expect(next).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/apps\?.*after=/);
    const second = await okta(organisation, 'GET', next);
    expect(listAt(second).map(({ id }) => id)).toEqual(['0oa1office365staging02']);
    expect(String(second.headers.link)).not.toContain('rel="next"');
  });

  it('filters by name and status, starts with q, and refuses a filter it does not know', async () => {
    expect(listAt(await okta(organisation, 'GET', '/api/v1/apps')).length).toBe(3);
    expect(listAt(await okta(organisation, 'GET', '/api/v1/apps?q=intra')).length).toBe(1);
    expect(listAt(await okta(organisation, 'GET', '/api/v1/apps?filter=status+eq+%22INACTIVE%22')).length).toBe(0);
    expect((await okta(organisation, 'GET', '/api/v1/apps?filter=label+sw+%22M%22')).status).toBe(400);
    expect((await okta(organisation, 'GET', '/api/v1/apps?limit=500')).status).toBe(400);
  });

  it('answers 404 E0000007 for an unknown app and an unknown path', async () => {
    expect(at(await okta(organisation, 'GET', '/api/v1/apps/0oaNone'), 'errorCode')).toBe('E0000007');
    expect((await okta(organisation, 'GET', '/api/v1/nothing')).status).toBe(404);
    expect((await okta(organisation, 'DELETE', '/api/v1/apps')).status).toBe(405);
  });

  it('accepts the app lifecycle, which nobody may call, and logs it', async () => {
    expect((await okta(organisation, 'POST', `${firstApp}/lifecycle/deactivate`)).status).toBe(200);
    expect(at(await okta(organisation, 'GET', firstApp), 'status')).toBe('INACTIVE');
    expect(organisation.requests().map(({ method, path }) => `${method} ${path}`)).toContain(
      `POST ${firstApp}/lifecycle/deactivate`,
    );
  });
});

describe('features and connection', () => {
  it('takes the bare capabilities, partially, and hints at what is on', async () => {
    const answer = await okta(organisation, 'PUT', `${firstApp}/features/USER_PROVISIONING`, {
      body: { update: { profile: { status: 'DISABLED' } } },
    });
    expect(answer.status).toBe(200);
    expect(at(answer, 'capabilities', 'update', 'profile', 'status')).toBe('DISABLED');
    expect(at(answer, 'capabilities', 'create', 'lifecycleCreate', 'status')).toBe('ENABLED');
    expect(at(await okta(organisation, 'GET', firstApp), 'features')).toEqual([
      'PUSH_NEW_USERS',
      'PUSH_USER_DEACTIVATION',
    ]);
  });

  it('refuses a wrapper, an unknown capability and an unknown value', async () => {
    const path = `${firstApp}/features/USER_PROVISIONING`;
    for (const body of [
      { capabilities: off },
      { update: { profil: { status: 'DISABLED' } } },
      { update: { profile: { status: 'OFF' } } },
    ]) {
      const answer = await okta(organisation, 'PUT', path, { body });
      expect([answer.status, at(answer, 'errorCode')]).toEqual([400, 'E0000001']);
    }
    expect(at(await okta(organisation, 'GET', path), 'capabilities', 'update', 'profile', 'status')).toBe('ENABLED');
  });

  it('has inbound provisioning for the first app only', async () => {
    const names = async (app: string): Promise<unknown[]> =>
      listAt(await okta(organisation, 'GET', `${app}/features`)).map(({ name }) => name);
    expect(await names(firstApp)).toEqual(['USER_PROVISIONING', 'INBOUND_PROVISIONING']);
    expect(await names(secondApp)).toEqual(['USER_PROVISIONING']);
    const body = { importSettings: { schedule: { status: 'DISABLED' } } };
    const answer = await okta(organisation, 'PUT', `${firstApp}/features/INBOUND_PROVISIONING`, { body });
    expect(at(answer, 'capabilities', 'importSettings', 'schedule', 'status')).toBe('DISABLED');
  });

  it('replaces objects that hold values as a whole, and refuses one without what it must have', async () => {
    const path = `${firstApp}/features/INBOUND_PROVISIONING`;
    const put = (importSettings: object) => okta(organisation, 'PUT', path, { body: { importSettings } });
    const fullImport = { expression: '0 3 * * *', timezone: 'UTC' };
    const schedule = { status: 'ENABLED', fullImport };
    const shown = { ...schedule, incrementalImport: null };
    expect(at(await put({ schedule }), 'capabilities', 'importSettings', 'schedule')).toEqual(shown);
    for (const part of [
      { username: { userNameExpression: 'source.email' } },
      { schedule: { fullImport } },
      { schedule: { status: 'ENABLED', fullImport: { timezone: 'UTC' } } },
      { schedule: { status: 'ENABLED', fullImport: null } },
    ])
      expect([part, (await put(part)).status]).toEqual([part, 400]);
    expect(at(await okta(organisation, 'GET', path), 'capabilities', 'importSettings', 'schedule')).toEqual(shown);
    const off = await put({ schedule: { status: 'DISABLED' } });
    expect(at(off, 'capabilities', 'importSettings', 'schedule')).toEqual({
      status: 'DISABLED',
      fullImport: null,
      incrementalImport: null,
    });
    expect(at(off, 'capabilities', 'importRules')).toBeDefined();
  });

  it('proves an integration that is off by the 400 with exactly this cause', async () => {
    expect((await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/deactivate`)).status).toBe(204);
    expect(at(await okta(organisation, 'GET', `${firstApp}/connections/default`), 'status')).toBe('DISABLED');
    for (const path of [`${firstApp}/features`, `${firstApp}/features/USER_PROVISIONING`]) {
      const answer = await okta(organisation, 'GET', path);
      expect(answer.status).toBe(400);
      expect(at(answer, 'errorCode')).toBe('E0000001');
      expect(at(answer, 'errorSummary')).toBe('Api validation failed: feature');
      expect(at(answer, 'errorCauses')).toEqual([
        { errorSummary: 'Provisioning is not enabled for the app instance.' },
      ]);
    }
    expect((await okta(organisation, 'PUT', `${firstApp}/features/USER_PROVISIONING`, { body: off })).status).toBe(400);
    expect(at(await okta(organisation, 'GET', `${secondApp}/connections/default`), 'status')).toBe('ENABLED');
  });

  it('switches on again at once where the grant survives', async () => {
    await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/deactivate`);
    await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/activate`);
    expect(at(await okta(organisation, 'GET', `${firstApp}/connections/default`), 'status')).toBe('ENABLED');
    expect((await okta(organisation, 'GET', `${firstApp}/features`)).status).toBe(200);
  });

  it('never keeps or logs credentials', async () => {
    const body = {
      profile: {
        authScheme: 'OAUTH2',
        settings: { adminUsername: 'svc@corp.example', adminPassword: 'hunter2secret' },
      },
    };
    expect((await okta(organisation, 'POST', `${firstApp}/connections/default`, { body })).status).toBe(200);
    const log = JSON.stringify(organisation.requests());
    expect(log).not.toContain('hunter2secret');
    expect(log).toContain('svc@corp.example');
    expect(log).not.toContain(organisation.endpoints.okta.apiToken);
  });
});

describe('a grant that does not survive', () => {
  it('waits for the consent in a browser', async () => {
    const other = await startOrganisation({ scenario: mismatching, grantSurvivesDeactivation: false });
    try {
      const connection = `${firstApp}/connections/default`;
      await okta(other, 'POST', `${connection}/lifecycle/deactivate`);
      await okta(other, 'POST', `${connection}/lifecycle/activate`);
      const waiting = await okta(other, 'GET', connection);
      expect(at(waiting, 'status')).toBe('DISABLED');
      const link = String(at(waiting, '_links', 'authorize', 'href'));
      const state = new URL(link).searchParams.get('state') ?? '';
      const callback = '/api/v1/apps/office365/0oa1office365staging01/oauth2/callback';
      expect((await okta(other, 'POST', `${callback}?code=abc&state=other`)).status).toBe(400);
      expect((await okta(other, 'POST', `${callback}?code=abc&state=${state}`)).status).toBe(204);
      const done = await okta(other, 'GET', connection);
      expect([at(done, 'status'), at(done, '_links', 'authorize')]).toEqual(['ENABLED', undefined]);
      expect(JSON.stringify(other.requests())).not.toContain(state);
    } finally {
      await other.stop();
    }
  });
});

describe('what the real plugin sends', () => {
  it('takes a request target in absolute form and builds links for the host it was given', async () => {
    const { url, apiToken } = organisation.endpoints.okta;
    const body = await new Promise<{ status: number | undefined; link: string }>((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: new URL(url).port,
        path: 'http://127.0.0.1/api/v1/apps?limit=1',
        headers: { host: '127.0.0.1', authorization: `SSWS ${apiToken}` },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode, link: String(response.headers.link) });
      });
      sent.end();
    });
    expect(body.status).toBe(200);
    expect(body.link).toContain('<http://127.0.0.1/api/v1/apps?limit=1&after=');
    expect(organisation.requests().at(-1)?.path).toBe('/api/v1/apps?limit=1');
    expect(at(await okta(organisation, 'GET', '/api/v1/users/me'), 'status')).toBe('ACTIVE');
  });
});

describe('rate limits', () => {
  it('refuses with 429 E0000047 until the reset of its own clock', async () => {
    let now = Date.UTC(2031, 0, 1);
    const limited = await startOrganisation({
      scenario: mismatching,
      clock: () => now,
      rateLimit: { okta: { limit: 2, windowSeconds: 60 } },
    });
    try {
      const first = await okta(limited, 'GET', '/api/v1/apps');
      expect(first.headers).toMatchObject({ 'x-rate-limit-limit': '2', 'x-rate-limit-remaining': '1' });
      await okta(limited, 'GET', '/api/v1/apps');
      const refused = await okta(limited, 'GET', '/api/v1/apps');
      expect([refused.status, at(refused, 'errorCode')]).toEqual([429, 'E0000047']);
      expect(refused.headers['retry-after']).toBeUndefined();
      const wait = Number(refused.headers['x-rate-limit-reset']) - Date.parse(String(refused.headers.date)) / 1000;
      expect(wait).toBe(60);
      now += 60_000;
      expect((await okta(limited, 'GET', '/api/v1/apps')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

it('serves nothing without a token but the token endpoint', async () => {
  const { url } = organisation.endpoints.okta;
  expect((await send(`${url}/api/v1/users/me`, 'GET', {})).status).toBe(401);
  expect(
    (await send(`${url}/oauth2/v1/token`, 'POST', { body: new URLSearchParams({ grant_type: 'password' }) })).status,
  ).toBe(400);
});
