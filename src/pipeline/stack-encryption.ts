import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseYaml } from '../config/parse-yaml.js';
import { readStackFile } from '../config/read.js';
import { encryptionAdded, isEncryptedByStackFile, namesEncryption } from '../config/stack-encryption.js';
import { git } from './journal/git.js';

/** What is wrong, and what to do about it. */
export interface EncryptionGap {
  readonly found: string;
  readonly fix: string;
}

/**
 * Whether what Pulumi wrote into a stack file about the encryption of the state waits to be committed. A checkout without it gets
 * another one at each preview, and then differs from what was reviewed.
 *
 * @returns undefined where it does not, and where the file is in no commit of a git repository.
 */
export async function uncommittedEncryption(stack: string, directory: string): Promise<EncryptionGap | undefined> {
  const file = `Pulumi.${stack}.yaml`;
  const committed = await git(directory, ['show', `HEAD:./${file}`]).catch(() => undefined);
  const changed = await readStackFile(stack, directory);
  if (committed === undefined || changed === undefined) return undefined;
  const added = encryptionAdded(committed, changed.text);
  if (added.length === 0) return undefined;
  return {
    found: `Pulumi wrote ${added.join(' and ')} into ${file}, and the commit does not have it`,
    fix: `Commit ${file} in the checkout where \`pulumi stack init\` ran, and merge it: a deployment makes another key at each preview and is refused. ${whereLost(stack)}`,
  };
}

/**
 * Whether a stack file lacks what the engine keeps in it because of where the state is.
 *
 * @param project the folder whose Pulumi.yaml says where the state is kept, unless the environment does.
 * @returns undefined where it does not, and where neither says where the state is.
 */
export async function missingEncryption(
  stack: string,
  stackFile: string,
  project: string,
  environment: NodeJS.ProcessEnv,
): Promise<EncryptionGap | undefined> {
  const backend = environment.PULUMI_BACKEND_URL?.trim() || (await backendOf(project));
  if (backend === undefined || !isEncryptedByStackFile(backend) || namesEncryption(stackFile)) return undefined;
  const file = `Pulumi.${stack}.yaml`;
  return {
    found: `${file} has neither encryptionsalt nor encryptedkey, which Pulumi writes for this backend`,
    fix: `A deployment makes a key at each preview and is refused without them. Run \`pulumi stack init ${stack}\` with its secrets provider, if nobody did, and commit what it writes into ${file}. ${whereLost(stack)}`,
  };
}

/** An export needs neither the keys nor what they encrypt (seen with engine 3.259.0 and a passphrase). */
function whereLost(stack: string): string {
  return `If that is lost, \`pulumi stack export --stack ${stack}\` shows it under secrets_providers (salt is encryptionsalt, url is secretsprovider).`;
}

async function backendOf(project: string): Promise<string | undefined> {
  const text = await readFile(join(project, 'Pulumi.yaml'), 'utf8').catch(() => '');
  const document = parseYaml(text);
  const url = document.errors.length > 0 ? undefined : document.getIn(['backend', 'url']);
  return typeof url === 'string' && url !== '' ? url : undefined;
}
