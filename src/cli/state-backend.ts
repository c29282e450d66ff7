import { isEncryptedByStackFile } from '../config/stack-encryption.js';
import { UserError } from '../domain/errors.js';

/** Where the engine keeps the state, as `backend.url` of Pulumi.yaml names it; undefined is Pulumi Cloud. */
export type BackendUrl = string | undefined;

interface SignIn {
  /** Secrets of the pipeline, by the names under which the engine reads them. */
  readonly secrets: readonly string[];
  /** What the URL itself must say, because no variable of the pipeline does. */
  readonly query?: string;
}

const cloud: SignIn = { secrets: ['PULUMI_ACCESS_TOKEN'] };

/** By the scheme of the URL. Source: Pulumi's page "Using a DIY Backend"; the engine was seen to read each. */
const signIns: ReadonlyMap<string, SignIn> = new Map([
  ['https:', cloud],
  ['azblob:', { secrets: ['AZURE_STORAGE_SAS_TOKEN'], query: 'storage_account' }],
  ['s3:', { secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'], query: 'region' }],
  ['gs:', { secrets: ['GOOGLE_CREDENTIALS'] }],
]);

const examples =
  'azblob://CONTAINER?storage_account=NAME, s3://BUCKET?region=REGION, gs://BUCKET, or https://HOST of a Pulumi Cloud of your own';

/**
 * Refuses a URL with which the pipeline could not keep its state.
 *
 * @throws UserError that says what was expected.
 */
export function requireBackend(url: BackendUrl): void {
  if (url === undefined) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'file:')
    throw new UserError(
      `--backend ${url}: a file keeps the state on one machine, and the machines of a pipeline do not last. Give ${examples}. To try it out on this machine, leave --backend out and run \`pulumi login ${url}\`.`,
    );
  const signIn = parsed && signIns.get(parsed.protocol);
  if (parsed === undefined || signIn === undefined || parsed.host === '')
    throw new UserError(`--backend ${url}: expected ${examples}.`);
  if (parsed.username !== '' || parsed.password !== '')
    throw new UserError(
      `--backend: the URL has a credential in it, and it would be committed. Give it to the pipeline as a secret: ${signIn.secrets.join(', ')}.`,
    );
  if (signIn.query !== undefined && !parsed.searchParams.get(signIn.query))
    throw new UserError(`--backend ${url}: ${signIn.query} is missing in it. Give ${examples}.`);
}

/** The secrets that the pipeline needs for the backend. */
export function backendSecrets(url: BackendUrl): readonly string[] {
  return (url === undefined ? cloud : (signIns.get(new URL(url).protocol) ?? cloud)).secrets;
}

/** The pipeline's file as it signs in to the backend: each line that gives a step the token of Pulumi Cloud gives it these. */
export function signedIn(text: string, url: BackendUrl): string {
  const [token = ''] = cloud.secrets;
  return text.replace(new RegExp(`^ *${token}: .*$`, 'gm'), (line) =>
    backendSecrets(url)
      .map((name) => line.replaceAll(token, name))
      .join('\n'),
  );
}

/** The command that makes the stack there. Outside Pulumi Cloud somebody has to say what encrypts its secrets. */
export function stackInit(stack: string, url: BackendUrl): string {
  return `pulumi stack init ${stack}${writesStackFile(url) ? ' --secrets-provider=passphrase' : ''}`;
}

/** True where that command writes the encryption of the secrets into the stack file, which has to be committed then. */
export function writesStackFile(url: BackendUrl): boolean {
  return url !== undefined && isEncryptedByStackFile(url);
}
