import type { Command } from 'commander';
import { addOutputOptions, textOrJson } from '../options.js';

/** Declares `anchor`. */
export function declareAnchor(program: Command): void {
  addOutputOptions(program.command('anchor'))
    .description('converts an anchor between GUID, ImmutableID, bytes, csvde, LDAP filter and connector DN')
    .argument('<value...>', 'the anchor in any of these forms')
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nExample:\n  entra-cutover anchor 00112233-4455-6677-8899-aabbccddeeff\n\nExit codes: 0 each value was converted · 1 a value is not an anchor, wrong usage or an error',
    )
    .action(async (values, options) => {
      const { anchorCommand } = await import('../anchor.js');
      process.exitCode = await anchorCommand(values, options);
    });
}
