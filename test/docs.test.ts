import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const top = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const pages = [
  ...top.filter((name) => existsSync(join(repository, name))),
  ...readdirSync(join(repository, 'docs'), { recursive: true })
    .map((name) => join('docs', String(name)))
    .filter((name) => name.endsWith('.md')),
];
const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8');

/** What a link to a heading of the page ends in, as GitHub makes it of the heading. */
function headingsOf(page: string): ReadonlySet<string> {
  const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the documentation', () => {
  it.each(pages)('%s: links to pages and files that are there', (page) => {
    const targets = [...textOf(page).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const missing = targets
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => relative(repository, join(repository, dirname(page), target)))
      .filter((path) => !existsSync(join(repository, path)));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s: links to headings that are there', (page) => {
    const targets = [...textOf(page).matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)].map(([, path = '', heading = '']) => ({
      path: path === '' ? page : relative(repository, join(repository, dirname(page), path)),
      heading,
    }));
    const missing = targets.filter(({ path, heading }) => path.endsWith('.md') && !headingsOf(path).has(heading));
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s: names files of this repository that are there', (page) => {
    const named = [
      ...textOf(page).matchAll(/`((?:src|test|workshop|scenarios|docs|export-scripts|schemas)\/[^`\s]*)`/g),
    ];
    const paths = named.map(([, path = '']) => path.replace(/[<*].*/, ''));
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  it('runs the package from its own file until it is installed: a registry may have another one of that name', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    const lines = ['README.md', 'docs/real-tenant.md'].flatMap((page) => textOf(page).split('\n'));
    const inits = lines.filter((line) => /^npx .*entra-cutover init/.test(line));
    expect(inits.length).toBeGreaterThanOrEqual(2);
    for (const line of inits)
      expect(line).toContain(`npx --package ./entra-cutover-${version}.tgz entra-cutover init `);
    // The guide's first commands come before any repository.
    const [first] = textOf('docs/real-tenant.md').match(/^npx .*/m) ?? [];
    expect(first).toContain('--package');
  });

  it('shows the demo as it prints: at most 60 lines of at most 100 columns, and where both reports are', () => {
    const transcripts = [...textOf('docs/demo.md').matchAll(/```text\n(.*?)```/gs)].map(([, text = '']) =>
      text.trimEnd(),
    );
    expect(transcripts).toHaveLength(2);
    for (const lines of transcripts.map((text) => text.split('\n'))) {
      expect(lines.length).toBeLessThanOrEqual(60);
      expect(lines.filter((line) => Array.from(line).length > 100 || line.includes('…:'))).toEqual([]);
      expect(lines.at(-1)).toMatch(/^Reports: \S+blocked\.html, \S+cleared\.html$/);
    }
  });

  it('numbers decisions without holes, in one form, and lists each', () => {
    const names = readdirSync(join(repository, 'docs', 'decisions')).filter((name) => name !== 'README.md');
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
    const list = textOf('docs/decisions/README.md');
    for (const name of names) {
      const number = name.slice(0, 4);
      const [, title = '', date, status] =
        new RegExp(`^# ${number}\\. (.+)\\n\\nDate: (\\d{4}-\\d\\d-\\d\\d)\\. Status: (.+)\\.\\n`).exec(
          textOf(`docs/decisions/${name}`),
        ) ?? [];
      expect(list).toContain(`| [${number}](${name}) | ${title} | ${date} | ${status} |`);
      const headings = [...textOf(`docs/decisions/${name}`).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(['Context', 'Decision', 'Consequences']);
    }
  });

  it.each(['active-directory', 'microsoft-graph', 'okta', 'entra-connect'])(
    'the connector %s says the least that is needed, and the command to run',
    (connector) => {
      const page = textOf(`docs/connectors/${connector}.md`);
      expect(page).toMatch(/^#+ .*\bleast\b/m);
      expect(page).toMatch(/```(sh|bash|powershell)\n/);
      expect(page).toMatch(/entra-cutover collect/);
    },
  );
});
