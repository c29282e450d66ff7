import { expect, it } from 'vitest';
import { isSameMachine } from '../../src/domain/host-name.js';

it.each([
  ['SYNC01', 'sync01.corp.example', true],
  ['sync01.corp.example', 'SYNC01.CORP.EXAMPLE.', true],
  ['SYNC01', 'SYNC02', false],
  ['SYNC01.corp.example', 'SYNC01.emea.corp.example', false],
  ['SYNC01.corp', 'SYNC01.emea', false],
  ['SYNC01.', 'SYNC01.emea', true],
])('%s and %s are one machine: %s', (one, other, isSame) => {
  expect([isSameMachine(one, other), isSameMachine(other, one)]).toEqual([isSame, isSame]);
});
