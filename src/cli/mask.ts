import { readStackSettings } from '../config/read.js';
import { maskDigest } from '../pipeline/masking/mask-digest.js';
import { textMask } from '../reports/mask.js';

/** How sentences about people of the stack are shown: masked where `cutover:report.maskPeople` says so. */
export async function maskOfStack(stack: string, directory: string): Promise<(text: string) => string> {
  const { report, tenant } = await readStackSettings(stack, directory);
  return report.maskPeople ? textMask([], maskDigest(tenant.id)) : (text) => text;
}
