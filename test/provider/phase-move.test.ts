import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { appendEntry } from '../../src/audit/index.js';
import { type Phase, phases } from '../../src/domain/phase.js';
import { anchorBindings } from '../../src/provider/bindings/resource.js';
import { moveProblem } from '../../src/provider/phase-move.js';
import { type Harness, type Kind, startHarness } from './harness.js';

const switching: readonly Kind[] = ['OktaProvisioning', 'CloudSyncActivation', 'ConnectActivation'];

describe('a resource that a refused update left in another phase than the rest', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness('repaired-organisation');
  });
  afterAll(() => harness.stop());

  /** Whether the move itself is refused; what else stands against the phase is not asked. */
  async function isRefused(kind: Kind, from: Phase, to: Phase): Promise<boolean> {
    const problems = await harness.check(kind, { phase: from }, harness.inputs(kind, to));
    return problems.some((problem) => problem.includes(`It was last updated in phase ${from} and can't move to ${to}`));
  }

  it.each<Kind>([...switching, 'AnchorGate', 'AnchorBindings', 'TenantSwitches', 'AuditTrail'])(
    '%s goes to a rollback from every phase',
    async (kind) => {
      for (const phase of phases) expect(await isRefused(kind, phase, 'rollback'), phase).toBe(false);
    },
  );

  it.each<Kind>([...switching, 'AnchorGate', 'AnchorBindings', 'AuditTrail'])(
    '%s goes back to cutover from a complete that was refused',
    async (kind) => {
      expect(await isRefused(kind, 'complete', 'cutover')).toBe(false);
    },
  );

  it('keeps nobody from the phase that the resources behind it still have', async () => {
    for (const from of phases)
      for (const to of phases) expect(await isRefused('AnchorGate', from, to), `${from} to ${to}`).toBe(false);
    expect(await isRefused('TenantSwitches', 'cutover', 'stage')).toBe(false);
  });

  it('leaves the environment’s own move to the reached phase, and what switches to its own', async () => {
    for (const [from, to] of [
      ['assess', 'rollback'],
      ['complete', 'cutover'],
      ['rollback', 'stage'],
    ] as const)
      expect(await isRefused('Phase', from, to), `${from} to ${to}`).toBe(true);
    for (const kind of switching)
      for (const [from, to] of [
        ['assess', 'cutover'],
        ['cutover', 'stage'],
        ['rollback', 'cutover'],
      ] as const)
        expect(await isRefused(kind, from, to), `${kind}: ${from} to ${to}`).toBe(true);
    expect(await isRefused('TenantSwitches', 'complete', 'cutover')).toBe(true);
  });
});

describe('repairs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-phase-move-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('go back to stage from a cutover that wrote nothing, and never from one that did', async () => {
    const journal = join(folder, 'staging.jsonl');
    const move = (from: Phase, to: Phase): Promise<string | undefined> =>
      moveProblem(from, to, { bornIn: 'assess', stack: 'staging', journal }, anchorBindings.mayRejoin);
    expect(await move('cutover', 'stage')).toBeUndefined();
    expect(await move('complete', 'assess')).toBeUndefined();
    await appendEntry(journal, {
      stack: 'staging',
      phase: 'cutover',
      operation: 'okta.connection.deactivate',
      target: 'app',
      outcome: 'done',
    } as Parameters<typeof appendEntry>[1]);
    expect(await move('cutover', 'stage')).toMatch(/can't move to stage/);
    expect(await move('complete', 'assess')).toMatch(/can't move to assess/);
  });
});
