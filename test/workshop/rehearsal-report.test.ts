import { expect, it } from 'vitest';
import { reasonOf } from '../../workshop/rehearsal/report.js';

it('says of a step that failed what the engine said first', () => {
  const gate =
    "  entra-cutover:index:AnchorGate gate  error: entra-cutover:index:AnchorGate resource 'gate' has a problem: ";
  const output = `Updating (prod):\n${gate}The assessment is blocked.\n${gate}ada\n`;
  expect(reasonOf({ name: 'cutover', succeeded: false, output })).toBe(': The assessment is blocked.');
  expect(reasonOf({ name: 'stage', succeeded: false, output: 'error: no plugin' })).toBe(': no plugin');
  expect(reasonOf({ name: 'stage', succeeded: false })).toBe('');
});
