import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeConnectorDn } from '../../../../src/domain/connector-dn.js';
import { guidToBytes, swapGuidBytes } from '../../../../src/domain/guid.js';
import { defaultSourceAnchor, objectGuidAnchor } from '../../../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../../../src/evidence/files.js';
import { assess } from '../../../../src/pipeline/assess/assess.js';
import { type SharedFile, shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';
import { publicWords } from '../../../../src/pipeline/masking/share/vocabulary.js';
import { stayingOf } from './staying.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'entra-cutover-share-'));
  folders.push(made);
  return made;
}
async function share(files: Readonly<Record<string, string | Buffer>>): Promise<readonly SharedFile[]> {
  const directory = folder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return shareFiles(Object.keys(files).map((name) => join(directory, name)));
}
const textOf = (file: SharedFile | undefined): string => file?.content.toString('utf8') ?? '';

interface Somebody {
  readonly given: string;
  readonly surname: string;
  readonly company: string;
  readonly guid: string;
  readonly cloudId: string;
  readonly account: number;
  readonly secret: string;
}
const letters = (least: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäéñøłž'), minLength: least, maxLength: 12 });
const name = letters(6)
  .filter((word) => !publicWords.has(word))
  .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
const somebody: fc.Arbitrary<Somebody> = fc.record({
  given: name,
  surname: name,
  company: name.map((word) => `${word.normalize('NFD').replaceAll(/[^A-Za-z]/g, 'x')}co`),
  guid: fc.uuid(),
  cloudId: fc.uuid(),
  account: fc.integer({ min: 1000, max: 999_999 }),
  secret: fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKMNPQRSTUVWXYZ23456789'), minLength: 17, maxLength: 17 }),
});

/** One person as each of the systems shows them. */
function exportsOf({ given, surname, company, guid, cloudId, account, secret }: Somebody): Record<string, string> {
  const anchor = objectGuidAnchor(guid);
  const upn = `${given}.${surname}@${company}.com`.toLowerCase();
  const dn = encodeConnectorDn(anchor);
  const quoted = JSON.stringify;
  return {
    [`${company} - AAD.xml`]: `<?xml version="1.0" encoding="utf-8"?>
<!-- exported by ${given} -->
<cs-objects><cs-object cs-dn="${dn}" id="{${cloudId}}" object-type="user">
 <unapplied-export><delta operation="update" dn="${dn}"><anchor encoding="base64">${Buffer.from(`User_${cloudId}`, 'utf16le').toString('base64')}</anchor>
  <attr name="displayName" operation="update" type="string" multivalued="false"><value operation="delete">${given} ${surname}</value><value operation="add">${surname} &amp; ${given}</value></attr>
  <attr name="onPremisesObjectIdentifier" operation="add" type="binary"><value encoding="base64">${anchor}</value></attr></delta></unapplied-export>
 <export-errordetail retry-count="2" error-type="InvalidHardMatch"><export-status><cd-error><error-literal>Unable to update ${upn}</error-literal></cd-error></export-status></export-errordetail>
 <connector>1</connector><ma-name>${company}.onmicrosoft.com - AAD</ma-name></cs-object></cs-objects>`,
    'log.json': `{"value":[{"jobId":"AD2AADProvisioning.${cloudId.replaceAll('-', '')}","provisioningAction":"create","durationInMilliseconds":236,
 "sourceIdentity":{"id":${quoted(guid)},"displayName":"","details":{}},
 "provisioningSteps":[{"name":"EntryImportAdd","description":${quoted(`Received user '${upn}' change of type (Add) from Active Directory`)},"details":{"objectGUID":${quoted(anchor)}}}],
 "modifiedProperties":[{"displayName":"UserPrincipalName","oldValue":null,"newValue":${quoted(upn)}}],
 "inner":${quoted(`{"${surname}Attribute":"${surname}"}`)}}]}`,
    'okta.json': `[{"id":"00u${secret}","profile":{"email":${quoted(upn)},"immutableId":${quoted(anchor)},"note":"null, true or false since 2026-11-24T00:00:00Z in beta","none":null,"lastSync":"0001-01-01T00:00:00.000Z"},"_links":{"self":{"href":"https://${company}.okta.com/api/v1/apps/0oa${secret}"}}}]`,
    'people.csv': `UserPrincipalName,objectGUID,ImmutableID,objectSid,${surname}Column,distinguishedName\r\n"${upn}",${guid.toUpperCase()},${anchor},S-1-5-21-1004336348-1177238915-682003330-${account},"${given}, ""${surname}""","CN=${given} ${surname},OU=${company},DC=${company},DC=com"\r\n`,
    'scheduler.txt': `StagingModeEnabled : True\r\nConnectorName : ${company}.onmicrosoft.com - AAD\r\nNextSyncCycleStartTimeInUTC : 11/23/2026 7:30:12 AM\r\n`,
  };
}

describe('what is shared', () => {
  it('has nothing of the original left, and each relation', async () => {
    await fc.assert(
      fc.asyncProperty(somebody, async (person) => {
        const files = await share(exportsOf(person));
        const all = files
          .map((file) => `${file.name}\n${textOf(file)}`)
          .join('\n')
          .toLowerCase();
        const { given, surname, company, guid, cloudId, account, secret } = person;
        const anchor = objectGuidAnchor(guid);
        const originals = [
          given,
          surname,
          company,
          guid,
          cloudId,
          cloudId.replaceAll('-', ''),
          `-${account}"`,
          secret,
          anchor,
        ];
        for (const original of [...originals, encodeConnectorDn(anchor), '1004336348']) {
          expect(all).not.toContain(original.toLowerCase());
        }
        const [xml = '', log = '', okta = '', csv = '', scheduler = ''] = files.map(textOf);
        const [row] = (JSON.parse(log) as { value: Record<string, never>[] }).value as unknown as [
          {
            sourceIdentity: { id: string };
            modifiedProperties: { newValue: string }[];
            provisioningSteps: { description: string; details: { objectGUID: string } }[];
            jobId: string;
          },
        ];
        const invented = row.sourceIdentity.id;
        const upn = row.modifiedProperties[0]?.newValue ?? '';
        expect(invented).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
        expect(row.jobId).toMatch(/^AD2AADProvisioning\.[0-9a-f]{32}$/);
        expect(row.provisioningSteps[0]?.details.objectGUID).toBe(objectGuidAnchor(invented));
        expect(row.provisioningSteps[0]?.description).toBe(
          `Received user '${upn}' change of type (Add) from Active Directory`,
        );
        expect(xml).toContain(`cs-dn="${encodeConnectorDn(objectGuidAnchor(invented))}"`);
        expect(xml).toContain('<error-literal>Unable to update ');
        expect(JSON.parse(okta)).toMatchObject([{ profile: { email: upn, immutableId: objectGuidAnchor(invented) } }]);
        expect(csv.toLowerCase()).toContain(
          `"${upn.toLowerCase()}",${invented},${objectGuidAnchor(invented).toLowerCase()}`,
        );
        expect(scheduler).toMatch(
          /^StagingModeEnabled : True\r\nConnectorName : \S+\.onmicrosoft\.com - \S+\r\nNextSyncCycleStartTimeInUTC : \d{1,2}\/\d{1,2}\/202\d 7:30:12 AM\r\n$/,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing left that stays in every copy', async () => {
    // Hours stay, documented SIDs, the counts of the log, and `64` of an encoding.
    const documented = ['000', '0001', '00', '01', '12', '236', '30', '21', '64'];
    await fc.assert(
      fc.asyncProperty(somebody, async (person) => {
        const staying = await stayingOf(exportsOf(person));
        expect(staying.filter((piece) => !documented.includes(piece))).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('is judged as the original is: every outcome, every diagnosis', async () => {
    const scenario = 'scenarios/mismatching-organisation';
    const names = ['OnPremIDs.csv', 'AzureADSyncedIDS.csv'] as const;
    const judged = async (onPrem: string, entra: string): Promise<unknown> => {
      const { assessment } = assess({
        stack: 'x',
        evidence: { onPrem: await readOnPremFiles([onPrem]), entra: await readEntraFiles([entra]) },
        validation: { sourceAnchor: defaultSourceAnchor },
        gate: { thresholds: {}, waivers: [], missing: [], at: '2026-11-24T05:00:00Z' },
      });
      const { decision, counts, findings } = assessment;
      return [decision, counts, findings.map(({ rule, diagnosis }) => `${rule} ${diagnosis ?? ''}`).sort()];
    };
    const directory = folder();
    // Base64 in lower case is another GUID to anyone who does not know the first.
    const sources = names.map((file) => {
      const text = readFileSync(`${scenario}/${file}`, 'utf8').split('\n');
      const path = join(directory, `real-${file}`);
      writeFileSync(path, text.filter((line) => !line.includes('renee.vandermeer')).join('\n'));
      return path;
    });
    const shared = await shareFiles(sources);
    for (const { name: file, content } of shared) writeFileSync(join(directory, file), content);
    const [first = '', second = ''] = shared.map(({ name: file }) => join(directory, file));
    expect(await judged(first, second)).toEqual(await judged(sources[0] ?? '', sources[1] ?? ''));
  });

  it('keeps byte order marks, encodings, line ends and both byte orders of a GUID', async () => {
    const guid = '00112233-4455-6677-8899-aabbccddeeff';
    const swapped = Buffer.from(swapGuidBytes(guidToBytes(guid))).toString('base64');
    const text = `\ufeffobjectGUID;ImmutableID;Swapped\r\n${guid};${objectGuidAnchor(guid)};${swapped}\r\n`;
    const [file] = await share({ 'a.csv': Buffer.from(text, 'utf16le') });
    expect(file?.content.toString('hex', 0, 2)).toBe('fffe');
    const [header, row = ''] = (file?.content.toString('utf16le') ?? '').split('\r\n');
    const [invented = '', anchor, other] = row.split(';');
    expect(header).toMatch(/^\ufeffobjectGUID;ImmutableID;/);
    expect(anchor).toBe(objectGuidAnchor(invented));
    expect(other).toBe(Buffer.from(swapGuidBytes(guidToBytes(invented))).toString('base64'));
  });

  it.each(['link', 'days', 'Master', 'c.n', 'base', 'host'])(
    'takes an anchor for somebody’s, though %s is a vendor’s word too',
    async (name) => {
      const guid = '0a1b2c3d-4e5f-6071-8293-000000000001';
      const [onPrem, entra] = await share({
        'on.csv': `userPrincipalName,sAMAccountName,objectGUID\nx@b.example,${name},${guid}\n`,
        'en.csv': `userPrincipalName,ImmutableId\nx@b.example,${name}\n`,
      });
      const last = (file: SharedFile | undefined) => textOf(file).trim().split('\n').at(-1)?.split(',') ?? [];
      expect(last(entra)[1]).toBe(last(onPrem)[1]);
      expect(last(entra)[1]).not.toBe(name);
    },
  );

  it('uses other inventions in each call', async () => {
    const [one] = await share({ 'a.json': '{"mail":"ada@corp.example"}' });
    const [other] = await share({ 'a.json': '{"mail":"ada@corp.example"}' });
    expect(textOf(one)).not.toBe(textOf(other));
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /PNG image/],
    ['a table of which no column is known', 'Kowalski,,-\n1,2,3\n', /line 1: read as CSV, but no column name is known/],
    ['a sentence', 'Ada has left', /a\.bin, line 1: read as CSV, but no column name is known/],
  ])('refuses %s', async (_, content, message) => {
    await expect(share({ 'a.bin': content })).rejects.toThrow(message);
  });
});
