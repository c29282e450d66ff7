import { describe, expect, it } from 'vitest';
import { mismatching, repaired } from '../clients.js';
import { changePerson, standing, synchronizeAll } from './stand.js';
import { assessed, named } from './stand-assess.js';

const connectQuestions = ['pendingExports', 'disconnectors', 'exportErrors', 'syncStatus', 'connectConfig'];

describe('what a staging server writes, read by the product', () => {
  it('clears a healthy organization and leaves none of Entra Connect’s questions open', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const result = await assessed(stand);
    expect(result.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(result.decision).toBe('cleared');
    expect(result.scope).toEqual(expect.arrayContaining(connectQuestions));
    expect(result.scope).toContain('objectIdentifier');
    expect(result.counts.outcomes.hardMatch).toBe(stand.server.state.ad.length);
  });

  it('says the same by the table of CSExportAnalyzer and the exported policy', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const other = { pendingExports: 'pending-exports.csv', connectConfig: 'Exported-SynchronizationPolicy.JSON' };
    const result = await assessed(stand, other);
    expect([result.decision, result.findings.filter(({ severity }) => severity !== 'info')]).toEqual(['cleared', []]);
    // A policy does not tell the version of the server.
    const answered = connectQuestions.filter((question) => question !== 'connectConfig');
    expect(result.scope).toEqual(expect.arrayContaining(answered));
    expect(result.scope).not.toContain('connectConfig');
  });

  it('blocks on the additions of people who are there under another anchor, whose accounts are disconnectors', async () => {
    const stand = await standing(mismatching);
    await synchronizeAll(stand);
    const result = await assessed(stand);
    expect(result.decision).toBe('blocked');
    const people =
      'dario.conti fatima.elidrissi grace.okafor ingrid.halvorsen marek.novak priya.raman renee.vandermeer tomas.eriksson';
    const mismatched = people.split(' ').map((name) => `${name}@corp.example`);
    expect(named(result, 'pending-add-of-existing')).toEqual(mismatched);
    expect(named(result, 'disconnector')).toEqual([...mismatched, 'viktor.sandahl@corp.example'].sort());
    expect(named(result, 'pending-add')).toEqual(
      ['leila.haddad', 'noah.fischer', 'rosa.delgado'].map((name) => `${name}@corp.example`),
    );
  });

  it('blocks on the staged deletion of somebody whom a filter takes out after they were joined', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const filtered = changePerson(stand, 'ada.lindqvist', { samAccountName: 'MSOL_0123456789ab' });
    await synchronizeAll(stand);
    const result = await assessed(stand);
    expect(named(result, 'pending-delete')).toEqual([filtered]);
    expect(result.decision).toBe('blocked');
  });

  it.each([
    ['before anything was synchronized', async () => {}],
    [
      'in the middle of a cycle',
      async ({ server }: Awaited<ReturnType<typeof standing>>) => {
        server.startSyncCycle('Initial');
        for (let step = 0; step < 6; step += 1) await server.work();
      },
    ],
    [
      'after staging mode was left',
      async (stand: Awaited<ReturnType<typeof standing>>) => {
        await synchronizeAll(stand);
        stand.server.openWizard();
        stand.server.finishWizard({ stagingMode: false });
      },
    ],
  ])('clears nothing %s', async (_when, prepare) => {
    const stand = await standing(repaired);
    await prepare(stand);
    const result = await assessed(stand);
    expect(result.decision).toBe('indeterminate');
    expect(result.scope).not.toContain('pendingExports');
  });
});
