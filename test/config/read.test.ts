import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStackFile, readStackSettings } from '../../src/config/read.js';
import { UserError } from '../../src/domain/errors.js';
import { least, replaced } from './example.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'entra-cutover-config-'));
  await writeFile(join(directory, 'Pulumi.yaml'), 'name: x\n');
  await writeFile(join(directory, 'Pulumi.staging.yaml'), least);
  await writeFile(
    join(directory, 'Pulumi.prod.yaml'),
    replaced(replaced(least, 'corp.example', '"FILL IN: the domain"'), '5555 ', '5555, idd: 1 '),
  );
  await writeFile(join(directory, 'Pulumi.todo.yaml'), replaced(least, 'corp.example', '"FILL IN: the domain"'));
  await writeFile(join(directory, 'Pulumi.utf16.yaml'), Buffer.from(`\uFEFF${least}`, 'utf16le'));
  await mkdir(join(directory, 'Pulumi.folder.yaml'));
});

afterAll(() => rm(directory, { recursive: true }));

async function refusalOf(stack: string, from = directory): Promise<string> {
  const error: unknown = await readStackSettings(stack, from).then(
    () => 'settings',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(directory, '<directory>');
}

describe('reading a stack', () => {
  it('gives its settings', async () => {
    await expect(readStackSettings('staging', directory)).resolves.toMatchObject({ phase: 'assess', embedded: false });
    await expect(readStackFile('staging', directory)).resolves.toEqual({
      path: join(directory, 'Pulumi.staging.yaml'),
      text: least,
    });
  });

  it('refuses with every problem, one line each', async () => {
    expect(await refusalOf('prod')).toBe(
      'The configuration of stack prod has 2 problems, so nothing was done:\n' +
        '<directory>/Pulumi.prod.yaml:9:13 cutover:cloudSync.domain: value to fill in: the domain\n' +
        '<directory>/Pulumi.prod.yaml:3:63 cutover:tenant.idd: unknown key; did you mean "id"?',
    );
    expect(await refusalOf('todo')).toMatch(
      /^The configuration of stack todo has values to fill in first:\n.*: value to fill in: the domain$/,
    );
  });

  it.each(['../staging', 'a/b', '', '.', '..', 'a..b', 'staging\n', '/etc/passwd', '-c'])(
    'refuses %j as a name',
    async (name) => {
      expect(await refusalOf(name)).toContain('is not a stack name: give NAME as in Pulumi.NAME.yaml');
    },
  );

  it('names the stacks that exist when there is no such one', async () => {
    await expect(readStackFile('production', directory)).resolves.toBeUndefined();
    expect(await refusalOf('production')).toBe(
      'There is no stack production: Pulumi.production.yaml was not found in <directory>; there are folder, prod, staging, todo, utf16. Check the name and the working directory.',
    );
    expect(await refusalOf('staging', join(directory, 'nowhere'))).toContain('there is no stack file there');
  });

  it('refuses what is not a readable text', async () => {
    expect(await refusalOf('folder')).toContain("Pulumi.folder.yaml can't be read: it is a folder");
    expect(await refusalOf('utf16')).toBe(
      '<directory>/Pulumi.utf16.yaml is not UTF-8 text; save the stack file as UTF-8.',
    );
  });
});
