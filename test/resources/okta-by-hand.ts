import { expect } from 'vitest';
import type { Project } from '../../workshop/engine/project.js';

type Organisation = Pick<Project, 'organisation'>;

/** What Okta itself answers about an app's provisioning connection. */
export async function connectionOf({ organisation }: Organisation, app: string): Promise<string> {
  const { okta } = organisation.endpoints;
  const response = await fetch(`${okta.url}/api/v1/apps/${app}/connections/default`, {
    headers: { authorization: `SSWS ${okta.apiToken}` },
  });
  return ((await response.json()) as { status: string }).status;
}

/** Plays an administrator at Okta's console. */
export async function switchOktaByHand(
  { organisation }: Organisation,
  app: string,
  lifecycle: 'activate' | 'deactivate',
): Promise<void> {
  const { okta } = organisation.endpoints;
  const response = await fetch(`${okta.url}/api/v1/apps/${app}/connections/default/lifecycle/${lifecycle}`, {
    method: 'POST',
    headers: { authorization: `SSWS ${okta.apiToken}` },
  });
  expect(response.status).toBe(204);
}
