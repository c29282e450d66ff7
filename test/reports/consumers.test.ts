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

// What Jenkins' junit-10 schema allows, element by element: attributes, those of them that are required, and children.
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

/** The elements of the XML, each with the names that it breaks the schema with. */
function junitDefects(xml: string): string[] {
  const defects: string[] = [];
  const open: string[] = [];
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
    open.push(name);
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return defects;
}

describe('JUnit', () => {
  it.each(assessments)('%s: has the shape that CI servers read', (_, assessment) => {
    expect(junitDefects(renderers.junit(assessment, options))).toEqual([]);
  });

  it('would notice a defect', () => {
    expect(junitDefects('<testsuites><testcase nam="x"/></testsuites>')).toHaveLength(3);
  });

  it.each(assessments)('%s: is green only when nothing keeps the cutover from happening', (decision, assessment) => {
    const red = /<(failure|error)\b/.test(renderers.junit(assessment, options));
    expect(red).toBe(decision !== 'cleared');
  });
});
