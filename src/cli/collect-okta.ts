import { dirname } from 'node:path';
import { readStackSettings } from '../config/read.js';
import { toolVersion } from '../config/tool-version.js';
import { createOktaClient, openOktaSession } from '../connectors/okta/client.js';
import { collectOktaToFile } from '../connectors/okta/collect-file.js';
import { readSigningKey } from '../evidence/evidence-file/signature.js';
import { reportCollected } from './collected.js';
import { requireOtherFiles } from './files.js';
import { makeFolder } from './output.js';
import { createProgress } from './progress.js';

export interface CollectOktaOptions {
  readonly stack: string;
  readonly output: string;
  /** PEM file of an Ed25519 private key. */
  readonly signKey?: string;
  readonly quiet?: boolean;
}

/** Reads the Office 365 apps of the stack's org. Incomplete evidence is written too, with exit code 3. */
export async function collectOktaCommand(options: CollectOktaOptions): Promise<number> {
  await requireOtherFiles([options.output], options.signKey === undefined ? [] : [options.signKey]);
  const signingKey = options.signKey === undefined ? undefined : await readSigningKey(options.signKey);
  const { okta } = await readStackSettings(options.stack, process.cwd());
  const client = createOktaClient(await openOktaSession(okta.orgUrl, 'collect'));
  await makeFolder(dirname(options.output));
  const progress = createProgress(options.quiet === true);
  const { source, sha256 } = await collectOktaToFile(client, options.output, {
    tool: `entra-cutover ${toolVersion}`,
    signingKey,
    now: new Date(),
    onPage: (records) => progress.add({ what: 'apps and people assigned to them', count: records, unit: 'objects' }),
  }).finally(progress.end);
  return reportCollected(options, source, sha256);
}
