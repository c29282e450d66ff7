import { type DirectoryFile, readDirectoryFile } from '../config/directories.js';
import { openCheckpoint } from '../connectors/active-directory/checkpoint.js';
import { readDirectories } from '../connectors/active-directory/read.js';
import { type Directory, defaultPasswordVariable } from '../connectors/active-directory/settings.js';
import { UserError } from '../domain/errors.js';
import { collectFromFile } from '../evidence/evidence-file/collect.js';
import { readOnPremFiles } from '../evidence/files.js';
import { type CollectOptions, preparedOutput, writeCollected } from './collect.js';
import { createProgress } from './progress.js';

export interface OnPremOptions extends CollectOptions {
  readonly from?: string;
  readonly exportedAt?: string;
  readonly server?: readonly string[];
  readonly baseDn?: readonly string[];
  readonly bindDn?: string;
  readonly caFile?: string;
  readonly directory?: string;
  readonly attribute?: readonly string[];
}

/** Reads Active Directory, or dates an export of it. Incomplete evidence is written too, says so itself, and gives exit code 3. */
export async function collectOnPremCommand(options: OnPremOptions): Promise<number> {
  const { from, exportedAt } = options;
  if (from === undefined && exportedAt === undefined) return collectLive(options);
  if (from === undefined || exportedAt === undefined) {
    throw new UserError(
      `${from === undefined ? '--from' : '--exported-at'} is missing: an export needs the file and the time of the export.`,
    );
  }
  const live = (['server', 'baseDn', 'bindDn', 'caFile', 'directory', 'attribute'] as const).filter(
    (key) => key in options,
  );
  if (live.length > 0) throw new UserError('--from reads a file: leave out the flags for a directory server.');
  return writeCollected(await collectFromFile(readOnPremFiles, from, exportedAt), options);
}

/**
 * Reads Active Directory and writes the evidence file. What was read is kept next to it (`.checkpoint`) until the file is
 * there, so that the same command goes on where it was stopped.
 */
async function collectLive(options: OnPremOptions): Promise<number> {
  const { directories, attributes } = await directoriesOf(options);
  await preparedOutput(options);
  const path = `${options.output}.checkpoint`;
  const checkpoint = await openCheckpoint(path, { directories, attributes });
  const progress = createProgress(options.quiet === true);
  const counted = new Map<string, number>();
  const stop = new AbortController();
  const onInterrupt = (): void =>
    stop.abort(new UserError(`Stopped. Run the same command again to continue from what was read (${path}).`));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  try {
    const { evidence, notes } = await readDirectories(directories, {
      attributes,
      environment: process.env,
      now: () => new Date(),
      checkpoint,
      signal: stop.signal,
      onProgress: ({ part, read, total }) => {
        progress.add({ what: part, count: read - (counted.get(part) ?? 0), unit: 'objects', expected: total });
        counted.set(part, read);
      },
    });
    progress.end();
    for (const note of notes) progress.note(`entra-cutover: ${note}`);
    const code = await writeCollected(evidence, options);
    await checkpoint.remove();
    return code;
  } finally {
    progress.end();
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    await checkpoint.close();
  }
}

async function directoriesOf(
  options: OnPremOptions,
): Promise<{ readonly directories: readonly Directory[]; readonly attributes: readonly string[] }> {
  const { server = [], baseDn = [], bindDn, caFile, directory, attribute = [] } = options;
  if (directory !== undefined) {
    if (server.length + baseDn.length > 0 || bindDn !== undefined || caFile !== undefined)
      throw new UserError('--directory describes servers, bases, accounts and CA files: leave those flags out.');
    const file: DirectoryFile = await readDirectoryFile(directory);
    return {
      directories: file.directories.map(({ caFile: ca, ...rest }) => ({
        ...rest,
        ...(ca !== undefined && { caFile: ca }),
      })),
      attributes: [...file.attributes, ...attribute],
    };
  }
  if (server.length === 0 || bindDn === undefined)
    throw new UserError('--server and --bind-dn are missing: give them, a --directory FILE, or an export with --from.');
  if (server.length > 1 && baseDn.length > 0)
    throw new UserError('With several --server it is not clear which --base-dn is whose: use --directory FILE.');
  const account = { bindDn, passwordVariable: defaultPasswordVariable, ...(caFile !== undefined && { caFile }) };
  return { directories: server.map((url) => ({ server: url, baseDns: baseDn, ...account })), attributes: attribute };
}
