import { describe, expect, it } from 'vitest';
import { nextAtServer, whileHeld } from '../../src/domain/connect-next.js';

const server = { serverName: 'SYNC01', connectorName: 'corp.onmicrosoft.com - AAD' };

describe('while somebody holds the environment', () => {
  const held = (next: string) => whileHeld({ waitingFor: [], next }, ['cutover:hold is set'], 'staging', true).next;

  it.each([
    ['reads again', nextAtServer.readAgain(server)],
    ['synchronizes everything', nextAtServer.initial(server)],
    ['runs a cycle', nextAtServer.cycle(server)],
    ['runs a cycle in staging mode', nextAtServer.cycleInStaging(server)],
    ['synchronizes at the end of the wizard', nextAtServer.containers(server, ['ou=pilot,dc=corp,dc=example'])],
    ['lets a suspended scheduler go on', nextAtServer.closeWizard(server)],
    ['enables the scheduler', nextAtServer.enableScheduler(server)],
    ['leaves staging mode', nextAtServer.leaveStaging(server)],
  ])('nobody is told what %s: the server may export by it', (_, next) => {
    expect(held(next)).toBe('In Pulumi.staging.yaml, by a pull request: cutover:hold: false');
  });

  it.each([nextAtServer.stop(server), nextAtServer.enterStaging(server), nextAtServer.exportEvidence(server)])(
    '%s is said: by it nobody exports',
    (next) => {
      expect(held(next)).toBe(next);
    },
  );
});
