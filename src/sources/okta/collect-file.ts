import type { EvidenceSource } from '../../domain/evidence.js';
import { recordLine, writeEvidenceLines } from '../evidence-file/write.js';
import { createReadLog } from '../read-log.js';
import type { OktaClient } from './client.js';
import { collectOkta, oktaFields } from './collection.js';

/**
 * Reads the Office 365 apps of an org and everybody assigned to them into an evidence file, page by page.
 *
 * @throws OktaApiError, UserError; nothing is left at the output then.
 */
export async function collectOktaToFile(
  client: OktaClient,
  output: string,
  { tool, now, onPage }: { readonly tool: string; readonly now: Date; readonly onPage?: (records: number) => void },
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
  const sha256 = await writeEvidenceLines(output, source, lines(), { tool }, { now });
  return { source: source(), sha256 };
}
