import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

const ids = [1, 2, 3, 4].map((digit) => `6c1b7b39-0000-4000-8000-00000000000${digit}`);
const user = (index: number) => ({
  id: ids[index],
  userPrincipalName: `u${index}@corp.example`,
  onPremisesImmutableId: null,
});
const page = (users: readonly number[], more: object = {}) =>
  JSON.stringify({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    ...more,
    value: users.map(user),
  });
const next = { '@odata.nextLink': 'https://graph.microsoft.com/v1.0/users?$skiptoken=x' };
const count = (number: unknown) => ({ '@odata.count': number });

async function issuesOf(...texts: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'counts-'));
  try {
    const paths = texts.map((_, index) => join(folder, `${index}.json`));
    for (const [index, path] of paths.entries()) await writeFile(path, texts[index] ?? '');
    const evidence = await readEntraFiles(paths);
    return evidence.flatMap(({ source }, index) => source.issues.map(({ message }) => `${index}: ${message}`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('what a page of Graph counts', () => {
  it.each([
    ['without a count', [page([0, 1])]],
    ['as many as it has', [page([0, 1], count(2))]],
    ['null', [page([0, 1], count(null))]],
    ['as many as its pages have', [`${page([0, 1], { ...count(3), ...next })}\n${page([2])}`]],
    ['as many as its files have', [page([0, 1], { ...count(3), ...next }), page([2])]],
    ['the same on each page', [page([0, 1], { ...count(3), ...next }), page([2], count(3))]],
    ['its own of two lists', [page([0, 1], count(2)), page([2], count(1))]],
    [
      'objects that are skipped',
      [JSON.stringify({ ...count(2), value: [user(0), { '@odata.type': '#microsoft.graph.orgContact2', id: 'x' }] })],
    ],
  ])('agrees: %s', async (_, texts) => {
    expect(await issuesOf(...texts)).toEqual([]);
  });

  it.each([
    [
      'more than it has',
      [page([0, 1], count(3))],
      /^0: A page counts 3 objects \(@odata\.count\), and 2 are in its pages/,
    ],
    ['fewer than it has', [page([0, 1], count(1))], /^0: A page counts 1 object .* and 2 are/],
    ['as text', [page([0, 1], count('5'))], /^0: A page counts 5 objects/],
    ['no number', [page([0, 1], count('many'))], /^0: A page counts NaN objects/],
    [
      'more than its pages have',
      [`${page([0], { ...count(3), ...next })}\n${page([2])}`],
      /^0: A page counts 3 .* 2 are/,
    ],
    ['more than its files have', [page([0], { ...count(9), ...next }), page([2, 3])], /^1: A page counts 9 .* 3 are/],
    ['on the last page alone', [page([0], next), page([2, 3], count(4))], /^1: A page counts 4 .* 3 are/],
    ['of the second list', [page([0, 1], count(2)), page([2], count(2))], /^1: A page counts 2 .* 1 is/],
    ['a list that PowerShell wrapped', [JSON.stringify({ value: [user(0)], Count: 2 })], /^0: A page counts 2/],
  ])('contradicts what is there: %s', async (_, texts, message) => {
    expect(await issuesOf(...texts)).toEqual([expect.stringMatching(message)]);
  });

  it('is not compared while pages are missing', async () => {
    expect(await issuesOf(page([0], { ...count(3), ...next }))).toEqual([
      expect.stringMatching(/has an @odata.nextLink/),
    ]);
  });

  it.each([
    ['behind the objects', { error: { code: 'TooManyRequests', message: 'Try again later' } }],
    ['with a count that agrees', { error: { message: 'Try again later' }, ...count(2) }],
    ['and a next page', { error: { message: 'Try again later' }, ...next }],
  ])('is not a whole answer where an error stands next to the objects: %s', async (_, more) => {
    expect((await issuesOf(page([0, 1], more)))[0]).toMatch(/an error that Graph answered with: .Try again later/);
  });
  it('is whole where the error is null', async () => {
    expect(await issuesOf(page([0, 1], { error: null }))).toEqual([]);
  });
});

describe('the next link of a page', () => {
  const link = next['@odata.nextLink'];
  const names = [
    '@odata.nextLink',
    '@odata.NextLink',
    '@odata.nextlink',
    '@odata.nextLink ',
    'odata.nextLink',
    'OdataNextLink',
    'odataNextLink',
    'odata_next_link',
    '@nextLink',
    'nextLink',
    'NextLink',
  ];
  it.each(names)('is told by %j', async (name) => {
    expect(await issuesOf(page([0], { [name]: link }))).toEqual([
      expect.stringMatching(/more objects than were saved/),
    ]);
    expect(await issuesOf(page([0], { [name]: link }), page([1]))).toEqual([]);
    expect(await issuesOf(page([0], { [name]: null }))).toEqual([]);
  });
  it.each([
    ['what an SDK has no property for', page([0], { AdditionalData: { '@odata.nextLink': link } })],
    ['a second spelling, where the first is null', page([0], { OdataNextLink: null, '@odata.nextLink': link })],
  ])('is told by %s', async (_, text) => {
    expect(await issuesOf(text)).toEqual([expect.stringMatching(/more objects than were saved/)]);
  });
  it('is not told by a link of another name', async () => {
    expect(await issuesOf(page([0], { '@odata.deltaLink': link, previousLink: link }))).toEqual([]);
  });
  it('leads to no page that an SDK wrote in capitals: that is refused', async () => {
    expect(await issuesOf(JSON.stringify({ Value: [user(0)], OdataNextLink: link }))).not.toEqual([]);
  });
});

describe('what Graph writes besides, in another spelling', () => {
  it.each(['@odata.count', '@odata.Count', 'OdataCount', 'odata_count', 'count', 'Count'])(
    'a count: %j',
    async (name) => {
      expect(await issuesOf(page([0], { [name]: 2 }))).toEqual([expect.stringMatching(/counts 2 objects/)]);
      expect(await issuesOf(page([0], { [name]: 1 }))).toEqual([]);
    },
  );

  it.each([
    ['@removed', { '@removed': { reason: 'changed' } }],
    ['@Removed', { '@Removed': { reason: 'changed' } }],
    ['removed', { removed: { reason: 'changed' } }],
    ['AdditionalProperties', { AdditionalProperties: { '@removed': { reason: 'changed' } } }],
  ])('who was removed: %s', async (_, more) => {
    const text = `${page([0, 1])}\n${JSON.stringify({ '@odata.deltaLink': 'x', value: [{ id: ids[0], ...more }] })}`;
    const { records } = await readFile(text, readEntraFiles);
    expect(records.map((record) => 'deletedDateTime' in record)).toEqual([true, false]);
  });

  it.each(['@odata.context', '@odata.Context', 'OdataContext', 'odata_context', '@context'])(
    'the list: %j',
    async (name) => {
      const address = 'https://graph.microsoft.com/v1.0/$metadata#directory/deletedItems/microsoft.graph.user(id)';
      const { records } = await readFile(JSON.stringify({ [name]: address, value: [user(0)] }), readEntraFiles);
      expect(records).toMatchObject([{ objectType: 'user', deletedDateTime: 'unknown' }]);
    },
  );
});

describe('pages of Graph in several clouds', () => {
  const from = (host: string, index: number, more: object = {}) =>
    JSON.stringify({ '@odata.context': `https://${host}/v1.0/$metadata#users`, ...more, value: [user(index)] });
  it.each([
    ['the government of the United States', from('graph.microsoft.us', 1)],
    ['its defense', from('dod-graph.microsoft.us', 1)],
    ['China', from('microsoftgraph.chinacloudapi.cn', 1)],
    [
      'a next link alone',
      JSON.stringify({ 'odata.nextLink': 'https://graph.microsoft.us/v1.0/users?x', value: [user(1)] }),
    ],
    [
      'a delta link alone',
      JSON.stringify({ '@odata.deltaLink': 'https://graph.microsoft.us/v1.0/users?x', value: [user(1)] }),
    ],
    [
      'the context of an object',
      JSON.stringify({ ...user(1), '@odata.context': 'https://graph.microsoft.us/v1.0/$metadata#users/$entity' }),
    ],
  ])('are not of one tenant: %s', async (_, other) => {
    for (const texts of [[`${from('graph.microsoft.com', 0)}\n${other}`], [from('graph.microsoft.com', 0), other]])
      expect(await issuesOf(...texts)).toContainEqual(
        expect.stringMatching(/two clouds, which have no tenant in common/),
      );
  });
  it.each([
    ['another version', from('graph.microsoft.com', 1).replace('v1.0', 'beta')],
    ['another letter case', from('Graph.Microsoft.com', 1)],
    ['a port', from('graph.microsoft.com:443', 1)],
    ['another name of the service', from('canary.graph.microsoft.com', 1)],
    ['no address', page([1]).replace(/https:[^#]*/, '')],
  ])('are of one with %s', async (_, other) => {
    expect(await issuesOf(from('graph.microsoft.com', 0), other)).toEqual([]);
  });
});

describe('what PowerShell and ldapsearch count', () => {
  const object = (index: number) => ({ ObjectGUID: ids[index], UserPrincipalName: `u${index}@corp.example` });
  const entry = (index: number) =>
    `# u${index}, corp.example\ndn: CN=u${index},DC=corp,DC=example\nobjectClass: user\nobjectGUID: ${ids[index]}\n\n`;
  const end = (told: string) => `# search result\nsearch: 2\nresult: 0 Success\n\n${told}`;
  const reference =
    '# search reference\nref: ldap://ForestDnsZones.corp.example/DC=ForestDnsZones,DC=corp,DC=example\n\n';
  const issues = async (text: string) =>
    (await readFile(text, readOnPremFiles)).source.issues.map(({ message }) => message);

  it.each([
    ['a wrapped list', JSON.stringify({ value: [object(0), object(1)], Count: 2 })],
    ['ldapsearch', `${entry(0)}${entry(1)}${end('# numResponses: 3\n# numEntries: 2\n')}`],
    ['its references', `${entry(0)}${reference}${end('# numResponses: 3\n# numEntries: 1\n# numReferences: 1\n')}`],
    [
      'its pages',
      `${entry(0)}${end('# numResponses: 2\n# numEntries: 1\n')}${entry(1)}${end('# numResponses: 2\n# numEntries: 1\n')}`,
    ],
    ['a search without comments', `${entry(0)}${entry(1)}`],
    ['ldbsearch', `${entry(0)}${entry(1)}# returned 2 records\n# 2 entries\n# 0 referrals\n`],
    ['words that are not count', `# 7 entries were here\n# numEntries: many\n${entry(0)}${end('')}`],
  ])('agrees: %s', async (_, text) => {
    expect(await issues(text)).toEqual([]);
  });

  it.each([
    [
      'a wrapped list',
      JSON.stringify({ value: [object(0), object(1)], Count: 3 }),
      /has 3 objects \(Count\), and 2 are in it/,
    ],
    ['entries', `${entry(0)}${end('# numResponses: 3\n# numEntries: 2\n')}`, /wrote 2 entries, and 1 is/],
    ['entries alone', `${entry(0)}${entry(1)}${end('# numEntries: 1\n')}`, /wrote 1 entry, and 2 are/],
    ['responses alone', `${entry(0)}${end('# numResponses: 3\n')}`, /wrote 3 responses, and 2 are/],
    [
      'a page',
      `${entry(0)}${end('# numEntries: 1\n')}${entry(1)}${end('# numEntries: 2\n')}`,
      /wrote 3 entries, and 2 are/,
    ],
    [
      'responses of pages',
      `${entry(0)}${end('# numResponses: 2\n')}${entry(1)}${end('# numResponses: 3\n')}`,
      /wrote 5 responses, and 4 are/,
    ],
    ['references', `${entry(0)}${end('# numResponses: 3\n# numEntries: 1\n')}`, /wrote 3 responses, and 2 are/],
    ['ldbsearch', `${entry(0)}# returned 2 records\n# 2 entries\n`, /wrote 2 entries, and 1 is/],
    ['in the last line, without a line break', `${entry(0)}${end('# numEntries: 4')}`, /wrote 4 entries, and 1 is/],
  ])('contradicts what is there: %s', async (_, text, message) => {
    expect(await issues(text)).toEqual([expect.stringMatching(message)]);
  });
});

// What OpenLDAP 2.5's ldapsearch printed of three entries with -E pr=2/noprompt, but for the entries and the cookie.
describe('a search in pages', () => {
  const entry = (index: number) =>
    `dn: CN=u${index},DC=corp,DC=example\nobjectClass: user\nobjectGUID: ${ids[index]}\n\n`;
  const begin = '#\n# LDAPv3\n# base <dc=corp,dc=example> with scope subtree\n# requesting: cn \n#\n\n';
  const more = 'AwAAAAAAAAA=';
  const plain = (search: number, cookie: string) =>
    `# search result\nsearch: ${search}\nresult: 0 Success\ncontrol: 1.2.840.113556.1.4.319 false MAA=\npagedresults: cookie=${cookie}\n`;
  const shorter = (cookie: string) =>
    `# search result\n# control: 1.2.3 false MAA=\n# pagedresults: cookie=${cookie}\n`;
  const shortest = (cookie: string) => `# pagedresults: cookie=${cookie}\n`;
  const counts = '\n# numResponses: 4\n# numEntries: 2\n';
  const one = '\n# numResponses: 2\n# numEntries: 1\n';
  const read = async (text: string) => {
    const { source } = await readFile(text, readOnPremFiles);
    return { issues: source.issues.map(({ message }) => message), mayBeCut: source.mayBeCut ?? false };
  };

  it.each([
    ['', `${begin}${entry(0)}${plain(2, more)}${begin}${entry(1)}${plain(3, '')}${counts}`],
    [
      'with -L',
      `version: 1\n\n${begin}${entry(0)}${shorter(more)}version: 1\n\n${begin}${entry(1)}${shorter('')}${counts}`,
    ],
    ['with -LL', `version: 1\n\n${entry(0)}${shortest(more)}version: 1\n\n${entry(1)}${shortest('')}`],
    ['with -LLL', `${entry(0)}${shortest(more)}${entry(1)}${shortest('')}`],
    ['of one page', `${entry(0)}# pagedresults: estimate=1 cookie=\n`],
  ])('is whole behind its last page %s', async (_, text) => {
    expect(await read(text)).toEqual({ issues: [], mayBeCut: false });
  });

  it.each([
    ['', `${begin}${entry(0)}${plain(2, more)}`],
    ['with counts that agree', `${begin}${entry(0)}${plain(2, more)}${one}`],
    ['with -L', `version: 1\n\n${begin}${entry(0)}${shorter(more)}${one}`],
    ['with -LL', `version: 1\n\n${entry(0)}${shortest(more)}`],
    ['with -LLL', `${entry(0)}${shortest(more)}`],
    ['on the second page', `${entry(0)}${shortest(more)}${entry(1)}${shortest('AAAA')}`],
    ['within the second page', `${entry(0)}${shortest(more)}${entry(1)}`],
    ['with an estimate', `${entry(0)}# pagedresults: estimate=9 cookie=${more}\n`],
    ['in a folded comment', `${entry(0)}# pagedresults: coo\n kie=${more}\n`],
    ['without a line break', `${entry(0)}# pagedresults: cookie=${more}`],
  ])('is not whole where it says that there is more %s', async (_, text) => {
    expect((await read(text)).issues).toEqual([expect.stringMatching(/there is more .* -E pr=1000\/noprompt/)]);
  });

  // A search of its own in each part: another base, another filter, or both.
  const search = (base: string, filter: string) =>
    `#\n# LDAPv3\n# base <${base}> with scope subtree\n# filter: ${filter}\n# requesting: ALL\n#\n\n`;
  const [users, groups] = ['(objectClass=user)', '(objectClass=group)'];
  const [first, other] = [search('OU=A,DC=x', users), search('OU=B,DC=x', users)];

  it.each([
    ['another base', `${first}${entry(0)}${plain(2, more)}${other}${entry(1)}${plain(2, '')}`],
    ['another base, with -L', `${first}${entry(0)}${shorter(more)}${other}${entry(1)}${shorter('')}`],
    ['another filter', `${first}${entry(0)}${plain(2, more)}${search('OU=A,DC=x', groups)}${entry(1)}${plain(2, '')}`],
    [
      'another filter of a file',
      `${first}${entry(0)}${plain(2, more)}\n# filter: (cn=b)\n\n${entry(1)}${plain(3, '')}`,
    ],
    [
      'the second of three',
      `${first}${entry(0)}${plain(2, '')}${other}${entry(1)}${plain(2, more)}${first}${plain(2, '')}`,
    ],
    [
      'the pages of the first before it',
      `${first}${entry(0)}${plain(2, 'AQ==')}${first}${plain(3, more)}${other}${plain(2, '')}`,
    ],
  ])('is not whole where one search says that there is more and the next has its end: %s', async (_, text) => {
    expect((await read(text)).issues).toEqual([expect.stringMatching(/there is more/)]);
  });

  it.each([
    [
      'two searches in pages',
      `${first}${entry(0)}${plain(2, more)}${first}${plain(3, '')}${other}${entry(1)}${plain(2, '')}`,
    ],
    ['two of one page', `${first}${entry(0)}${plain(2, '')}${other}${entry(1)}${plain(2, '')}`],
    ['pages without comments behind the first', `${first}${entry(0)}${plain(2, more)}${entry(1)}${plain(3, '')}`],
    [
      'the same search again, to its end',
      `${first}${plain(2, more)}${first}${entry(0)}${plain(2, more)}${first}${plain(3, '')}`,
    ],
    ['the filters of a file', `${first}${entry(0)}${plain(2, '')}\n# filter: (cn=b)\n\n${entry(1)}${plain(3, '')}`],
  ])('is whole with %s', async (_, text) => {
    expect(await read(text)).toEqual({ issues: [], mayBeCut: false });
  });

  it.each([
    ['', `# extended LDIF\n${begin}${entry(0)}${entry(1)}`],
    ['with -L', `version: 1\n\n${begin}${entry(0)}`],
    [
      'after a first one',
      `${begin}${entry(0)}# search result\nsearch: 2\nresult: 0 Success\n\n${one}${begin}${entry(1)}`,
    ],
  ])('is not whole where it begins and does not end %s', async (_, text) => {
    expect((await read(text)).issues).toContainEqual(expect.stringMatching(/its end \(# search result\) is not there/));
  });

  it('counts records of ldbsearch, references among them', async () => {
    const reference = 'ref: ldap://x/DC=DomainDnsZones,DC=corp,DC=example\n\n';
    const end = '# returned 2 records\n# 1 entries\n# 1 referrals\n';
    expect((await read(`${entry(0)}${reference}${end}`)).issues).toEqual([]);
    expect((await read(`${entry(0)}${end}`)).issues).toEqual([
      expect.stringContaining('wrote 2 records, and 1 is in the file'),
    ]);
  });

  it.each([
    ['a result', `${entry(0)}search: 2\nresult: 0 Success\n\n`, false],
    ['ldbsearch’s counts', `${entry(0)}# returned 1 records\n# 1 entries\n# 0 referrals\n`, false],
    ['nothing', entry(0), true],
    // A limit of the server is told on the screen alone.
    ['the comments of -L', `${begin}${entry(0)}# search result\n${one}`, true],
    ['a result before more entries', `${entry(0)}search: 2\nresult: 0 Success\n\n${entry(1)}`, true],
  ])('tells by %s whether a tool may have stopped by itself', async (_, text, mayBeCut) => {
    expect(await read(text)).toEqual({ issues: [], mayBeCut });
  });
});
