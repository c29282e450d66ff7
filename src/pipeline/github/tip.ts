import { parseStackFile } from '../../config/parse.js';
import { grouped } from '../../domain/counted.js';
import { changedUpTo, fetchTip, git } from '../journal/git.js';

export interface TipRequest {
  readonly stack: string;
  /** The checkout that is going to be deployed. */
  readonly directory: string;
  readonly remote: string;
  /** The branch that says what is to be deployed. */
  readonly branch: string;
  readonly token?: string;
}

/** Files that deploy nothing: a merge that changes these alone starts no deployment (paths-ignore of deploy.yml). */
export const deploysNothing: readonly string[] = ['docs/**', '**/*.md'];

const isDeployed = (path: string): boolean => !path.startsWith('docs/') && !path.endsWith('.md');

/** Paths named in one sentence. */
const named = 5;

/**
 * Why what is checked out must not be deployed any more: the branch has moved on to something else. Empty when the branch
 * says what is checked out. Another commit of the same content counts as the same.
 *
 * @throws UserError when the branch can't be read.
 */
export async function supersededBy(request: TipRequest): Promise<readonly string[]> {
  const { stack, directory, remote, branch } = request;
  const tip = await fetchTip(directory, request);
  if (tip === undefined) return [`${remote} has no branch ${branch}, which says what is to be deployed.`];
  const changed = (await changedUpTo(directory, tip)).filter(isDeployed);
  if (changed.length === 0) return [];
  const more = changed.length - named;
  const files = `${changed.slice(0, named).join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`;
  return [
    ...((await isHeldAt(directory, tip, stack))
      ? [`${branch} holds ${stack} (cutover:hold: true): nothing older is deployed while it does.`]
      : []),
    `${branch} has moved on to ${tip}, which changes ${files}. Its own deployment is the one that counts.`,
  ];
}

async function isHeldAt(directory: string, commit: string, stack: string): Promise<boolean> {
  const file = `Pulumi.${stack}.yaml`;
  const text = await git(directory, ['cat-file', 'blob', `${commit}:${file}`]).catch(() => '');
  return parseStackFile(text, file).settings?.hold === true;
}
