import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const page = fileURLToPath(new URL('../../src/reports/html/page', import.meta.url));

/** The style and the script of the HTML report from src/reports/html/page, with the hashes that its policy names. */
export function reportPage(): string {
  const [script, style] = [bundled('main.ts'), bundled('style.css')];
  const constants = { script, scriptHash: hash(script), style, styleHash: hash(style) };
  const lines = Object.entries(constants).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
  return `// Generated from src/reports/html/page by \`npm run generate\`.\n${lines.join('')}`;
}

function bundled(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [`${page}/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'firefox115', 'safari16'],
    logLevel: 'warning',
  });
  return (outputFiles[0]?.text ?? '').trim();
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
