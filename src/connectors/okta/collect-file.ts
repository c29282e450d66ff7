import type { KeyObject } from 'node:crypto';
import type { EvidenceSource } from '../../domain/evidence.js';
import { recordLine, writeEvidenceLines } from '../../evidence/evidence-file/write.js';
import { createReadLog } from '../../evidence/read-log.js';
import type { OktaClient } from './client.js';
import { collectOkta, oktaFields } from './collection.js';

export interface OktaFileContext {
  /** `entra-cutover x.y.z`. */
  readonly tool: string;
  /** Signs the file, where there is one. */
  readonly signingKey?: KeyObject | undefined;
  readonly now: Date;
  /** Told of each page, with its number of records. */
  readonly onPage?: (records: number) => void;
}

/**
 * Reads the Office 365 apps of an org and everybody assigned to them into an evidence file, page by page.
 *
 * @throws OktaApiError, UserError; nothing is left at the output then.
 */
export async function collectOktaToFile(
  client: OktaClient,
  output: string,
  { tool, signingKey, now, onPage }: OktaFileContext,
): Promise<{ readonly source: EvidenceSource; readonly sha256: string }> {
  const log = createReadLog(client.orgUrl);
  let records = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const page of collectOkta(client, log)) {
      records += page.length;
      onPage?.(page.length);
      yield page.map(recordLine).join('');
    }
    // "No app" is more likely a wrong question than an org without Office 365, and would pass for "Okta is off".
    if (records === 0)
      log.incomplete(1, 'The org has no Office 365 app. Check the org’s URL and what the credential may see.');
  };
  const source = (): EvidenceSource => ({
    kind: 'okta',
    origin: client.orgUrl,
    sha256: '',
    records,
    ...log.summary(),
    readAt: now.toISOString(),
    tenant: new URL(client.orgUrl).hostname,
    fields: new Set(oktaFields),
  });
  const sha256 = await writeEvidenceLines(output, source, lines(), { tool, signingKey }, { now });
  return { source: source(), sha256 };
}
