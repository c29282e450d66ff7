import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../src/domain/errors.js';
import { failureReason } from '../../src/domain/failure-reason.js';
import { buildProduct } from '../engine/product.js';
import { cloudSyncDemo } from './cloud-sync.js';
import { connectDemo } from './connect.js';
import { reports, say, workFolder } from './telling.js';

// `npm run demo`: the whole job on this machine — real CLI, real Pulumi engine, real provider process; Okta, Microsoft Graph
// and, with `--tool connect`, the Entra Connect server are stand-ins. Every step is a command that a user would run; each
// expectation is checked, and the first one that is not met ends the demo with exit code 1.
const demos: Readonly<Record<string, () => Promise<void>>> = { cloudSync: cloudSyncDemo, connect: connectDemo };

try {
  const { values } = parseArgs({ options: { tool: { type: 'string', default: 'cloudSync' } } });
  const demo = demos[values.tool];
  if (demo === undefined) throw new UserError(`--tool ${values.tool}: expected ${Object.keys(demos).join(' or ')}.`);
  await buildProduct();
  rmSync(workFolder, { recursive: true, force: true });
  await demo();
  const [blocked, cleared] = Object.values(reports).map((path) => relative(process.cwd(), path));
  say(`Reports: ${blocked}, ${cleared}`);
} catch (problem) {
  const refused = problem as NodeJS.ErrnoException;
  // What the operating system refuses is not a bug: the folder may be somebody else's, or a file be in its place.
  const isRefused = problem instanceof Error && refused.syscall !== undefined && refused.path !== undefined;
  if (!(problem instanceof UserError) && !isRefused) throw problem;
  process.stderr.write(
    isRefused
      ? `The demo works in ${workFolder}, and ${refused.path} can't be used: ${failureReason(problem)}. Run it in a folder of your own.\n`
      : `${problem.message}\n`,
  );
  process.exitCode = 1;
}
