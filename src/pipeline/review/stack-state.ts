import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { JournalHead } from '../../audit/index.js';
import { tokenOf } from '../../config/token.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';

const state = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          type: z.string(),
          inputs: z.record(z.string(), z.unknown()).nullish(),
          outputs: z.record(z.string(), z.unknown()).nullish(),
        }),
      )
      .nullish(),
  }),
});
const witness = z.object({ sequence: z.int().min(0), head: z.string() });

/** The head of a journal as the state saw it, and which journal that was. */
export interface WitnessedHead extends JournalHead {
  readonly journal?: string;
}

/**
 * What the Pulumi state saw of the audit journal; undefined before the first update.
 *
 * @param source a file of `pulumi stack export`, or the stack, which the Pulumi CLI on PATH exports from its backend.
 * @throws UserError when the state is unavailable.
 */
export async function witnessedHead(
  source: { readonly file: string } | { readonly stack: string; readonly directory: string },
): Promise<WitnessedHead | undefined> {
  const text = 'file' in source ? await readStateFile(source.file) : await exportState(source.stack, source.directory);
  const parsed = state.safeParse(parseJson(text));
  if (!parsed.success) throw new UserError('That is not a Pulumi state: pulumi stack export writes one.');
  const trail = parsed.data.deployment.resources?.find(({ type }) => type === tokenOf('AuditTrail'));
  const head = witness.safeParse(trail?.outputs);
  if (!head.success) return undefined;
  const journal = trail?.inputs?.journal;
  return {
    sequence: head.data.sequence,
    hash: head.data.head,
    ...(typeof journal === 'string' && { journal }),
  };
}

async function readStateFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${file}: the Pulumi state can't be read: ${failureReason(error)}.`);
  });
}

/** A backend answers within seconds. */
const exportMilliseconds = 120_000;

async function exportState(stack: string, directory: string): Promise<string> {
  const signal = AbortSignal.timeout(exportMilliseconds);
  try {
    const args = ['stack', 'export', '--stack', stack, '--non-interactive'];
    return (await promisify(execFile)('pulumi', args, { cwd: directory, maxBuffer: 1024 ** 3, signal })).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
    const ended = signal.aborted ? `no answer within ${exportMilliseconds / 1000} seconds` : undefined;
    const reason = code === 'ENOENT' ? 'pulumi is not on PATH' : (ended ?? stderr.trim().split('\n').at(-1));
    throw new UserError(
      `The state of the stack ${stack} can't be exported (${reason}). Give it as a file: pulumi stack export > state.json, then --stack-state state.json.`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
