import type { VendorFact, VendorFactSource } from './fact.js';

const microsoft = (title: string, address: string): VendorFactSource => ({ publisher: 'Microsoft', title, address });

const guidBytes = microsoft(
  '[MS-DTYP] 2.3.4.2 GUID: packet representation',
  'https://msdn.microsoft.com/en-us/library/dd302644(PROT.10).aspx',
);
const csvde = microsoft(
  'Csvde',
  'https://learn.microsoft.com/en-us/previous-versions/windows/it-pro/windows-server-2003/cc757853(v=ws.10)',
);
const exportCsv = microsoft(
  'Export-Csv (Windows PowerShell 5.1)',
  'https://github.com/MicrosoftDocs/PowerShell-Docs/blob/main/reference/5.1/Microsoft.PowerShell.Utility/Export-Csv.md',
);
const characterEncoding = microsoft(
  'about_Character_Encoding (Windows PowerShell 5.1)',
  'https://github.com/MicrosoftDocs/PowerShell-Docs/blob/main/reference/5.1/Microsoft.PowerShell.Core/About/about_Character_Encoding.md',
);
const ranges = microsoft(
  '[MS-ADTS] 3.1.1.3.1.3.3 Range retrieval of attribute values',
  'https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-adts/e27b48db-6f82-44cd-9038-2e54f790cc1f',
);
const pageSize = microsoft(
  'MaxPageSize is set too high',
  'https://learn.microsoft.com/en-us/previous-versions/office/exchange-server-analyzer/aa998536(v=exchg.80)',
);
const moduleProperties = microsoft(
  'Active Directory: PowerShell AD module properties',
  'https://social.technet.microsoft.com/wiki/contents/articles/12031.active-directory-powershell-ad-module-properties.aspx',
);
const ldif: VendorFactSource = {
  publisher: 'IETF',
  title: 'RFC 2849: the LDAP Data Interchange Format',
  address: 'https://www.ietf.org/rfc/rfc2849.txt',
};

export const activeDirectoryFacts: readonly VendorFact[] = [
  {
    id: 'AD-1',
    text: 'objectGUID is 16 bytes of which the first three fields are little-endian, as in .NET. The ImmutableID is the Base64 of these bytes; a tool that writes them in big-endian order makes another anchor.',
    basis: 'documented',
    sources: [guidBytes],
    checked: '2026-11-30',
    rules: ['anchor-claim-differs', 'anchor-malformed', 'anchor-mismatch', 'source-attribute'],
  },
  {
    id: 'AD-2',
    text: 'The Base64 of 16 bytes has 24 characters, ends in `==`, and its 22nd character is A, Q, g or w.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['anchor-malformed'],
  },
  {
    id: 'AD-3',
    text: 'LDIF writes binary values in Base64 after two colons. A long line goes on after a line break and one space.',
    basis: 'documented',
    sources: [ldif],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'AD-4',
    text: "csvde writes binary values, and text that is not ASCII, as `X'…'` in hexadecimal. With `-m` it leaves objectGUID out.",
    basis: 'recorded',
    sources: [csvde],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'AD-5',
    text: 'Active Directory Users and Computers shows mS-DS-ConsistencyGuid as separated hexadecimal bytes in wire order.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'AD-6',
    text: '`Get-ADUser` returns only the attributes that `-Properties` names besides a default set. In a CSV a byte array becomes `System.Byte[]`, a list the name of its type, and an attribute that was not named an empty column.',
    basis: 'documented',
    sources: [moduleProperties, exportCsv],
    checked: '2026-11-30',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'AD-7',
    text: '`Export-Csv` of Windows PowerShell 5.1 writes ASCII unless told otherwise, with `?` for every other letter, and a first line `#TYPE`. PowerShell writes UTF-16 with a byte order mark where `>` redirects in 5.1, and UTF-8 from 6 on.',
    basis: 'documented',
    sources: [exportCsv, characterEncoding],
    checked: '2026-11-30',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'AD-8',
    text: 'A domain controller gives at most a part of the values of a large attribute (1,500 members by default), under a name such as `member;range=0-1499`, and the rest range by range.',
    basis: 'documented',
    sources: [ranges],
    checked: '2026-11-30',
    rules: ['evidence-incomplete', 'group-membership-loss', 'sync-tool-unsuitable'],
  },
  {
    id: 'AD-9',
    text: 'An unpaged search returns at most 1,000 objects.',
    basis: 'documented',
    sources: [pageSize],
    checked: '2026-11-30',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'AD-10',
    text: 'A search of a domain’s root refers to the forest’s own partitions (Configuration, DomainDnsZones, ForestDnsZones), which hold no people, and to child domains, which do.',
    basis: 'seen',
    sources: [],
    checked: '2026-11-23',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'AD-11',
    text: 'The accounts behind shared, room and equipment mailboxes are disabled on purpose (msExchRecipientTypeDetails 4, 16, 32 and their remote forms).',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['account-state-change'],
  },
  {
    id: 'AD-12',
    text: 'In a list, csvde writes a semicolon that is part of a value, as X.400 addresses have, as `\\;`.',
    basis: 'inferred',
    sources: [csvde],
    checked: '2026-12-01',
    commands: ['assess'],
  },
];
