import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** What the linter, as it is set up here, says of the text as a file of the provider. */
export function linted(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'linted-'));
  try {
    const file = join(folder, 'src/provider/invented.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    for (const name of ['biome.json', 'workshop/lint'])
      cpSync(join(repository, name), join(folder, name), { recursive: true });
    const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
    const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', file], { cwd: folder, encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
