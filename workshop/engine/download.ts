import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { engineDirectory, engineVersion, fillDirectory } from './cache.js';
import type { Way } from './engine.js';
import { inspect } from './installed.js';
import { executableNames, run } from './processes.js';
import { withProgress } from './progress.js';

const officialHost = 'https://get.pulumi.com';
const probeSeconds = 5;
const downloadSeconds = 900;

/**
 * Downloads the official CLI as the vendor's public installer does (`/releases/sdk/pulumi-<version>-<os>-<arch>` on
 * get.pulumi.com, checked against the release's `checksums.txt`); it brings the Node language host along.
 * `ENTRA_CUTOVER_PULUMI_HOST` names a mirror with the same paths.
 */
export const downloaded: Way = async ({ say, cache, environment }) => {
  const host = (environment.ENTRA_CUTOVER_PULUMI_HOST ?? officialHost).replace(/\/+$/, '');
  const archive = archiveName();
  if (archive === undefined) return `no official download for ${process.platform} on ${process.arch}`;
  const release = `${host}/releases/sdk`;
  const refusal = await probe(`${release}/${archive}`);
  if (refusal !== undefined) return `the vendor's download host cannot be used: ${refusal}`;
  const directory = engineDirectory(cache);
  try {
    await withProgress(say, `downloading the Pulumi CLI ${engineVersion}`, '1 minute', () =>
      fillDirectory(directory, (staging) => downloadInto(staging, release, archive)),
    );
  } catch (problem) {
    return `the download from ${host} failed: ${messageOf(problem)}`;
  }
  return inspect(join(directory, 'bin', executableNames('pulumi')[0] ?? 'pulumi'), 'launcher', environment);
};

/** The release's file for this platform, by the installer's names; undefined where the vendor builds none. */
function archiveName(): string | undefined {
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  if (system === undefined || !['x64', 'arm64'].includes(process.arch)) return undefined;
  return `pulumi-${engineVersion}-${system}-${process.arch}.${system === 'windows' ? 'zip' : 'tar.gz'}`;
}

/** Asks for the file without fetching it: undefined when it is there, else why not. */
async function probe(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeSeconds * 1000) });
    return answer.ok ? undefined : `${url} answers ${answer.status}`;
  } catch (problem) {
    return `${url}: ${messageOf(problem)}`;
  }
}

async function downloadInto(staging: string, release: string, archive: string): Promise<void> {
  const expected = await expectedChecksum(release, archive);
  const file = join(staging, archive);
  const answer = await get(`${release}/${archive}`);
  if (answer.body === null) throw new Error(`${release}/${archive} has no content`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
  const found = await sha256(file);
  if (found !== expected) {
    throw new Error(`${archive} has SHA-256 ${found}, the release's checksums.txt says ${expected}: discarded`);
  }
  const unpacked = join(staging, 'unpacked');
  mkdirSync(unpacked);
  const tar = await run('tar', ['-xf', file, '-C', unpacked]);
  if (tar.code !== 0) throw new Error(`tar could not unpack ${archive}: ${tar.stderr.trim()}`);
  renameSync(join(unpacked, 'pulumi', ...(process.platform === 'win32' ? ['bin'] : [])), join(staging, 'bin'));
}

async function expectedChecksum(release: string, archive: string): Promise<string> {
  const url = `${release}/pulumi-${engineVersion.slice(1)}-checksums.txt`;
  const lines = (await (await get(url)).text()).split(/\r?\n/).map((line) => line.trim().split(/\s+\*?/));
  const sum = lines.find(([, name]) => name === archive)?.[0];
  if (sum === undefined) throw new Error(`${url} has no line for ${archive}`);
  return sum.toLowerCase();
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(downloadSeconds * 1000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

function messageOf(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  return problem.cause instanceof Error ? problem.cause.message : problem.message;
}
