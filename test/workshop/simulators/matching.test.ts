import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { at, copyScenario, createJob, type Edits, type Graph, logOf, repaired, signIn } from './clients.js';

const running: Organisation[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((organisation) => organisation.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** The repaired organization with something changed in its files. */
async function changed(edits: Edits): Promise<Graph> {
  const folder = await copyScenario(repaired, edits);
  folders.push(folder);
  const organisation = await startOrganisation({ scenario: folder });
  running.push(organisation);
  return signIn(organisation);
}

function errorCode(row: Record<string, unknown> | undefined): unknown {
  const path = ['provisioningStatusInfo', 'errorInformation', 'errorCode'];
  return at({ status: 0, headers: {}, text: JSON.stringify(row ?? null) }, ...path);
}

describe('matching', () => {
  const cloudManaged = (text: string): string => text.replace(/("rosa\.delgado@corp\.example".*?)"True"/, '$1""');
  const rosa = async (graph: Graph): Promise<Record<string, unknown> | undefined> => {
    const job = await createJob(graph);
    await graph('POST', `${job}/start`);
    return (await logOf(graph)).find(({ provisioningSteps }) =>
      JSON.stringify(provisioningSteps).includes('rosa.delgado'),
    );
  };
  const grant = (text: string): string =>
    text.replace(
      '"roleEligibility": [',
      '"roleEligibility": [{ "user": "rosa.delgado@corp.example", "roleDefinitionId": "x" },',
    );
  const withFeature =
    (name: string) =>
    (text: string): string =>
      text.replace('"okta": {', `"onPremisesSynchronization": { "features": { "${name}": true } }, "okta": {`);
  const withIdentifier = (text: string): string =>
    text.replace(
      '"okta": {',
      '"userProperties": { "rosa.delgado@corp.example": { "onPremisesObjectIdentifier": "b3RoZXI=" } }, "okta": {',
    );

  it('takes a cloud-managed account over by its anchor', async () => {
    expect(await rosa(await changed({ entra: cloudManaged }))).toMatchObject({ provisioningAction: 'update' });
  });

  it('refuses to take over a privileged account, one of another object, and any where it is blocked', async () => {
    for (const json of [grant, withIdentifier, withFeature('blockCloudObjectTakeoverThroughHardMatchEnabled')]) {
      const row = await rosa(await changed({ entra: cloudManaged, json }));
      expect([row?.provisioningAction, errorCode(row)]).toEqual(['other', 'InvalidHardMatch']);
    }
  });

  it('lets the temporary bypass through, and leaves joined accounts alone', async () => {
    const bypass = withFeature('allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled');
    expect(
      await rosa(await changed({ entra: cloudManaged, json: (text) => bypass(withIdentifier(text)) })),
    ).toMatchObject({ provisioningAction: 'update' });
    expect(await rosa(await changed({ json: grant }))).toMatchObject({ provisioningAction: 'update' });
  });

  it('refuses a soft match that is blocked or would hand over a privileged account', async () => {
    const withoutAnchor = (text: string): string =>
      cloudManaged(text).replace(/("rosa\.delgado@corp\.example","[^"]*",)"[^"]*"/, '$1""');
    expect(await rosa(await changed({ entra: withoutAnchor }))).toMatchObject({ provisioningAction: 'update' });
    expect(
      errorCode(await rosa(await changed({ entra: withoutAnchor, json: withFeature('blockSoftMatchEnabled') }))),
    ).toBe('InvalidSoftMatch');
    expect(errorCode(await rosa(await changed({ entra: withoutAnchor, json: grant })))).toBe(
      'ExistingAdminRoleConflict',
    );
  });
});
