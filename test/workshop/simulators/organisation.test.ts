import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, createJob, firstApp, listAt, mismatching, okta, repaired, secondApp, signIn } from './clients.js';

let folder: string;
let statePath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'organisation-'));
  statePath = join(folder, 'nested', 'state.json');
});
afterEach(() => rm(folder, { recursive: true }));

const deactivate = (organisation: Organisation, app: string) =>
  okta(organisation, 'POST', `${app}/connections/default/lifecycle/deactivate`);

async function withOrganisation(
  use: (organisation: Organisation) => Promise<void>,
  scenario = mismatching,
): Promise<void> {
  const organisation = await startOrganisation({ scenario });
  try {
    await use(organisation);
  } finally {
    await organisation.stop();
  }
}

describe('the saved state', () => {
  it('goes on where it stopped: settings, credentials, ports and log', async () => {
    const first = await startOrganisation({ scenario: repaired, statePath });
    await deactivate(first, secondApp);
    await first.save();
    await first.stop();
    expect((await stat(statePath)).mode & 0o777).toBe(0o600);

    // The scenario asked for now is another one: the state keeps its own.
    const second = await startOrganisation({ scenario: mismatching, statePath });
    try {
      expect(second.scenario).toBe('repaired-organisation');
      expect(second.endpoints.okta).toEqual(first.endpoints.okta);
      expect(second.endpoints.graph.url).toBe(first.endpoints.graph.url);
      expect(at(await okta(second, 'GET', `${secondApp}/connections/default`), 'status')).toBe('DISABLED');
      expect(at(await okta(second, 'GET', `${firstApp}/connections/default`), 'status')).toBe('ENABLED');
      expect(second.requests().map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect((await (await signIn(second))('GET', '/v1.0/organization')).status).toBe(200);
    } finally {
      await second.stop();
    }
  });

  it('is written only when asked for, takes new ports where the old ones are taken, and has secrets of its own', async () => {
    const first = await startOrganisation({ scenario: repaired, statePath });
    await first.save();
    await deactivate(first, firstApp);
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.endpoints.okta.url).port), '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const second = await startOrganisation({ scenario: repaired, statePath });
    const third = await startOrganisation({ scenario: repaired });
    try {
      expect(second.endpoints.okta.url).not.toBe(first.endpoints.okta.url);
      expect(at(await okta(second, 'GET', `${firstApp}/connections/default`), 'status')).toBe('ENABLED');
      expect(third.endpoints.okta.apiToken).not.toBe(second.endpoints.okta.apiToken);
      const port = Number(new URL(first.endpoints.okta.url).port);
      await expect(startOrganisation({ scenario: repaired, okta: { port } })).rejects.toThrow('EADDRINUSE');
    } finally {
      await Promise.all([second.stop(), third.stop()]);
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  it('refuses a file that is not a state', async () => {
    const other = join(folder, 'other.json');
    await writeFile(other, '{"version": 2}');
    await expect(startOrganisation({ scenario: repaired, statePath: other })).rejects.toThrow('is not a saved state');
  });

  it('leaves no credential files behind', async () => {
    const organisation = await startOrganisation({ scenario: repaired, statePath });
    const { caFile, federatedTokenFile } = organisation.endpoints.graph;
    expect((await stat(federatedTokenFile)).mode & 0o777).toBe(0o600);
    await organisation.stop();
    await expect(readFile(caFile)).rejects.toThrow('ENOENT');
  });
});

describe('two writers', () => {
  it('records the moment in which Okta and a job are on together, once, in either order', async () => {
    await withOrganisation(async (organisation) => {
      const graph = await signIn(organisation);
      const job = await createJob(graph);
      await deactivate(organisation, firstApp);
      expect(organisation.violations()).toEqual([]);
      await graph('POST', `${job}/start`);
      expect(organisation.violations()).toEqual([
        expect.stringContaining('0oa1office365staging02 and Entra job AD2AADProvisioning'),
      ]);
      await graph('GET', job);
      expect(organisation.violations().length).toBe(1);
      await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/activate`);
      expect(organisation.violations().length).toBe(2);
      await deactivate(organisation, firstApp);
      await deactivate(organisation, secondApp);
      expect(organisation.violations().length).toBe(3);
      await okta(organisation, 'POST', `${firstApp}/connections/default/lifecycle/activate`);
      expect(organisation.violations().length).toBe(4);
      await graph('POST', `${job}/pause`);
      await okta(organisation, 'POST', `${secondApp}/connections/default/lifecycle/activate`);
      expect(organisation.violations().length).toBe(4);
    }, repaired);
  });

  it('has nothing to record when every app is off before the job is on', async () => {
    await withOrganisation(async (organisation) => {
      const graph = await signIn(organisation);
      const job = await createJob(graph);
      await deactivate(organisation, firstApp);
      await deactivate(organisation, secondApp);
      await graph('POST', `${job}/start`);
      expect(organisation.violations()).toEqual([]);
      const log = organisation.requests();
      const sequenceOf = (ending: string): number => log.findLast(({ path }) => path.endsWith(ending))?.sequence ?? 0;
      expect(sequenceOf('/lifecycle/deactivate')).toBeLessThan(sequenceOf('/start'));
      expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
    }, repaired);
  });
});

describe('faults', () => {
  it('answer with the service’s own error, so often, after so many, and no more once removed', async () => {
    await withOrganisation(async (organisation) => {
      const remove = organisation.faults.add({
        service: 'okta',
        path: /\/api\/v1\/apps/,
        status: 500,
        skip: 1,
        times: 2,
      });
      const statuses = [];
      for (let count = 0; count < 4; count += 1)
        statuses.push((await okta(organisation, 'GET', '/api/v1/apps')).status);
      expect(statuses).toEqual([200, 500, 500, 200]);
      remove();
      organisation.faults.add({ service: 'graph', path: /organization/, status: 503, retryAfterSeconds: 7 });
      const graph = await signIn(organisation);
      const answer = await graph('GET', '/v1.0/organization');
      expect([answer.status, answer.headers['retry-after'], at(answer, 'error', 'code')]).toEqual([
        503,
        '7',
        'serviceNotAvailable',
      ]);
      organisation.faults.clear();
      expect((await graph('GET', '/v1.0/organization')).status).toBe(200);
    });
  });

  it('throttle Okta with a reset instead of Retry-After', async () => {
    await withOrganisation(async (organisation) => {
      organisation.faults.add({ service: 'okta', path: /apps/, status: 429, retryAfterSeconds: 5, times: 1 });
      const answer = await okta(organisation, 'GET', '/api/v1/apps');
      const wait = Number(answer.headers['x-rate-limit-reset']) - Date.parse(String(answer.headers.date)) / 1000;
      expect([answer.status, answer.headers['x-rate-limit-remaining'], wait >= 5 && wait <= 6]).toEqual([
        429,
        '0',
        true,
      ]);
    });
  });

  it('cut the connection before or after the change is made', async () => {
    await withOrganisation(async (organisation) => {
      const status = async (app: string): Promise<unknown> =>
        at(await okta(organisation, 'GET', `${app}/connections/default`), 'status');
      organisation.faults.add({
        service: 'okta',
        method: 'POST',
        path: /lifecycle\/deactivate/,
        reset: true,
        times: 1,
      });
      await expect(deactivate(organisation, firstApp)).rejects.toThrow();
      expect(await status(firstApp)).toBe('ENABLED');
      organisation.faults.add({
        service: 'okta',
        method: 'POST',
        path: /lifecycle\/deactivate/,
        afterApplying: true,
        times: 1,
      });
      await expect(deactivate(organisation, firstApp)).rejects.toThrow();
      expect(await status(firstApp)).toBe('DISABLED');
      organisation.faults.add({
        service: 'okta',
        path: /lifecycle\/deactivate/,
        afterApplying: true,
        status: 502,
        times: 1,
      });
      expect((await deactivate(organisation, secondApp)).status).toBe(502);
      expect(await status(secondApp)).toBe('DISABLED');
      expect(
        organisation
          .requests()
          .filter(({ method }) => method === 'POST')
          .map(({ status }) => status),
      ).toEqual([0, 0, 502]);
    });
  });

  it('delay an answer and still give it', async () => {
    await withOrganisation(async (organisation) => {
      organisation.faults.add({ service: 'okta', path: /apps/, delayMilliseconds: 20 });
      expect(listAt(await okta(organisation, 'GET', '/api/v1/apps')).length).toBe(3);
    });
  });
});
