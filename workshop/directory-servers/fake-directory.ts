import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { BerReader, BerWriter } from 'ldapts';
import type { Certificates } from './certificates.js';

/** An entry as the wire has it: values by attribute, spelled as the server likes. */
export interface FakeEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>;
}

export interface FakeSearch {
  readonly base: string;
  /** 0 one object, 2 a subtree. */
  readonly scope: number;
  readonly attributes: readonly string[];
  /** The GUIDs (hexadecimal) that are asked for; undefined for any other filter. */
  readonly guids: readonly string[] | undefined;
  readonly pageSize: number | undefined;
  readonly cookie: string;
}

export interface FakeAnswer {
  readonly entries: readonly FakeEntry[];
  readonly referrals?: readonly string[];
  readonly cookie?: string;
  /** LDAP result code; 0 when left out. */
  readonly code?: number;
}

export interface FakeDirectory {
  readonly server: string;
  readonly port: number;
  /** Operations in the order of their arrival: `connect`, `bind`, `search`, `extended`. */
  readonly operations: string[];
  stop(): Promise<void>;
}

const startTls = 'ldap://';

/** A well-behaved server over the entries; pages are as large as they are asked for. */
export function honest(entries: readonly FakeEntry[]): (search: FakeSearch) => FakeAnswer {
  return ({ base: name, scope, guids, pageSize, cookie }) => {
    if (name === '') return { entries: [{ dn: '', attributes: { dsServiceName: ['CN=NTDS Settings,CN=DC1'] } }] };
    if (scope === 0) return { entries: entries.filter(({ dn }) => dn === name) };
    if (guids !== undefined)
      return { entries: entries.filter(({ attributes }) => guids.includes(hex(attributes.objectGUID?.[0]))) };
    const start = Number(cookie || 0);
    const end = start + (pageSize ?? entries.length);
    return { entries: entries.slice(start, end), ...(end < entries.length && { cookie: String(end) }) };
  };
}

const hex = (value: string | Buffer | undefined): string => Buffer.from(value ?? '').toString('hex');

/**
 * An LDAP server on the wire, for what no real one can be made to do: the answer of a search is what `answer` returns, and
 * `drop` breaks the connection instead. Over TLS, or in plain text and without StartTLS when no certificates are given.
 */
export async function startFakeDirectory(
  certificates: Certificates | undefined,
  answer: (search: FakeSearch) => FakeAnswer | 'drop',
): Promise<FakeDirectory> {
  const operations: string[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    operations.push('connect');
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    let bound = false;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      pending = Buffer.concat([pending, data]);
      for (let message = takeMessage(pending); message !== undefined; message = takeMessage(pending)) {
        pending = pending.subarray(message.length);
        const reader = new BerReader(message);
        reader.readSequence();
        const id = reader.readInt() ?? 0;
        const operation = reader.readSequence();
        if (operation === 0x60) {
          bound = true;
          operations.push('bind');
          socket.write(response(id, 0x61, 0));
        } else if (operation === 0x77) {
          operations.push('extended');
          socket.write(response(id, 0x78, 2));
        } else if (operation === 0x63) {
          operations.push(bound ? 'search' : 'anonymous search');
          const found = answer(readSearch(reader));
          if (found === 'drop') socket.destroy();
          else socket.write(searchAnswer(id, found));
        } else socket.end();
      }
    });
  };
  const server = certificates
    ? createServer({ key: readFileSync(certificates.keyFile), cert: readFileSync(certificates.certificateFile) }, serve)
    : createPlainServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    server: `${certificates ? 'ldaps://' : startTls}127.0.0.1:${port}`,
    port,
    operations,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** The first whole message of what arrived, or undefined. */
function takeMessage(data: Buffer): Buffer | undefined {
  const reader = new BerReader(data);
  if (data.length < 2 || reader.readSequence() === null) return undefined;
  const end = reader.offset + reader.length;
  return end <= data.length ? data.subarray(0, end) : undefined;
}

function readSearch(reader: BerReader): FakeSearch {
  const base = reader.readString() ?? '';
  const scope = reader.readEnumeration() ?? 0;
  reader.readEnumeration();
  reader.readInt();
  reader.readInt();
  reader.readBoolean();
  const guids = readGuids(reader);
  reader.readSequence();
  const attributes: string[] = [];
  for (const end = reader.offset + reader.length; reader.offset < end; ) attributes.push(reader.readString() ?? '');
  let pageSize: number | undefined;
  let cookie = '';
  if (reader.remain > 0 && reader.peek() === 0xa0) {
    reader.readSequence(0xa0);
    for (const end = reader.offset + reader.length; reader.offset < end; ) {
      reader.readSequence();
      const last = reader.offset + reader.length;
      const type = reader.readString();
      if (reader.peek() === 1) reader.readBoolean();
      const value = reader.offset < last ? reader.readString(4, true) : null;
      if (type !== '1.2.840.113556.1.4.319' || value === null) continue;
      const control = new BerReader(value);
      control.readSequence();
      pageSize = control.readInt() ?? 0;
      cookie = control.readString() ?? '';
    }
  }
  return { base, scope, attributes, guids, pageSize, cookie };
}

/** Reads over the filter; of one that asks for objects by GUID it returns these. */
function readGuids(reader: BerReader): readonly string[] | undefined {
  const tag = reader.peek() ?? 0;
  reader.readSequence(tag);
  const end = reader.offset + reader.length;
  const guids: string[] = [];
  while (tag === 0xa1 && reader.offset < end && reader.peek() === 0xa3) {
    reader.readSequence(0xa3);
    reader.readString();
    guids.push(reader.readString(4, true)?.toString('hex') ?? '');
  }
  reader.offset = end;
  return guids.length > 0 ? guids : undefined;
}

function response(id: number, tag: number, code: number, controls?: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString('');
  writer.endSequence();
  controls?.(writer);
  writer.endSequence();
  return writer.buffer;
}

function searchAnswer(id: number, { entries, referrals = [], cookie, code = 0 }: FakeAnswer): Buffer {
  const parts = entries.map((entry) => entryMessage(id, entry));
  for (const uri of referrals) {
    const writer = new BerWriter();
    writer.startSequence();
    writer.writeInt(id);
    writer.startSequence(0x73);
    writer.writeString(uri);
    writer.endSequence();
    writer.endSequence();
    parts.push(writer.buffer);
  }
  const paging = (writer: BerWriter): void => {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeString(cookie ?? '');
    value.endSequence();
    writer.startSequence(0xa0);
    writer.startSequence();
    writer.writeString('1.2.840.113556.1.4.319');
    writer.writeBuffer(value.buffer, 4);
    writer.endSequence();
    writer.endSequence();
  };
  return Buffer.concat([...parts, response(id, 0x65, code, paging)]);
}

function entryMessage(id: number, { dn, attributes }: FakeEntry): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x64);
  writer.writeString(dn);
  writer.startSequence();
  for (const [name, values] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(0x31);
    for (const value of values) writer.writeBuffer(Buffer.from(value), 4);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}
