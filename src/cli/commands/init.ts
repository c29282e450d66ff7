import type { Command, Option } from 'commander';
import { addOutputOptions, repeated } from '../options.js';
import { choice } from '../program-command.js';

/** Declares `init`. */
export function declareInit(program: Command): void {
  addOutputOptions(program.command('init'))
    .description(
      'writes a whole repository with one stack for a real tenant, or adds a stack to such a repository; overwrites nothing',
    )
    .option('--stack <name>', 'the stack', 'prod')
    .option('--directory <folder>', 'where to write it', '.')
    .addOption(tool())
    .addOption(
      choice('--host <name>', 'who runs the pipeline of a new repository; github when left out', [
        'github',
        'azureDevOps',
      ]),
    )
    .option(
      '--backend <url>',
      'where the state is kept: azblob://, s3://, gs:// or https://; Pulumi Cloud when left out',
    )
    .option('--tenant <id>', 'Entra tenant id')
    .option('--domain <name>', 'initial domain of the tenant, such as corp.onmicrosoft.com')
    .option('--okta-org <url>', 'URL of the Okta org, such as https://corp.okta.com')
    .option('--okta-app <id=label>', 'an Office 365 app of the org (repeatable)', repeated)
    .option('--service-principal <id>', 'object id of the cloud sync service principal')
    .option('--ad-domain <name>', 'the Active Directory domain that is synchronized')
    .option('--connect-server <name>', 'the Entra Connect server that takes over, with --tool connect')
    .option('--notify <address>', 'who is told when cloud sync stops (repeatable)', repeated)
    .addHelpText(
      'after',
      '\nA value that you leave out becomes a line to fill in.\n\nExample:\n  entra-cutover init --stack prod --directory cutover --tenant 11111111-2222-3333-4444-555555555555 --okta-org https://corp.okta.com\n\nExit codes: 0 written · 1 wrong usage or an error',
    )
    .action(async (options) => {
      const { initCommand } = await import('../init.js');
      process.exitCode = await initCommand(options);
    });
}

/** Declares `demo`. */
export function declareDemo(program: Command): void {
  addOutputOptions(program.command('demo'))
    .description('shows the whole job on stand-ins with the real Pulumi engine, in the current folder')
    .addOption(tool())
    .addHelpText(
      'after',
      '\nExample:\n  npx entra-cutover demo --tool connect\n\nExit codes: 0 it went as it should · 1 it did not, wrong usage or an error',
    )
    .action(async ({ tool }: { readonly tool: string }) => {
      const { runWorkshop } = await import('../workshop.js');
      process.exitCode = await runWorkshop('demo/main.js', ['--tool', tool]);
    });
}

function tool(): Option {
  return choice('--tool <name>', 'what takes over; connect is Entra Connect', ['cloudSync', 'connect']).default(
    'cloudSync',
  );
}
