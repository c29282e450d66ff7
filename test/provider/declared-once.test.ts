import { expect, it } from 'vitest';
import { peopleByName } from '../../src/pipeline/masking/shown-people.js';
import { declaredTwice } from '../../src/provider/declared-once.js';
import { oktaProvisioning } from '../../src/provider/okta/resource.js';
import type { OperationContext } from '../../src/provider/ports.js';
import { resourceCalls } from '../../src/provider/resource-calls.js';

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

it('comes first in the check of the provider', async () => {
  const calls = resourceCalls({
    ...oktaProvisioning,
    parse: (properties) => ({ inputs: properties as Inputs }),
    check: async () => [],
  });
  const check = (name: string, ports: object) =>
    calls.check({}, { ...inputs('a', 'assess') }, {
      urn: urnOf(name),
      ports,
      people: peopleByName,
    } as OperationContext);
  const run = {};
  expect(await check('north', run)).toEqual([]);
  expect(await check('south', run)).toEqual([expect.stringMatching(/^north and south declare the same appId/)]);
});
