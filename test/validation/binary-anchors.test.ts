import { describe, expect, it } from 'vitest';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import { createLdifReader } from '../../src/evidence/ldif/read.js';
import { readText } from '../evidence/read-text.js';
import { anchor, guid, named, type Organisation, organisation, setting } from './organisation.js';

/** The vectors are Node's, not the product's. */
const base64 = (bytes: string | readonly number[]): string => Buffer.from(bytes as string).toString('base64');
const sid = 'S-1-5-21-1004336348-1177238915-682003330-1100';
const sidBytes = 'AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoTAQAAA==';

const withFields = (org: Organisation, ...names: string[]): Organisation =>
  org.sources({ onPrem: { fields: new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', ...names]) } });

/** Ann, whose anchor comes from the attribute, and what is said of her. */
function judged(attribute: string, value: string, immutableId: string): readonly string[] {
  const [name] = attribute.toLowerCase().split(':') as [string];
  const onPrem = name === 'objectsid' ? { objectSid: value } : { attributes: { [name]: value } };
  const org = withFields(organisation(), 'objectSid', name).person(1, 'ann', { onPrem, entra: { immutableId } });
  const { findings, decision } = org.judge({ sourceAnchor: setting(attribute) });
  return [
    decision,
    ...named(findings),
    ...findings.filter(({ rule }) => rule === 'evidence-incomplete').map(() => '?'),
  ];
}

const wrong = ['blocked', 'anchor-mismatch ann'];

describe('an anchor of the bytes of a value', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['objectSid', sid, sidBytes, ['cleared']],
    ['objectSid', sid, sid, wrong],
    ['objectSid:bytes', sid, sidBytes, ['cleared']],
    ['objectSid:text', sid, sid, ['cleared']],
    ['objectSid:text', sid, sidBytes, wrong],
    ['msExchMasterAccountSid', sid, sidBytes, ['cleared']],
    ['employeeID:bytes', 'E000', base64('E000'), ['cleared']],
    ['employeeID:bytes', 'E000', 'E000', wrong],
    ['employeeID:bytes', 'Ünal', base64('Ünal'), ['cleared']],
    ['employeeID', 'E000', 'E000', ['cleared']],
    ['employeeID', 'E000', base64('E000'), wrong],
    ['employeeID:text-base64', 'E000', base64('E000'), ['cleared']],
    ['msExchMailboxGuid', anchor(7), anchor(7), ['cleared']],
    ['msExchMailboxGuid', guid(7), anchor(7), ['cleared']],
    ['msExchMailboxGuid', guid(7), guid(7), wrong],
    ['msExchArchiveGUID:bytes', `X'${Buffer.from(anchor(7), 'base64').toString('hex')}'`, anchor(7), ['cleared']],
    ['contosoKey:bytes', "X'c8c9'", base64([0xc8, 0xc9]), ['cleared']],
    ['contosoKey', "X'c8c9'", base64([0xc8, 0xc9]), ['cleared']],
  ])('%s of %s against %s: %j', (attribute, value, immutableId, expected) => {
    expect(judged(attribute, value, immutableId)).toEqual(expected);
  });

  it.each([
    ['msExchMailboxGuid', 'ABCDEFGHIJKLMNOP'],
    ['msExchMailboxGuid', 'AQID'],
    ['msExchMasterAccountSid', 'CORP\\ann'],
    ['contosoKey:bytes', guid(7)],
    ['contosoKey:bytes', anchor(7)],
    ['contosoKey:bytes', 'E\uFFFD'],
  ])(
    'that nobody can tell (%s of %s) is not a reason to clear, to block or to call anybody left out',
    (attribute, value) => {
      for (const immutableId of [value, anchor(7), anchor(1), base64(value)]) {
        const [decision, ...said] = judged(attribute, value, immutableId);
        expect(decision, immutableId).toBe('indeterminate');
        expect(
          said.filter((line) => /mismatch|excluded/.test(line)),
          immutableId,
        ).toEqual([]);
        expect(said, immutableId).toContain('?');
      }
    },
  );

  it('names the attribute, the first person and what to do', () => {
    const org = withFields(organisation(), 'contosokey').person(1, 'ann', {
      onPrem: { attributes: { contosokey: guid(7) } },
    });
    const { findings } = org.judge({ sourceAnchor: setting('contosoKey:bytes') });
    const finding = findings.find(({ rule }) => rule === 'evidence-incomplete');
    expect(finding?.found).toBe(
      `nothing shows the bytes of contosoKey of 1 on-premises user, first ann@corp.example: “${guid(7)}”`,
    );
    expect(finding?.remedy).toContain('contosoKey:text-base64');
  });
});

const ldif = (name: string): EvidenceSource => ({
  ...{ kind: 'onPrem', origin: 'a.ldf', sha256: '0'.repeat(64), records: 1, rejected: 0, skipped: 0, issues: [] },
  fields: new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', name.toLowerCase()]),
});

describe('the bytes that LDIF shows', () => {
  const immutableIdOf = (attribute: string, line: string, immutableId: string): string => {
    const name = attribute.split(':')[0] ?? '';
    const text = `dn: CN=Ann,DC=corp,DC=example\nobjectClass: user\nobjectGUID:: ${anchor(1)}\nuserPrincipalName: ann@corp.example\n${name}:${line}\n\n`;
    const { records } = readText<OnPremObject>(text, (log) => createLdifReader(log));
    const { decision } = withFields(organisation(), name.toLowerCase())
      .with({ onPrem: [{ source: ldif(name), records }] })
      .entra(1, 'ann', { immutableId })
      .judge({ sourceAnchor: setting(attribute) });
    return decision;
  };
  const printable = 'ABCDEFGHIJKLMNOA';
  it.each<[string, string, string, string]>([
    ['msExchMailboxGuid:bytes', `: ${base64(printable)}`, base64(printable), 'cleared'],
    ['msExchMailboxGuid:bytes', `: ${base64(printable)}`, printable, 'blocked'],
    ['msExchMailboxGuid', ` ${printable}`, base64(printable), 'cleared'],
    ['msExchMailboxGuid', `: ${base64(Array(16).fill(200))}`, base64(Array(16).fill(200)), 'cleared'],
    ['contosoKey:bytes', `: ${base64(Array(16).fill(200))}`, base64(Array(16).fill(200)), 'cleared'],
    ['contosoKey:bytes', `: ${base64(printable)}`, base64(printable), 'cleared'],
    ['contosoKey:bytes', `: ${base64(printable)}`, printable, 'blocked'],
  ])('%s:%s against %s: %s', (attribute, line, immutableId, expected) => {
    expect(immutableIdOf(attribute, line, immutableId)).toBe(expected);
  });
});
