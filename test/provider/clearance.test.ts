import { describe, expect, it } from 'vitest';
import type { Clearance } from '../../src/gate/clearance.js';
import type { createSynchronizationWrites, StartClearance } from '../../src/provider/cloud-sync/writes.js';
import type { EntraSeenOff } from '../../src/provider/okta/entra-interlock.js';
import type { createOktaWrites, SwitchOffClearance } from '../../src/provider/okta/writes.js';
import { linted } from '../linted.js';

describe('a request that switches a provisioner', () => {
  const job = { servicePrincipalId: 'sp', id: 'job' };

  // Never called: `npm run types` looks at it, and an error that does not come is an error.
  it('does not compile without the clearance of its own operation', () => {
    const cloudSync = (
      writes: ReturnType<typeof createSynchronizationWrites>,
      own: StartClearance,
      other: SwitchOffClearance,
      any: Clearance,
    ): unknown[] => [
      writes.start(own, job),
      writes.restart(own, job),
      writes.putSchema(own, '/path', {}),
      writes.provisionOnDemand(own, job, 'rule', 'CN=ann'),
      writes.pause(job),
      // @ts-expect-error
      writes.start(job),
      // @ts-expect-error
      writes.start(other, job),
      // @ts-expect-error
      writes.start(any, job),
      // @ts-expect-error
      writes.start({ operation: 'activate-entra-sync', stack: 'prod', digest: '', accepted: [] }, job),
      // @ts-expect-error
      writes.restart(other, job),
      // @ts-expect-error
      writes.restart(undefined, job),
      // @ts-expect-error
      writes.putSchema('/path', {}),
      // @ts-expect-error
      writes.putSchema(other, '/path', {}),
      // @ts-expect-error
      writes.provisionOnDemand(other, job, 'rule', 'CN=ann'),
    ];
    const okta = (
      writes: ReturnType<typeof createOktaWrites>,
      own: SwitchOffClearance,
      other: StartClearance,
      seen: EntraSeenOff,
    ): unknown[] => [
      writes.deactivateConnection(own, 'app'),
      writes.disableCapabilities(own, 'app', 'USER_PROVISIONING', {}),
      writes.activateConnection(seen, 'app'),
      writes.restoreCapabilities(seen, 'app', 'USER_PROVISIONING', {}),
      // @ts-expect-error
      writes.deactivateConnection('app'),
      // @ts-expect-error
      writes.deactivateConnection(other, 'app'),
      // @ts-expect-error
      writes.disableCapabilities(seen, 'app', 'USER_PROVISIONING', {}),
      // @ts-expect-error
      writes.activateConnection('app'),
      // @ts-expect-error
      writes.activateConnection(own, 'app'),
      // @ts-expect-error
      writes.restoreCapabilities(own, 'app', 'USER_PROVISIONING', {}),
    ];
    expect([cloudSync.length, okta.length]).toEqual([4, 4]);
  });

  it.each([
    "import type { Clearance } from '../gate/clearance.js';\nexport const made = {} as Clearance;",
    "import type { Clearance } from '../gate/clearance.js';\nexport const made = {} as unknown as Clearance<'activate-entra-sync'>;",
    "import type { StartClearance } from './cloud-sync/writes.js';\nexport const made = JSON.parse('') as StartClearance;",
    "import type { Authorisation } from './authorise.js';\nexport const made = {} as Authorisation<'activate-entra-sync'>;",
    "import type { EntraSeenOff } from './okta/entra-interlock.js';\nexport const made = {} as EntraSeenOff;",
    // <Clearance>{} is not TypeScript here: erasableSyntaxOnly.
  ])('can have no clearance that was made by a cast: %s', (text) => {
    expect(linted(text)).toContain('A clearance is made by the gate alone');
  });

  it('may be given any other cast', () => {
    expect(linted("export const made = JSON.parse('') as { readonly a: string };\n")).not.toContain('clearance');
  });
});
