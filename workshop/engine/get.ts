import { UserError } from '../../src/domain/errors.js';
import { acquireEngine } from './acquire.js';
import { sayOn } from './progress.js';

// `npm test` calls this first, so that a build of several minutes is not mistaken for a hanging test.
try {
  const engine = await acquireEngine({ say: sayOn(process.stderr) });
  process.stdout.write(`${engine.pulumi} ${engine.version}\n`);
} catch (problem) {
  if (!(problem instanceof UserError)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
}
