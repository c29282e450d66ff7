import type { Finding } from '../../../src/domain/assessment.js';
import type { PageData } from '../../../src/reports/html/findings-data.js';

/** What the page's script is given. */
export function pageData(page: string): PageData {
  return JSON.parse(/id="findings">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as PageData;
}

/** As many findings, each of somebody else, whose people are spread over that many organizational units. */
export function manyFindings(count: number, units: number): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(12, '0');
    return {
      rule: index % 3 === 0 ? 'anchor-mismatch' : 'upn-changed',
      severity: index % 3 === 0 ? 'error' : 'warning',
      waived: false,
      subject: {
        objectType: 'user',
        userPrincipalName: `person${index}@corp.example`,
        objectGuid: `00000000-0000-4000-8000-${number}`,
        entraObjectId: `10000000-0000-4000-8000-${number}`,
        sourceAnchor: `AAAA${number}AAAAAA==`,
        immutableId: `BBBB${number}AAAAAA==`,
        distinguishedName: `CN=Person ${index},OU=Unit ${index % units},DC=corp,DC=example`,
      },
      found: `BBBB${number}AAAAAA==`,
      expected: `AAAA${number}AAAAAA==`,
      consequence: 'They would lose their mail.',
      remedy: 'Correct the anchor.',
      at: { origin: 'OnPremIDs.csv', line: index + 2 },
    };
  });
}
