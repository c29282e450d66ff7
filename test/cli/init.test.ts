import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import {
  codeOwners,
  ignored,
  packageRoot,
  program,
  projectFile,
  repositoryFiles,
} from '../../src/cli/project-files.js';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const kind = { stack: 'prod', tool: 'cloudSync', host: 'github' } as const;

it('this repository is deployed by what init writes', async () => {
  expect(read('index.ts')).toBe(program.replace("'entra-cutover'", "'./src/resources/index.js'"));
  const withoutName = (text: string) => text.replace(/^name: .*\ndescription: .*\n/, '').replace(/path: .*/, 'path:');
  expect(withoutName(read('Pulumi.yaml')).replace('npm run check', 'npm run types')).toBe(withoutName(projectFile));
  expect(lines(read('.gitignore'))).toEqual(expect.arrayContaining(lines(ignored)));
  expect(lines(read('.github/CODEOWNERS'))).toEqual(expect.arrayContaining(lines(codeOwners)));
  const files = await repositoryFiles({ ...kind, tool: 'connect' });
  const shared = Object.keys(files).filter((path) =>
    /^\.github\/(workflows|actionlint)|^export-scripts|PulumiPolicy/.test(path),
  );
  for (const path of shared) expect(files[path], path).toBe(read(path));
  const own = ['check.yml', 'release.yml'];
  const workflows = readdirSync(join(packageRoot, '.github', 'workflows')).filter((name) => !own.includes(name));
  expect(shared.filter((path) => path.includes('workflows')).sort()).toEqual(
    workflows.map((name) => `.github/workflows/${name}`).sort(),
  );
});

it('a repository pins this package, and names only scripts of npm that it has', async () => {
  const files = await repositoryFiles(kind);
  const manifest = JSON.parse(files['package.json'] ?? '') as Record<string, Record<string, string>>;
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(manifest.dependencies?.['entra-cutover']).toBe(version);
  const packages = [...Object.values(manifest.dependencies ?? {}), ...Object.values(manifest.devDependencies ?? {})];
  expect(packages.length).toBe(6);
  for (const wanted of packages) expect(wanted).toMatch(/^\^?\d/);
  for (const text of Object.values(files))
    for (const [, script, more] of text.matchAll(/npm run (\w+)( --if-present)?/g))
      if (more === undefined) expect(Object.keys(manifest.scripts ?? {})).toContain(script);
});

it('the pipeline of Azure DevOps runs commands and flags that there are, and what the workflows run', async () => {
  const files = await repositoryFiles({ ...kind, host: 'azureDevOps' });
  expect(Object.keys(files).filter((path) => path.startsWith('.github'))).toEqual([]);
  const text = files['azure-pipelines.yml'] ?? '';
  expect(parse(text)).toMatchObject({ trigger: { branches: { include: ['main'] } }, pr: 'none' });
  const commands = [...text.matchAll(/npx entra-cutover ([^\n|>]*)/g)].map(([, line = '']) => line.trim());
  expect(commands.length).toBeGreaterThan(10);
  const known = createProgram();
  for (const line of commands) {
    const words = line.replaceAll(/"[^"]*"/g, 'x').split(/\s+/);
    const command = words.reduce<Command>(
      (found, word) => found.commands.find((child) => child.name() === word) ?? found,
      known,
    );
    expect(command, line).not.toBe(known);
    const flags = command.options.map(({ long }) => long);
    for (const flag of words.filter((word) => word.startsWith('--'))) expect(flags, line).toContain(flag);
  }
  const atGithub = [read('.github/workflows/preview.yml'), read('.github/workflows/deploy.yml')].join();
  for (const command of [
    'review',
    'comment',
    'deploy tip',
    'deploy check',
    'audit fetch',
    'audit verify',
    'audit publish',
  ])
    for (const pipeline of [text, atGithub]) expect(pipeline).toContain(`npx entra-cutover ${command} --stack`);
});
