import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { packageSchema } from '../../src/provider/package-schema.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { run } from '../../workshop/engine/processes.js';

const folder = mkdtempSync(join(tmpdir(), 'package schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is what the real engine asks the provider for, binds and prints', async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  const plugin = fileURLToPath(new URL('../../provider/pulumi-resource-entra-cutover', import.meta.url));
  const env = { ...process.env, PULUMI_HOME: folder, PULUMI_SKIP_UPDATE_CHECK: 'true', CI: 'true' };
  const { code, stdout, stderr } = await run(engine.pulumi, ['package', 'get-schema', plugin], { cwd: folder, env });
  expect(code, stderr).toBe(0);
  const printed = JSON.parse(stdout) as { version: string };
  const made = packageSchema(printed.version) as Record<string, object>;
  // The engine leaves out what is empty and sorts what it prints.
  expect(printed).toMatchObject({
    name: 'entra-cutover',
    types: made.types,
    resources: Object.fromEntries(
      Object.entries(made.resources ?? {}).map(([name, { description, requiredInputs }]) => [
        name,
        { description, requiredInputs },
      ]),
    ),
  });
}, 120_000);
