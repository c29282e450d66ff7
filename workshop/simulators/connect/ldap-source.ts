import { readFileSync } from 'node:fs';
import { Attribute, Change, Client } from 'ldapts';
import type { DirectoryObject, DirectorySource } from './directory-source.js';

/** A domain controller, and the account of the connector. */
export interface DomainController {
  readonly url: string;
  readonly caFile: string;
  readonly bindDn: string;
  readonly password: string;
  readonly baseDn: string;
}

const synchronized = '(|(&(objectCategory=person)(objectClass=user))(objectClass=group)(objectClass=contact))';
const bytes = ['objectGUID', 'objectSid', 'mS-DS-ConsistencyGuid', 'userCertificate', 'thumbnailPhoto'];
const pageSize = 500;

/** A forest of one domain over LDAP: what a search of the connector account gives. */
export function ldapDirectory(controller: DomainController): DirectorySource {
  const search = (client: Client, filter: string) =>
    client.search(controller.baseDn, {
      scope: 'sub',
      filter,
      attributes: ['*'],
      explicitBufferAttributes: bytes,
      paged: { pageSize },
    });
  return {
    read: () =>
      connected(controller, async (client) => (await search(client, synchronized)).searchEntries.map(directoryObject)),
    write: (objectGuid, attribute, value) =>
      connected(controller, async (client) => {
        const dn = `<GUID=${objectGuid}>`;
        const modification = new Attribute({ type: attribute, values: [Buffer.from(value)] });
        await client.modify(dn, new Change({ operation: 'replace', modification }));
      }),
  };
}

async function connected<Result>(
  { url, caFile, bindDn, password }: DomainController,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ url, tlsOptions: { ca: readFileSync(caFile) } });
  try {
    await client.bind(bindDn, password);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

function directoryObject({
  dn,
  ...entry
}: { readonly dn: string } & Readonly<Record<string, unknown>>): DirectoryObject {
  const attributes = Object.entries(entry).map(([name, value]): [string, (string | Uint8Array)[]] => {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return [name, list.filter((item) => typeof item === 'string' || item instanceof Uint8Array)];
  });
  return { dn, attributes: Object.fromEntries(attributes) };
}
