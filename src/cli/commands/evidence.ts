import type { Command } from 'commander';
import { addOutputOptions } from '../options.js';

/** Declares `evidence sign`, `evidence verify` and `evidence find`. */
export function declareEvidence(program: Command): void {
  const evidence = program.command('evidence').description('evidence on its way from the collector to the gate');
  addOutputOptions(evidence.command('sign'))
    .description('signs the files of a folder with the Ed25519 key in EVIDENCE_SIGNING_KEY')
    .requiredOption('--stack <name>', 'the stack that it is evidence for')
    .requiredOption('--folder <folder>', 'the evidence')
    .addHelpText(
      'after',
      '\nExample:\n  EVIDENCE_SIGNING_KEY="$(cat key.pem)" entra-cutover evidence sign --stack prod --folder evidence',
    )
    .action(async (options) => {
      const { evidenceSignCommand } = await import('../evidence.js');
      process.exitCode = await evidenceSignCommand(options);
    });
  addOutputOptions(evidence.command('verify'))
    .description('checks that a folder holds exactly what a known signer signed; exit code 3 otherwise')
    .requiredOption('--stack <name>', 'the stack that it is evidence for')
    .requiredOption('--folder <folder>', 'the evidence')
    .option('--signers <file>', 'public keys in PEM', 'evidence-signers.pem')
    .addHelpText('after', '\nExample:\n  entra-cutover evidence verify --stack prod --folder evidence')
    .action(async (options) => {
      const { evidenceVerifyCommand } = await import('../evidence.js');
      process.exitCode = await evidenceVerifyCommand(options);
    });
  addOutputOptions(evidence.command('find'))
    .description('finds the run that collected the newest evidence of a stack')
    .requiredOption('--stack <name>', 'the stack')
    .option('--branch <name>', 'the branch whose collections count', 'main')
    .addHelpText(
      'after',
      '\nExample:\n  GITHUB_REPOSITORY=corp/identity GITHUB_TOKEN=… entra-cutover evidence find --stack prod',
    )
    .action(async (options) => {
      const { evidenceFindCommand } = await import('../evidence.js');
      process.exitCode = await evidenceFindCommand(options);
    });
}
