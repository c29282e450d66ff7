import { expect, it } from 'vitest';
import { declaredTwice } from '../../src/provider/declared-once.js';
import { oktaProvisioning } from '../../src/provider/okta/resource.js';
import type { OperationContext } from '../../src/provider/ports.js';

type Inputs = Parameters<typeof declaredTwice<Parameters<NonNullable<typeof oktaProvisioning.check>>[0]>>[1];

const urnOf = (name: string, stack = 'prod') =>
  `urn:pulumi:${stack}::identity-cutover::${oktaProvisioning.token}::${name}`;
const inputs = (appId: string, phase = 'stage') => ({ appId, phase }) as Inputs;
const told = (urn: string, declared: Inputs, ports: object) =>
  declaredTwice(oktaProvisioning, declared, { urn, ports } as OperationContext)?.lines[0];

it('names the second resource that declares an app, and no other', () => {
  const run = {};
  expect(told(urnOf('north'), inputs('a'), run)).toBeUndefined();
  expect(told(urnOf('north'), inputs('a'), run)).toBeUndefined();
  expect(told(urnOf('south'), inputs('a'), run)).toMatch(/^north and south declare the same appId, a: expected one/);
  expect(told(urnOf('south'), inputs('b'), run)).toBeUndefined();
  expect(told(urnOf('south', 'staging'), inputs('a'), run)).toBeUndefined();
  expect(told(urnOf('south'), inputs('a', 'rollback'), run)).toBeUndefined();
  expect(told(urnOf('south'), inputs('a'), {})).toBeUndefined();
});
