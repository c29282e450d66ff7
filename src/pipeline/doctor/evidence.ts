import { relative, resolve } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { evidenceLines } from '../../evidence/evidence-file/lines.js';
import { asHeader, parseObject } from '../../evidence/evidence-file/read.js';
import { type Check, fine, missing } from './check.js';

/** The evidence files of a stack: there, written by `collect`, of the declared tenant and fresh. They are not read whole. */
export async function checkEvidence(
  { evidence, tenant }: Pick<Settings, 'evidence' | 'tenant'>,
  directory: string,
  now: Date,
): Promise<Check[]> {
  const { maximumAgeHours } = evidence;
  const checks = [];
  for (const path of evidence.onPrem)
    checks.push(await checkFile(path, directory, now, maximumAgeHours.onPrem, 'on-prem'));
  if (evidence.entra === 'live') return checks;
  for (const path of evidence.entra)
    checks.push(await checkFile(path, directory, now, maximumAgeHours.entra, 'entra', tenant.id));
  return checks;
}

async function checkFile(
  path: string,
  directory: string,
  now: Date,
  hours: number,
  source: 'on-prem' | 'entra',
  tenantId?: string,
): Promise<Check> {
  const name = `evidence ${path}`;
  const fix = `Run entra-cutover collect ${source} … --output ${path}.`;
  try {
    for await (const line of evidenceLines(relative(process.cwd(), resolve(directory, path)))) {
      const header = asHeader(parseObject(line));
      if (header === undefined)
        return missing(name, 'it is not a file that collect wrote, so nothing says when it was read', fix);
      if (tenantId !== undefined && header.tenant?.toLowerCase() !== tenantId.toLowerCase())
        return missing(name, `it is of tenant ${header.tenant ?? 'unknown'}`, fix);
      const age = (now.getTime() - Date.parse(header.readAt)) / 3_600_000;
      const found = `read ${age.toFixed(1)} hours ago, expected ${counted(hours, 'hour')} at most`;
      return age <= hours ? fine(name, found) : missing(name, found, fix);
    }
    return missing(name, 'it is empty', fix);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return missing(name, error.message, fix);
  }
}
