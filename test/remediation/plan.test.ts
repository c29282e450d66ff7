import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRemediationFile } from '../../src/config/remediation-file.js';
import { requestFromFiles } from '../../src/pipeline/assess/assess-files.js';
import { planRepairs } from '../../src/pipeline/repairs/remediate.js';
import type { Write } from '../../src/remediation/order.js';
import { renderGraphBatches } from '../../src/remediation/render/graph-batch.js';
import { renderLdif } from '../../src/remediation/render/ldif.js';
import { renderPowerShell } from '../../src/remediation/render/powershell.js';

const request = (story: string) =>
  requestFromFiles({
    files: { onPrem: [`scenarios/${story}/OnPremIDs.csv`], entra: [`scenarios/${story}/AzureADSyncedIDS.csv`] },
    waivers: [],
    thresholds: {},
    at: '2026-11-25T00:00:00Z',
  });
const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'remediations-')), 'staging.yaml');

describe('the plan of repairs', () => {
  it('gives everybody whose anchor fits into a GUID the cloud’s, and leaves the rest to people', async () => {
    const { plan } = await planRepairs(await request('mismatching-organisation'), newFile());
    expect(plan.bindings.map(({ entry }) => [entry.person, entry.attribute, entry.desired])).toEqual([
      ['anna.berg@corp.example', 'mS-DS-ConsistencyGuid', 'o88w0gPv7E+MKZE2tYEeGA=='],
      ['anna.bergstrom@corp.example', 'mS-DS-ConsistencyGuid', 'USNwZP18JUKMOEVkSwqpPw=='],
      ['ingrid.halvorsen@corp.example', 'mS-DS-ConsistencyGuid', 'wWd4np9QcUOOoT156mzzpw=='],
      ['renee.vandermeer@corp.example', 'mS-DS-ConsistencyGuid', '8zwgrsqtlumkg6smhjrtgw=='],
      ['tomas.eriksson@corp.example', 'mS-DS-ConsistencyGuid', 'HjYHbk45QqeBTGvjNp7nZA=='],
    ]);
    const decisions = new Map(plan.decisions.map(({ entry }) => [entry.person.split('@')[0], entry.action]));
    expect(decisions.get('priya.raman')).toBe('person-decides');
    expect(decisions.get('rosa.delgado')).toBe('upn-detour');
    expect(decisions.get('viktor.sandahl')).toBe('accept-loss');
  });

  it.each(['onPrem', 'entra'] as const)('proposes nothing while somebody of %s was not read', async (side) => {
    const { evidence, ...rest } = await request('mismatching-organisation');
    const unread = evidence[side].map(({ source, records }) => ({ source: { ...source, rejected: 1 }, records }));
    const { plan, chains } = await planRepairs({ ...rest, evidence: { ...evidence, [side]: unread } }, newFile());
    expect(plan.bindings).toEqual([]);
    expect(chains).toEqual([]);
    const anna = plan.decisions.find(({ entry }) => entry.person === 'anna.berg@corp.example');
    expect(anna?.entry.action).toBe('person-decides');
    expect(anna?.why).toContain(
      side === 'onPrem' ? 'on-premises evidence is incomplete' : 'Entra evidence is incomplete',
    );
  });

  it('has nothing to propose where nothing is wrong', async () => {
    const { plan, chains } = await planRepairs(await request('repaired-organisation'), newFile());
    expect(plan.bindings).toEqual([]);
    expect(plan.decisions).toEqual([]);
    expect(chains).toEqual([]);
  });
});

describe('the file of repairs', () => {
  it('is the same bytes again, and keeps what its reviewer wrote', async () => {
    const path = newFile();
    const evidence = await request('mismatching-organisation');
    const first = await planRepairs(evidence, path);
    writeFileSync(path, first.text);
    expect((await planRepairs(evidence, path)).text).toBe(first.text);
    const reviewed = first.text
      .replace('  - person: "anna.berg@', '  # Seen by the service desk, ticket 4711.\n  - person: "anna.berg@')
      .replace(/(person: "tomas\.eriksson@corp\.example"\n)/, '$1    skip: true\n');
    expect(reviewed).not.toBe(first.text);
    writeFileSync(path, reviewed);
    const again = await planRepairs(evidence, path);
    expect(again.text).toContain('ticket 4711');
    expect(parseRemediationFile(again.text, path).bindings.find(({ person }) => person.startsWith('tomas'))?.skip).toBe(
      true,
    );
    expect(again.chains.flat().some(({ binding }) => binding.person.startsWith('tomas'))).toBe(false);
    writeFileSync(path, again.text);
    expect((await planRepairs(evidence, path)).text).toBe(again.text);
  });

  it.each(['anna.berg', 'anna.bergstrom'])(
    'writes no half of an exchange of which the repair of %s is left out',
    async (left) => {
      const path = newFile();
      const evidence = await request('mismatching-organisation');
      const first = await planRepairs(evidence, path);
      const names = (chains: typeof first.chains) => new Set(chains.flat().map(({ binding }) => binding.person));
      const both = ['anna.berg@corp.example', 'anna.bergstrom@corp.example'];
      expect([...names(first.chains)]).toEqual(expect.arrayContaining(both));
      expect(first.remarks).toEqual([]);
      writeFileSync(path, first.text.replace(`person: "${left}@corp.example"\n`, '$&    skip: true\n'));
      const again = await planRepairs(evidence, path);
      const kept = names(again.chains);
      expect(both.filter((name) => kept.has(name))).toEqual([]);
      expect(kept.size).toBe(names(first.chains).size - 2);
      expect(again.remarks).toEqual([
        expect.stringMatching(/^anna.*: not among the writes: another object has the anchor/),
      ]);
    },
  );

  it.each(['onPrem', 'entra'] as const)('stays as it was where %s was not read to its end', async (side) => {
    const path = newFile();
    const evidence = await request('mismatching-organisation');
    const first = (await planRepairs(evidence, path)).text.replace(
      /(person: "tomas\.eriksson@corp\.example"\n)/,
      '$1    skip: true\n',
    );
    writeFileSync(path, first);
    const read = evidence.evidence[side];
    const unread = read.map(({ source }) => ({ source: { ...source, rejected: 9 }, records: [] }));
    const none = await planRepairs({ ...evidence, evidence: { ...evidence.evidence, [side]: unread } }, path);
    expect(parseRemediationFile(none.text, path).bindings).toEqual(parseRemediationFile(first, path).bindings);
    expect([none.dropped, none.chains]).toEqual([[], []]);
    const torn = read.map(({ source, records }) => ({ source: { ...source, rejected: 1 }, records }));
    const one = await planRepairs({ ...evidence, evidence: { ...evidence.evidence, [side]: torn } }, path);
    expect(one.text).toBe(first);
    // Whose on-premises account was not read may have one: nobody is an orphan then.
    expect([one.unseen.length, one.dropped, one.chains]).toEqual([side === 'onPrem' ? 6 : 5, [], []]);
  });

  it('keeps the repair of an object that is not in the evidence, and what a rule that could not look asked for', async () => {
    const path = newFile();
    const text = (await planRepairs(await request('mismatching-organisation'), path)).text;
    const odd = text
      .replace('64702351-7cfd-4225-8c38-45644b0aa93f', '64702351-7cfd-4225-8c38-45644b0aa930')
      .replace('rule: entra-only', 'rule: okta-claim-differs');
    writeFileSync(path, odd);
    const { unseen } = await planRepairs(await request('repaired-organisation'), path);
    expect(unseen).toEqual([
      'anna.berg@corp.example (anchor-held-by-another)',
      'viktor.sandahl@corp.example (okta-claim-differs)',
    ]);
  });

  it('proposes again what expects another value, and leaves out what its reviewer left out', async () => {
    const path = newFile();
    const evidence = await request('mismatching-organisation');
    const text = (await planRepairs(evidence, path)).text.replace(
      /(person: "ingrid.halvorsen@corp\.example"\n)([\s\S]*?expected: ")vR/,
      '$1    skip: true\n$2AA',
    );
    writeFileSync(path, text);
    const again = await planRepairs(evidence, path);
    const ingrid = parseRemediationFile(again.text, path).bindings.find(({ person }) => person.startsWith('ingrid'));
    expect([ingrid?.expected?.slice(0, 2), ingrid?.skip]).toEqual(['vR', true]);
  });

  it('drops what nothing asks for any more, and keeps what was made', async () => {
    const path = newFile();
    writeFileSync(path, (await planRepairs(await request('mismatching-organisation'), path)).text);
    const { text, dropped } = await planRepairs(await request('repaired-organisation'), path);
    // In the repaired organization the same five values were written.
    expect(parseRemediationFile(text, path).bindings).toHaveLength(5);
    expect(dropped.length).toBe(7);
  });

  it.each([
    ['another attribute', 'attribute: unicodePwd'],
    ['a second version', 'version: 2'],
    ['an unknown key', 'objectid: x'],
  ])('with %s is refused as a whole', (_name, line) => {
    const text = `version: 1\nbindings:\n  - person: a\n    rule: r\n    system: activeDirectory\n    objectId: 00112233-4455-6677-8899-aabbccddeeff\n    attribute: mS-DS-ConsistencyGuid\n    expected: null\n    desired: null\n    matchedBy: [sid]\n`;
    expect(parseRemediationFile(text, 'f').bindings).toHaveLength(1);
    const broken = line.startsWith('version')
      ? text.replace('version: 1', line)
      : text.replace('attribute: mS-DS-ConsistencyGuid', line);
    expect(() => parseRemediationFile(broken, 'f')).toThrow('malformed, so nothing is repaired');
  });
});

describe('the same repairs for other tools', () => {
  const hostile = "Eve\n-\ndelete: mail\u202e'; Remove-ADUser * #\u2019; $(calc) --> ::stop";
  const write = (system: 'activeDirectory' | 'entra', attribute: string, to: string | null): Write => ({
    binding: {
      ...{
        person: hostile,
        rule: 'anchor-mismatch',
        system,
        objectId: '00112233-4455-6677-8899-aabbccddeeff',
        attribute,
      },
      ...{ expected: null, desired: to, matchedBy: ['sid'] },
    },
    ...{ from: null, to, parks: false },
  });
  const writes = [
    write('activeDirectory', 'mail', hostile),
    write('activeDirectory', 'proxyAddresses', "smtp:o'neil@corp.example"),
    write('activeDirectory', 'mS-DS-ConsistencyGuid', 'MyIRAFVEd2aImaq7zN3u/w=='),
    write('entra', 'onPremisesImmutableId', null),
  ];

  it('as LDIF: hostile values and names are Base64, one record each', () => {
    const name = `CN=${hostile},DC=corp,DC=example`;
    const text = renderLdif(writes, new Map([['00112233-4455-6677-8899-aabbccddeeff', name]]));
    const lines = text.split('\n');
    expect(lines.filter((line) => line === 'changetype: modify')).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('delete:'))).toEqual([]);
    const value = /^mail:: (.*)$/m.exec(text)?.[1] ?? '';
    expect(Buffer.from(value, 'base64').toString()).toBe(hostile);
    expect(Buffer.from(/^dn:: (.*)$/m.exec(text)?.[1] ?? '', 'base64').toString()).toBe(name);
    expect(text).toContain("add: proxyAddresses\nproxyAddresses: smtp:o'neil@corp.example");
    expect(renderLdif(writes, new Map())).toContain('LEFT OUT');
  });

  it('as PowerShell: no value is ever code', () => {
    const text = renderPowerShell(writes);
    expect(text).toContain("'smtp:o''neil@corp.example'");
    const code = text.split('\n').filter((line) => !line.startsWith('#'));
    expect(code.some((line) => /Remove-ADUser|\$\(calc\)|\u2019/.test(line))).toBe(false);
    expect(text).toContain(`FromBase64String('${Buffer.from(hostile).toString('base64')}')`);
    expect(text).toContain(`-Body '{"onPremisesImmutableId":null}'`);
  });

  it('as Graph batches: 20 a batch, in order, null as null', () => {
    const chains = Array.from({ length: 45 }, () => [write('entra', 'onPremisesImmutableId', null)]);
    const batches = JSON.parse(renderGraphBatches(chains)) as {
      url: string;
      body: { requests: { body: unknown }[] };
    }[];
    expect(batches.map(({ body }) => body.requests.length)).toEqual([20, 20, 5]);
    expect(batches[0]?.body.requests[0]?.body).toEqual({ onPremisesImmutableId: null });
    const [chain] = JSON.parse(renderGraphBatches([chains.slice(0, 2).flat()])) as {
      body: { requests: { dependsOn?: string[] }[] };
    }[];
    expect(chain?.body.requests[1]?.dependsOn).toEqual(['1']);
  });

  it('and the file itself holds hostile names as text', () => {
    expect(parse(readFileSync('schemas/remediations.schema.json', 'utf8')).additionalProperties).toBe(false);
  });
});
