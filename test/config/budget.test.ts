import { describe, expect, it } from 'vitest';
import { parseStackFile } from '../../src/config/parse.js';
import { least } from './example.js';

const connect = `  cutover:connect:
    serverName: SYNC01
    connectorName: corp.onmicrosoft.com - AAD
    evidence:
      pendingExports: [a.xml]
      disconnectors: [b.xml]
      exportErrors: [c.xml]
      syncStatus: [d.json]
      connectConfig: [e.json]
`;
const withoutCloudSync = least.replace(/ {2}cutover:cloudSync:.*\n( {4}.*\n)*/, '');
const parsed = (budget: string, tool = 'connect') =>
  parseStackFile(
    `${tool === 'connect' ? withoutCloudSync + connect : least}  cutover:syncTool: ${tool}\n  cutover:budget: ${budget}\n`,
    'P.yaml',
  );

describe('cutover:budget', () => {
  it.each([
    ['{}', { adds: 0, updates: {}, deletes: 0 }],
    ['{ adds: 3 }', { adds: 3, updates: {}, deletes: 0 }],
    [
      '{ updates: { proxyAddresses: 12, extension_1a_b: 1 } }',
      { adds: 0, updates: { proxyAddresses: 12, extension_1a_b: 1 }, deletes: 0 },
    ],
    ['{ adds: 3, updates: { mail: 0 }, deletes: 1 }', { adds: 3, updates: { mail: 0 }, deletes: 1 }],
  ])('%s allows no more than it names', (budget, expected) => {
    expect(parsed(budget)).toMatchObject({ problems: [], settings: { budget: expected } });
  });

  it.each([
    ['{ adds: -1 }', /cutover:budget\.adds/],
    ['{ adds: many }', /cutover:budget\.adds/],
    ['{ updates: 3 }', /cutover:budget\.updates/],
    ['{ updates: { mail: some } }', /cutover:budget\.updates/],
    ['{ updates: { "a b": 1 } }', /cutover:budget\.updates/],
    ['{ removes: 1 }', /removes/],
  ])('%s is refused', (budget, message) => {
    const { problems } = parsed(budget);
    expect(JSON.stringify(problems.map(({ path, message: text }) => [path, text].flat().join('.')))).toMatch(message);
  });

  it('belongs to Entra Connect', () => {
    expect(parsed('{ adds: 1 }', 'cloudSync').problems).toMatchObject([
      { message: 'only Entra Connect has this; leave it out with syncTool cloudSync' },
    ]);
  });
});

describe('the waves of Entra Connect', () => {
  const waves = (count: number): string =>
    `  cutover:waves:\n${Array.from({ length: count }, (_, index) => `    - { name: W${index}, organizationalUnits: ['OU=U${index},DC=corp,DC=example'] }\n`).join('')}`;
  const stack = (rest: string): string => `${withoutCloudSync}${connect}  cutover:syncTool: connect\n${rest}`;
  const pilot = "  cutover:pilot: ['CN=Ada,OU=U0,DC=corp,DC=example']\n";
  const problems = (rest: string) => parseStackFile(stack(rest), 'P.yaml').problems.map(({ message }) => message);

  it('may be there, with people of the first one if another one follows', () => {
    expect(problems(waves(1))).toEqual([]);
    expect(problems(waves(2) + pilot)).toEqual([]);
    for (const few of [pilot, waves(1) + pilot])
      expect(problems(few)).toEqual([expect.stringMatching(/a pilot is the first of two waves or more/)]);
    expect(problems(`${waves(2)}  cutover:wave: 3\n`)).toEqual([expect.stringMatching(/expected at most 2/)]);
  });
});
