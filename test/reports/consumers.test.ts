import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { renderers } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';

const options = { colour: false, width: 80, ruleMetadata: ruleRegistry };

function reportOf(build: (people: ReturnType<typeof organisation>) => ReturnType<typeof organisation>): Assessment {
  return assessed(build(organisation()));
}

const assessments: readonly (readonly [string, Assessment])[] = [
  ['cleared', reportOf((people) => people.person(1, 'ann'))],
  [
    'blocked',
    reportOf((people) =>
      people
        .person(1, 'ann')
        .person(2, '<b>&"', { entra: { immutableId: 'x' } })
        .entra(3, 'c'),
    ),
  ],
  ['indeterminate', reportOf((people) => people.onPrem(1, 'ann'))],
];

describe('SARIF', () => {
  // The schema of the OASIS standard, as Microsoft publishes it for tests.
  const {
    $schema: _draft04,
    id: _id,
    ...schema
  } = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<
    string,
    unknown
  >;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it.each(assessments)('%s: is valid by the schema of the standard', (_, assessment) => {
    expect(validate(JSON.parse(renderers.sarif(assessment, options))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('points at the evidence file and its line', () => {
    const log = JSON.parse(renderers.sarif(assessments[1]?.[1] as Assessment, options)) as {
      runs: {
        results: {
          ruleId: string;
          locations?: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
        }[];
      }[];
    };
    const result = log.runs[0]?.results.find(({ ruleId }) => ruleId === 'anchor-malformed');
    expect(result?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'OnPremIDs.csv' },
      region: { startLine: 3 },
    });
  });
});

// What two published schemas allow, element by element: attributes, those of them that are required, and children. Jenkins: junit-10.xsd
// of the xUnit plugin. Azure DevOps names JUnit.xsd of windyroad, whose times have no zone; its types are below.
const junit: Readonly<Record<string, { attributes: string; required: string; children: string }>> = {
  testsuites: { attributes: 'name time tests failures disabled errors', required: '', children: 'testsuite' },
  testsuite: {
    attributes: 'name tests failures errors time disabled skipped timestamp hostname id package',
    required: 'name tests',
    children: 'properties testcase system-out system-err',
  },
  properties: { attributes: '', required: '', children: 'property' },
  property: { attributes: 'name value', required: 'name value', children: '' },
  testcase: {
    attributes: 'name assertions time classname status',
    required: 'name',
    children: 'skipped error failure system-out system-err',
  },
  failure: { attributes: 'type message', required: '', children: '' },
  error: { attributes: 'type message', required: '', children: '' },
  skipped: { attributes: 'type message', required: '', children: '' },
  'system-out': { attributes: '', required: '', children: '' },
  'system-err': { attributes: '', required: '', children: '' },
};

/** Values that the schemas give a type (XML Schema Part 2): counts are xs:int, seconds xs:decimal, a timestamp has no zone and no fraction. */
const typesOfJunit: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(['tests', 'failures', 'errors', 'skipped'].map((name) => [name, /^\d{1,9}$/])),
  time: /^\d+(\.\d+)?$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
};

/** The children of a suite come in this order (xs:sequence of JUnit.xsd). */
const orderInSuite = ['properties', 'testcase', 'system-out', 'system-err'];

/** Which result a case has at most one of (xs:choice), as the counts of its suite name it. */
const countedAs: Readonly<Record<string, string>> = { failure: 'failures', error: 'errors', skipped: 'skipped' };

/** The elements of the XML, each with the names that it breaks the schemas with. */
function junitDefects(xml: string): string[] {
  const defects: string[] = [];
  const open: string[] = [];
  const suites: { readonly told: Record<string, string>; readonly found: Record<string, number>; last: number }[] = [];
  let results = 0;
  const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean);
  const parser = new SaxesParser();
  parser.on('error', (error) => defects.push(error.message));
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const rule = junit[name];
    const parent = open.at(-1);
    if (!(parent === undefined ? ['testsuites'] : words(junit[parent]?.children)).includes(name))
      defects.push(`${name} in ${parent}`);
    for (const attribute of Object.keys(attributes))
      if (!words(rule?.attributes).includes(attribute)) defects.push(`${name}/@${attribute}`);
    for (const needed of words(rule?.required)) if (!(needed in attributes)) defects.push(`${name} without @${needed}`);
    for (const [attribute, value] of Object.entries(attributes))
      if (typesOfJunit[attribute]?.test(value) === false) defects.push(`${name}/@${attribute} is ${value}`);
    if (/^testsuites?$/.test(name)) suites.push({ told: attributes, found: {}, last: 0 });
    const suite = suites.at(-1);
    if (parent === 'testsuite' && suite !== undefined) {
      if (orderInSuite.indexOf(name) < suite.last) defects.push(`${name} comes too late`);
      suite.last = orderInSuite.indexOf(name);
    }
    if (name === 'testcase') results = 0;
    const counted = name === 'testcase' ? 'tests' : countedAs[name];
    if (counted === undefined) return void open.push(name);
    for (const one of suites) one.found[counted] = (one.found[counted] ?? 0) + 1;
    results += counted === 'tests' ? 0 : 1;
    if (results > 1) defects.push(`${name} is a second result`);
    open.push(name);
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  for (const { told, found } of suites)
    for (const name of ['tests', ...Object.values(countedAs)])
      if (told[name] !== undefined && Number(told[name]) !== (found[name] ?? 0))
        defects.push(`@${name} is ${told[name]}, and there are ${found[name] ?? 0}`);
  return defects;
}

describe('JUnit', () => {
  it.each(assessments)('%s: has the shape that CI servers read', (_, assessment) => {
    expect(junitDefects(renderers.junit(assessment, options))).toEqual([]);
  });

  it('would notice a defect', () => {
    expect(junitDefects('<testsuites><testcase nam="x"/></testsuites>')).toHaveLength(3);
    const suite = (attributes: string, body = ''): string[] =>
      junitDefects(`<testsuites><testsuite name="x" ${attributes}>${body}</testsuite></testsuites>`);
    expect(suite('tests="0"')).toEqual([]);
    expect(suite('tests="0" timestamp="2026-11-29T12:00:00Z" time="1,5"')).toEqual([
      ...['testsuite/@timestamp is 2026-11-29T12:00:00Z', 'testsuite/@time is 1,5'],
    ]);
    expect(suite('tests="2" failures="0"', '<testcase name="a"><failure/></testcase>')).toEqual([
      ...['@tests is 2, and there are 1', '@failures is 0, and there are 1'],
    ]);
    expect(suite('tests="1"', '<testcase name="a"><failure/><error/></testcase>')).toEqual([
      'error is a second result',
    ]);
    expect(suite('tests="1"', '<system-out/><testcase name="a"/>')).toEqual(['testcase comes too late']);
  });

  it.each(assessments)('%s: is green only when nothing keeps the cutover from happening', (decision, assessment) => {
    const red = /<(failure|error)\b/.test(renderers.junit(assessment, options));
    expect(red).toBe(decision !== 'cleared');
  });
});
