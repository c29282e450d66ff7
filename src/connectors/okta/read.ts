import { createHash } from 'node:crypto';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import type { OktaApp } from '../../domain/okta.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import { convertOktaApp, isProvisioningOff, office365 } from '../../evidence/okta-file/convert.js';
import type { OktaClient } from './client.js';
import { OktaApiError } from './errors.js';

/** Capabilities of each feature as Okta holds them, by feature name: what a rollback puts back. */
export type FeatureCapabilities = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An Office 365 app as it is now. */
export interface OktaAppState {
  readonly app: OktaApp;
  /** Empty once the integration is off. */
  readonly features: FeatureCapabilities;
  /** Where an administrator gives the consent that the connection lacks (OKTA-9); left out when Okta offers none. */
  readonly authorizeLink?: string;
}

/** How far Okta is with what it had begun to provision (OKTA-13). */
export interface PendingProvisioning {
  readonly users: number;
  readonly syncing: number;
  readonly failed: number;
}

/** True only when Okta proves both ways that the app no longer provisions: its connection, and the refusal of features. */
export function provisioningIsOff({ connectionStatus, integrationOff }: OktaApp): boolean {
  return connectionStatus === 'DISABLED' && integrationOff;
}

/** The ids and labels of every Office 365 app of the org, whatever its label or status (OKTA-2). */
export async function listOffice365Apps(
  client: OktaClient,
): Promise<{ readonly id: string; readonly label: string }[]> {
  const apps: { id: string; label: string }[] = [];
  const filter = encodeURIComponent(`name eq "${office365}"`);
  for await (const item of client.list(`/api/v1/apps?filter=${filter}&limit=200`)) {
    const members = jsonObject(item);
    const id = members?.get('id');
    // An entry that we can't read may be an app that provisions: leaving it out would call it off.
    if (typeof id !== 'string' || members?.get('name') !== office365) {
      throw new UserError(`${client.orgUrl}: the list of Office 365 apps has an entry that is not such an app.`);
    }
    const label = members.get('label');
    apps.push({ id, label: typeof label === 'string' ? label : id });
  }
  return apps;
}

/**
 * Reads an app with its connection and features.
 *
 * @throws UserError when the app is not of Office 365 or an answer does not say what it should; OktaApiError.
 */
export async function readOktaApp(client: OktaClient, appId: string): Promise<OktaAppState> {
  const path = `/api/v1/apps/${encodeURIComponent(appId)}`;
  const [app, connection, features] = [
    await client.get(path),
    await client.get(`${path}/connections/default`),
    await readFeatures(client, `${path}/features`),
  ];
  const conversion = convertOktaApp({ app, connection, features }, { origin: `${client.orgUrl}${path}`, line: 1 });
  if ('rejected' in conversion) throw new UserError(`${client.orgUrl}: ${conversion.rejected}`);
  if (conversion.app.name !== office365) {
    throw new UserError(
      `${client.orgUrl}: the app ${appId} is ${conversion.app.name}, expected ${office365}. Correct cutover:okta.apps.`,
    );
  }
  const authorizeLink = jsonObject(jsonObject(jsonObject(connection)?.get('_links'))?.get('authorize'))?.get('href');
  return {
    app: conversion.app,
    features: capabilitiesByName(features),
    ...(typeof authorizeLink === 'string' && { authorizeLink }),
  };
}

/** The list of features, or the body of the 400 by which Okta says that the integration is off. */
async function readFeatures(client: OktaClient, path: string): Promise<unknown> {
  try {
    return await client.get(path);
  } catch (error) {
    if (error instanceof OktaApiError && error.status === 400 && isProvisioningOff(error.body)) return error.body;
    throw error;
  }
}

function capabilitiesByName(features: unknown): FeatureCapabilities {
  if (!Array.isArray(features)) return {};
  return Object.fromEntries(
    features.flatMap((feature) => {
      const members = jsonObject(feature);
      const capabilities = jsonObject(members?.get('capabilities'));
      return capabilities === undefined ? [] : [[jsonText(members?.get('name')), Object.fromEntries(capabilities)]];
    }),
  );
}

/** Counts the app's users by what is still being pushed. */
export async function readPendingProvisioning(client: OktaClient, appId: string): Promise<PendingProvisioning> {
  let [users, syncing, failed] = [0, 0, 0];
  for await (const user of client.list(`/api/v1/apps/${encodeURIComponent(appId)}/users?limit=500`)) {
    const state = jsonObject(user)?.get('syncState');
    users += 1;
    if (state === 'SYNCING') syncing += 1;
    if (state === 'ERROR') failed += 1;
  }
  return { users, syncing, failed };
}

/** Every Office 365 app of the org as evidence, read now. */
export async function readOffice365Apps(
  client: OktaClient,
  now: () => Date = () => new Date(),
): Promise<Evidence<OktaApp>> {
  const readAt = now().toISOString();
  const records: OktaApp[] = [];
  for (const { id } of await listOffice365Apps(client)) records.push((await readOktaApp(client, id)).app);
  const facts = records.map(({ at: _, ...fact }) => fact);
  return {
    source: {
      kind: 'okta',
      origin: client.orgUrl,
      sha256: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
      records: records.length,
      rejected: 0,
      skipped: 0,
      readAt,
      fields: new Set(['connectionStatus', 'capabilities', 'integrationOff']),
      issues: [],
    },
    records,
  };
}
