import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseRemediationFile } from '../../config/remediation-file.js';
import { type FileFingerprint, resourceTable } from '../../config/resource-table.js';
import { settingsArgument } from '../../config/settings.js';
import { byText } from '../../domain/by-text.js';
import { UserError } from '../../domain/errors.js';
import { type Binding, bindingKey } from '../../domain/remediation.js';
import { readWithFingerprint } from '../../pipeline/assess/fingerprints.js';
import type { ProviderFunction } from '../resource-type.js';

const inputs = z.strictObject({ settings: settingsArgument });

/** The reviewed file of a stack by path and SHA-256, and what each of its bindings does; nothing when none is declared. */
export const getRemediations: ProviderFunction<typeof inputs> = {
  name: 'getRemediations',
  description: 'The reviewed file of a stack by path and SHA-256, and what each of its bindings does.',
  inputs,
  outputs: resourceTable.AnchorBindings.inputs.pick({ file: true, entries: true }),
  async call({ settings: { phase, remediations } }) {
    // A rollback puts back what the sealed journal tells: a file that is gone or broken must not keep it from that.
    if (remediations === undefined || phase === 'rollback') return { entries: {} };
    const { path } = remediations;
    const found = await readWithFingerprint(path, process.cwd());
    if (found === undefined)
      throw new UserError(
        `The remediation file ${path} can't be read: correct cutover:remediations.path, or write it with entra-cutover remediate.`,
      );
    const { bindings } = parseRemediationFile(found.content.toString('utf8'), path);
    const entries = bindings
      .filter(({ skip }) => skip !== true)
      .map((binding): [string, string] => [bindingKey(binding), describe(binding)])
      .sort(([a], [b]) => byText(a, b));
    return { file: { path, sha256: found.sha256 }, entries: Object.fromEntries(entries) };
  },
};

/** Whom and what, without values: they stay out of the state. The digest makes another value another entry. */
function describe({ person, attribute, expected, desired }: Binding): string {
  const action = attribute === 'deletedDateTime' ? 'restored' : desired === null ? 'cleared' : 'set';
  const digest = createHash('sha256')
    .update(JSON.stringify([expected, desired]))
    .digest('hex')
    .slice(0, 12);
  return `${person}: ${attribute} ${action} (${digest})`;
}

/**
 * The bindings of the file that was reviewed.
 *
 * @throws UserError when it is another file by now.
 */
export async function reviewedBindings(file: FileFingerprint | undefined): Promise<readonly Binding[]> {
  if (file === undefined) return [];
  const found = await readWithFingerprint(file.path, process.cwd());
  if (found?.sha256 !== file.sha256)
    throw new UserError(`${file.path} is not the file that the preview saw; run the preview again and review it.`);
  return parseRemediationFile(found.content.toString('utf8'), file.path).bindings;
}
