import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnchors } from '../../../../src/pipeline/masking/share/anchors.js';
import { createInventor } from '../../../../src/pipeline/masking/share/inventor.js';
import { shareLdif } from '../../../../src/pipeline/masking/share/ldif.js';
import { type Kind, members } from '../../../../src/pipeline/masking/share/member-kinds.js';
import { kindOf } from '../../../../src/pipeline/masking/share/members.js';
import { createShare } from '../../../../src/pipeline/masking/share/values.js';
import { isName } from '../../../../src/pipeline/masking/share/vocabulary.js';
import { textsMatching } from './matching.js';
import { type Tested, type TestedWords, testedWords } from './tested-words.js';

/** Below `src`: what asks data for words. */
const asking = /^(domain|evidence|validation|gate|connectors)\//;

/** And what of it asks other things than evidence. */
const others: readonly RegExp[] = [
  /^domain\/vendor-facts\//,
  // Sign-in, requests and what refuses them; what the tenant grants.
  /^connectors\/(proxy|endpoints)\.ts/,
  /^connectors\/\w+(-\w+)?\/(session|client|credentials|errors|settings|granted|identity-token|permissions|batch|connect|last-export)\.ts/,
  /^domain\/(sign-in|failure-reason|connect-next)/,
  // Places of a reading that was broken off, and parts of what is asked for.
  /^connectors\/[\w-]+\/(changes|tenant-changes|checkpoint|collect-file|refresh|reread|read|repairs|modify)\.ts/,
  // Files, their encodings, formats and signatures: every other test shares whole files.
  /^evidence\/(csv\/dialect|file-text|gzip|json-document|recognise|text-decoding|evidence-file\/(write|signature))\.ts/,
  // Settings, waivers and the rules’ own names.
  /^(domain\/(source-anchor|rule)|gate\/(origin|waivers|decide|thresholds|questions|connect-config|okta-people|evidence))\.ts/,
  /^validation\/(exchanged|verify-people)\.ts/,
];

/** Where words stand that are looked for inside of something: the text around them. */
const around: readonly (readonly [RegExp, (word: string) => string])[] = [
  [/^domain\/directory-mark/, (word) => `CN=Ada\\0A${word}:9efb9891-ae21-416b-b3f7-69880c297e4f,DC=corp`],
  [/^domain\/directory-mark/, (word) => `CN=Ada${word}9efb9891-ae21-416b-b3f7-69880c297e4f,DC=corp`],
  [/^evidence\/graph-json\/convert/, (word) => `${word}7`],
  [/^evidence\/(ldif\/(read|searches)|records\/columns)/, (word) => `member${word}0-1499`],
  [/^evidence\/okta-file/, (word) => `https://corp.okta.com/api/v1/meta${word}`],
  [/^domain\/distinguished-name/, (word) => `${word}2.5.4.3=Ada,DC=corp`],
  [/^validation\/rules\/joined-to-another/, (word) => `${word}5-21-1004336348-1177238915-682003330-1104`],
  [/^gate\/connect-exports/, (word) => `${word}//graph.microsoft.com`],
  [/^domain\/okta/, (word) => `${word}//corp.okta.com`],
];

const anchors = createAnchors();
const share = createShare(createInventor(randomBytes(32), new Set(), anchors.fits), anchors, -100);
const kinds = ['data', ...Object.keys(members)] as readonly Kind[];

/** What becomes of a text where the product looks for it: as a name, and as a value of what it is compared with, else of any kind. */
function sharedAt(text: string, { at, of }: Tested<unknown>): string[] {
  const inside = around.filter(([where]) => where.test(at)).map(([, spell]) => spell(text));
  const asked = [...of].filter(isName).map((name) => kindOf(name));
  return [
    ...[text, ...inside].flatMap((one) => [
      share.name(one),
      ...(asked.length > 0 ? asked : kinds).map((kind) => share.value(one, kind)),
    ]),
    ...(/^evidence\/(ldif\/(read|searches)|records\/columns)/.test(at)
      ? [shareLdif(`# ${text}\n`, share).slice(2, -1)]
      : []),
  ];
}

/** True for what has a word in it: letters and signs alone are anybody's. */
const hasWord = (text: string): boolean => /[\p{L}#]{2}|\w-\d/u.test(text);
const withoutClasses = ({ source }: RegExp): string => source.replaceAll(/\\[pP]\{\w+\}|\\.|\[[^\]]*\]/g, '');

/** And what refuses a request is not evidence. */
const isOfEvidence = ({ at, of }: Tested<unknown>): boolean => !others.some((one) => one.test(at)) && !of.has('error');

describe('what readers and rules compare with data', () => {
  let tested: TestedWords;
  beforeAll(() => {
    tested = testedWords((file) => asking.test(file));
  }, 120_000);

  it('is found in the sources', () => {
    const words = new Set(tested.words.map(({ value }) => value));
    const inSets = ['msds-device', 'wahr'];
    expect([...words]).toEqual(
      expect.arrayContaining([...inSets, 'AD2AADPasswordHash', 'Parameters', 'grantControls']),
    );
    const texts = tested.patterns.flatMap(({ value }) => textsMatching(value));
    expect(texts).toEqual(
      expect.arrayContaining(['completed-no-objects', 'DC=ForestDnsZones,DC=x', '.onmicrosoft.us', 'wwwhomepage']),
    );
    expect(tested.unknown).toEqual([]);
  });

  it('stays, word by word', () => {
    const lost = tested.words
      .filter((word) => isOfEvidence(word) && hasWord(word.value))
      .filter((word) => !sharedAt(word.value, word).some((shared) => shared.includes(word.value)));
    expect(lost).toEqual([]);
  });

  it('matches as before, in each letter case that a pattern allows', () => {
    const lost = tested.patterns
      .filter((pattern) => isOfEvidence(pattern) && hasWord(withoutClasses(pattern.value)))
      .flatMap((tried) => {
        const { value, at } = tried;
        const pattern = new RegExp(value.source, value.flags.replaceAll(/[gy]/g, ''));
        const texts = textsMatching(pattern).flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]);
        const matching = [...new Set(texts)].filter((text) => pattern.test(text));
        if (matching.length === 0) return [{ pattern, at, text: 'none that it matches' }];
        return matching
          .filter((text) => !sharedAt(text, tried).some((shared) => pattern.test(shared)))
          .map((text) => ({ pattern, at, text }));
      });
    expect(lost).toEqual([]);
  });
});
