import { type Command, Option } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `anchor`. */
export function declareAnchor(program: Command): void {
  addOutputOptions(program.command('anchor'))
    .description('converts an anchor between GUID, ImmutableID, bytes, csvde, LDAP filter and connector DN')
    .argument('<value...>', 'the anchor in any of these spellings')
    .addOption(
      new Option('--format <format>', 'what goes to standard output').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', '\nExample:\n  entra-cutover anchor 00112233-4455-6677-8899-aabbccddeeff')
    .action(async (values, options) => {
      const { anchorCommand } = await import('../anchor.js');
      process.exitCode = await anchorCommand(values, options);
    });
}
