import { appendFile, readFile } from 'node:fs/promises';
import { UserError } from '../domain/errors.js';
import { signEvidence, verifyEvidence } from '../pipeline/evidence-signature.js';
import { createGithubClient, githubContext } from '../pipeline/github/client.js';
import { evidenceArtifact, findCollectRun } from '../pipeline/github/find-review.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

interface EvidenceOptions {
  readonly stack: string;
  readonly quiet?: boolean;
}

/** Finds the last collection of the stack; a workflow gets it as outputs `run-id` and `artifact`. */
export async function evidenceFindCommand({
  stack,
  branch,
  quiet,
}: EvidenceOptions & { branch: string }): Promise<number> {
  const run = await findCollectRun(createGithubClient(githubContext(process.env)), stack, branch);
  const { GITHUB_OUTPUT } = process.env;
  if (GITHUB_OUTPUT) await appendFile(GITHUB_OUTPUT, `run-id=${run}\nartifact=${evidenceArtifact(stack)}\n`);
  if (!quiet) await writeStandardOutput([`The evidence of ${stack} was collected in run ${run}.\n`]);
  return exitCodes.cleared;
}

/** Signs the files of a folder with the key in EVIDENCE_SIGNING_KEY. */
export async function evidenceSignCommand({
  stack,
  folder,
  quiet,
}: EvidenceOptions & { folder: string }): Promise<number> {
  const { EVIDENCE_SIGNING_KEY: key } = process.env;
  if (!key)
    throw new UserError(
      'EVIDENCE_SIGNING_KEY is not set: the private key (Ed25519, PEM) belongs into the environment.',
    );
  const names = await signEvidence(folder, stack, key.replaceAll('\\n', '\n'));
  if (!quiet) await writeStandardOutput([`${folder}: ${names.join(', ')} signed for ${stack}.\n`]);
  return exitCodes.cleared;
}

/** Checks the signature of a folder of evidence; exit code 3 when it is not to be believed. */
export async function evidenceVerifyCommand(
  options: EvidenceOptions & { folder: string; signers: string },
): Promise<number> {
  const { stack, folder, signers, quiet } = options;
  const keys = await readFile(signers, 'utf8').catch(() => {
    throw new UserError(`${signers} can't be read: it holds the public keys of whoever collects evidence.`);
  });
  try {
    const names = await verifyEvidence(folder, stack, keys);
    if (!quiet) await writeStandardOutput([`${folder}: ${names.join(', ')} as signed.\n`]);
    return exitCodes.cleared;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`entra-cutover: ${error.message}\n`);
    return exitCodes.indeterminate;
  }
}
