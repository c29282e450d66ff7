import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { appendForRunner } from '../../src/cli/output.js';
import { createProgram } from '../../src/cli/program.js';
import { githubContext } from '../../src/pipeline/github/client.js';
import { findOnPath } from '../../workshop/engine/processes.js';
import { misunderstood } from '../powershell.js';
import { folderWith, repository, runCli } from './run-cli.js';

const scenario = join(repository, 'scenarios/mismatching-organisation');
const files = ['--on-prem', join(scenario, 'OnPremIDs.csv'), '--entra', join(scenario, 'AzureADSyncedIDS.csv')];

describe('entra-cutover explain', () => {
  it('tells a person’s story: both sides, the rule, what would happen, what to do', async () => {
    const { code, stdout } = await runCli(['explain', 'ingrid.halvorsen@corp.example', ...files]);
    expect(code).toBe(0);
    for (const word of ['Anchor mismatch', 'Active Directory', 'Microsoft Entra', 'ERROR anchor-mismatch', '=>', 'do'])
      expect(stdout).toContain(word);
  });

  it('names the nearest person for a misspelled name', async () => {
    const { code, stderr } = await runCli(['explain', 'ingrid.halvorson@corp.example', ...files]);
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean ingrid.halvorsen@corp.example?');
    expect(stderr).not.toContain('    at ');
  });

  it('finds an account of Entra by its short name, as a person of Active Directory', async () => {
    for (const name of ['viktor.sandahl', 'ingrid.halvorsen']) {
      const { code, stdout } = await runCli(['explain', name, ...files]);
      expect([code, stdout]).toEqual([0, expect.stringMatching(`^${name}@corp.example: `)]);
    }
  });

  it('says what was not read before it says that nobody was found, and leaves it open', async () => {
    const onPrem = readFileSync(join(scenario, 'OnPremIDs.csv'), 'utf8');
    const broken = onPrem.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/, 'System.Byte[]');
    const folder = folderWith({
      'OnPremIDs.csv': broken,
      'none.csv': '"UserPrincipalName","ObjectId","ImmutableId"\r\n',
    });
    const entra = ['--entra', join(scenario, 'AzureADSyncedIDS.csv')];
    for (const sides of [
      ['--on-prem', 'OnPremIDs.csv', ...entra],
      ['--on-prem', join(scenario, 'OnPremIDs.csv'), '--entra', 'none.csv'],
    ]) {
      const { code, stdout, stderr } = await runCli(['explain', 'nobody.at.all', ...sides], { cwd: folder });
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(
        /^entra-cutover: Not everything was read: .*\. Whether anybody is called “nobody\.at\.all” is open: nobody in what was read is\. A UPN/m,
      );
      const rule = await runCli(['explain', 'duplicate-upn', ...sides], { cwd: folder });
      expect(stderr).not.toContain('..');
      expect(rule.stdout).toMatch(/In this evidence: 0 findings\nNot everything was read: /);
      for (const what of ['emily.stone', 'duplicate-upn']) {
        const json = await runCli(['explain', what, ...sides, '--format', 'json'], { cwd: folder });
        expect(json.stderr).toContain('Not everything was read: ');
        expect(() => JSON.parse(json.stdout)).not.toThrow();
      }
    }
    // Whose other side was not read is compared with nothing, on whichever side that is.
    const [person = '', guid = ''] =
      /^"?([^",]+@[^",]+)"?,.*?([0-9a-f]{8}-[0-9a-f-]{27})/m.exec(onPrem)?.slice(1) ?? [];
    const torn = folderWith({
      'on.csv': onPrem.replace(guid, 'System.Byte[]'),
      'none.csv': '"UserPrincipalName","ObjectId","ImmutableId"\r\n',
    });
    const noGuid = await runCli(['explain', person, '--on-prem', 'on.csv', ...entra], { cwd: torn });
    expect([noGuid.code, noGuid.stdout]).toEqual([
      3,
      expect.stringMatching(/Entra will compute +\(unknown: not everything was read\)/),
    ]);
    const noEntra = await runCli(
      ['explain', person, '--on-prem', join(scenario, 'OnPremIDs.csv'), '--entra', 'none.csv'],
      { cwd: torn },
    );
    expect([noEntra.code, noEntra.stdout]).toEqual([
      3,
      expect.stringMatching(/Entra has +\(unknown: not everything was read\)/),
    ]);
    const pending = await runCli(['explain', 'pending-delete', ...files]);
    expect(pending.stdout).toContain('0 findings\nnot checked: the evidence does not answer pending exports');
  });

  it('gives JSON with the findings', async () => {
    const { stdout } = await runCli(['explain', 'anna.berg@corp.example', ...files, '--format', 'json']);
    const stories = JSON.parse(stdout) as { findings: { rule: string }[] }[];
    expect(stories[0]?.findings.map(({ rule }) => rule)).toContain('anchor-held-by-another');
  });
});

describe('entra-cutover explain, of anchors', () => {
  it('shows both under each other with their GUIDs, and marks the characters that differ', async () => {
    const { stdout } = await runCli(['explain', 'renee.vandermeer@corp.example', ...files]);
    expect(stdout).toContain(
      [
        'Anchors',
        '  Entra will compute  8zWgrSqtlUmKg6sMHJRtGw==  GUID ada035f3-ad2a-4995-8a83-ab0c1c946d1b',
        '  Entra has           8zwgrsqtlumkg6smhjrtgw==  GUID ae203cf3-adca-e996-a483-ab26863aed83',
        '                        ^  ^   ^ ^   ^^^^ ^\n',
      ].join('\n'),
    );
  });

  it('says where there is only one, that one is not a GUID, and that both are the same', async () => {
    const of = async (person: string) => (await runCli(['explain', `${person}@corp.example`, ...files])).stdout;
    expect(await of('leila.haddad')).toMatch(/^ {2}Entra has +\(none\)$/m);
    expect(await of('dario.conti')).toMatch(/^ {2}Entra has +00u1dariocontiEMEA01 +not the Base64 of a GUID$/m);
    const same = await of('emily.stone');
    expect(same).toContain('Anchors: the same');
    expect(same).not.toContain('^');
  });
});

describe('entra-cutover explain, of a rule', () => {
  it('tells it without evidence, and whom it names with evidence', async () => {
    const alone = await runCli(['explain', 'entra-only']);
    expect(alone.code).toBe(0);
    for (const words of ['entra-only: A synced account', 'it blocks', 'What would happen', 'What to do'])
      expect(alone.stdout).toContain(words);
    expect(alone.stdout).not.toContain('In this evidence');
    const { stdout } = await runCli(['explain', 'entra-only', ...files]);
    expect(stdout).toMatch(/In this evidence: 1 finding\n {2}viktor\.sandahl@corp\.example/);
    const json = JSON.parse((await runCli(['explain', 'entra-only', ...files, '--format', 'json'])).stdout);
    expect(json).toMatchObject({ rule: { id: 'entra-only' }, findings: [{ rule: 'entra-only' }] });
  });

  it('is offered for a misspelled one', async () => {
    const { code, stderr } = await runCli(['explain', 'anchor-mismatsch', ...files]);
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean anchor-mismatch?');
  });

  it('knows a misspelled one, without evidence', async () => {
    const { code, stderr } = await runCli(['explain', 'entra-onyl']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('no rule is called “entra-onyl”; did you mean entra-only?'),
    ]);
    expect((await runCli(['explain', 'ann@corp.example'])).stderr).toContain('--on-prem and --entra are missing');
  });
});

describe('entra-cutover verify', () => {
  it('affirms no single writer before anybody has looked: open, exit code 3', async () => {
    const stack = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8');
    const cwd = folderWith({ 'Pulumi.staging.yaml': stack.replace(/cutover:phase: \w+/, 'cutover:phase: assess') });
    const { code, stdout } = await runCli(['verify', '--stack', 'staging'], { cwd });
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(
        /^\? whether Entra synchronizes while Okta provisions could not be read: .*\nstaging \(assess\): not verified: not everything could be read\n$/,
      ),
    ]);
  });
});

describe('what was not meant so', () => {
  it.each([
    [
      ['assess', 'OnPremIDs.csv', 'AzureADSyncedIDS.csv'],
      '--on-prem FILE for Active Directory, --entra FILE for Entra',
    ],
    [['OnPremIDs.csv'], 'entra-cutover assess --on-prem FILE --entra FILE compares two exports'],
    [['remediate', 'users.json.gz'], '--on-prem FILE for Active Directory'],
  ])('tells anyone who only names files how to say what they are: %s', async (args, advice) => {
    const { code, stderr } = await runCli(args);
    expect(code).toBe(1);
    expect(stderr).toContain('looks like a file');
    expect(stderr).toContain(advice);
  });

  it('says nothing of files to anyone who named none', async () => {
    const { stderr } = await runCli(['assess', 'staging']);
    expect(stderr).toContain('too many arguments');
    expect(stderr).not.toContain('looks like a file');
  });

  it.each([
    [['doctor', '--format', 'xml'], 'text, json'],
    [['status', '--format', 'xml'], 'text, json'],
    [['verify', '--stack', 'x', '--format', 'xml'], 'text, json'],
    [['assess', '--complete', 'both'], 'onPrem, entra'],
    [['demo', '--tool', 'both'], 'cloudSync, connect'],
    [['completion', 'tcsh'], 'bash, zsh, fish, powershell'],
  ])('a choice is checked before anything is done, and the error lists what there is: %s', async (args, choices) => {
    const { code, stderr } = await runCli(args, { cwd: folderWith({}) });
    expect(code).toBe(1);
    expect(stderr).toContain(`Allowed choices are ${choices}.`);
  });

  const unreadable = join(folderWith({}), 'nothing', 'here');
  /** A folder that nobody can make: a file is in its place. */
  const below = join(folderWith({ file: '' }), 'file', 'folder');
  it.each([
    ['a waiver file', ['assess', ...files, '--waivers', unreadable]],
    ['a signer', ['assess', ...files, '--evidence-signer', `${unreadable}.pem`]],
    ['an export', ['assess', '--on-prem', unreadable, '--entra', unreadable]],
    ['a folder', ['assess', '--on-prem', repository, '--entra', repository]],
    ['a place for a report', ['assess', ...files, '--output', join(below, 'report.html')]],
    ['a journal', ['audit', 'verify', '--journal', unreadable, '--stack-state', unreadable]],
    ['a description of directories', ['collect', 'on-prem', '--directory', unreadable, '--output', 'x']],
    [
      'an export to date',
      ['collect', 'on-prem', '--from', unreadable, '--exported-at', '2026-01-01T00:00Z', '--output', 'x'],
    ],
    [
      'a place for evidence',
      [
        'collect',
        'on-prem',
        '--from',
        files[1] ?? '',
        '--exported-at',
        '2026-01-01T00:00Z',
        '--output',
        join(below, 'y'),
      ],
    ],
    ['an export to share', ['evidence', 'share', unreadable, '--out', 'shared']],
    ['a place for copies', ['evidence', 'share', files[1] ?? '', '--out', join(below, 'y')]],
    ['a project', ['init', '--directory', join(below, 'y')]],
    ['a review', ['comment', '--stack', 'staging', '--work', unreadable, '--print']],
    ['a base', ['review', '--stack', 'staging', '--base', unreadable, '--head', unreadable]],
    ['a stack', ['status', '--stack', 'nowhere']],
  ])('%s that is not there is said in words, never by a code of the system', async (_, args) => {
    const { code, stderr, stdout } = await runCli(args, { cwd: folderWith({}) });
    expect(code, stderr + stdout).toBe(1);
    expect(stderr).not.toMatch(/\bE[A-Z]{3,}\b(?!RR)|this is a bug|^ +at /m);
    expect(stderr.trim()).not.toMatch(/:$/);
  });
});

describe('an odd folder or name', () => {
  const cwd = folderWith({ 'a file': 'x' });
  it.each([
    [
      'a report below a file',
      ['assess', ...files, '--output', 'a file/report.html'],
      "a file: can't be made a folder: it, or a part of its path, is a file. Name another one.",
    ],
    [
      'a report that names no format',
      ['assess', ...files, '--output', 'a file'],
      '--output a file: this extension is not one of a report',
    ],
    [
      'a project in place of a file',
      ['init', '--directory', 'a file'],
      "a file: can't be made a folder: it, or a part of its path, is a file.",
    ],
    ['a project in no folder', ['init', '--directory', ''], '--directory is empty: the variable'],
    ['a stack with a blank', ['init', '--directory', 'p', '--stack', 'my stack'], '"my stack" is not a stack name'],
    ['a stack in another folder', ['init', '--directory', 'p', '--stack', 'prod/eu'], '"prod/eu" is not a stack name'],
    ['a stack without a name', ['init', '--directory', 'p', '--stack', ''], '--stack is empty: the variable'],
    ['a stack with another letter', ['init', '--directory', 'p', '--stack', 'prüf'], '"prüf" is not a stack name'],
    ['a stack that is too long', ['init', '--directory', 'p', '--stack', 'a'.repeat(101)], 'at most 100 characters'],
  ])('%s: one sentence with what to do, and nothing written', async (_, args, sentence) => {
    const { code, stderr } = await runCli([...args, '--quiet'], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)]);
    expect(readdirSync(cwd)).toEqual(['a file']);
  });

  it('with blanks and other letters works, and the command to go on with has it as one word', async () => {
    const folder = folderWith({});
    const report = await runCli(['assess', ...files, '--output', 'Bericht für Öl/the report.html'], { cwd: folder });
    expect(report.stderr).toContain('wrote Bericht für Öl/the report.html');
    const { code, stdout } = await runCli(['init', '--directory', "Anna's Prüfung"], { cwd: folder });
    const cd = /^ {2}(cd .*)$/m.exec(stdout)?.[1] ?? '';
    const { stdout: where } = spawnSync('sh', ['-c', `${cd} && pwd`], { cwd: folder, encoding: 'utf8' });
    expect([code, where.trim().endsWith("/Anna's Prüfung")]).toEqual([0, true]);
  });

  it('of the demo is said in words', async () => {
    const folder = folderWith({ '.entra-cutover': 'x' });
    const { code, stderr } = await runCli(['demo'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The demo works in .*demo, and .*\.entra-cutover.* can't be used: .*\. Run it in a folder of your own\.$/m,
    );
    expect(stderr).not.toContain('    at ');
  });
});

describe('what is wrong around the tool', () => {
  const folder = folderWith({ 'Pulumi.prod.yaml': readFileSync(join(repository, 'Pulumi.prod.yaml'), 'utf8') });
  spawnSync('git', ['init', '--quiet', folder]);
  const said = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runCli(args, { cwd: folder });
    expect(code, stderr).toBe(1);
    return stderr;
  };

  it('is told with what to do: no remote, no commit, no folder, no rule, no file of the runner', async () => {
    expect(await said('deploy', 'tip', '--stack', 'prod')).toContain('add it (git remote add NAME URL)');
    expect(await said('review', '--stack', 'prod', '--base', '.', '--head', '.')).toContain('Nothing is checked out');
    for (const sides of [
      ['--base', '.', '--head', '/nope'],
      ['--base', '/nope', '--head', '.'],
    ])
      expect(await said('review', '--stack', 'prod', ...sides)).toContain('/nope: there is no such folder. Give');
    expect(await said('explain', 'nosuch-rule')).toContain('no rule is called “nosuch-rule”');
    await expect(
      appendForRunner('GITHUB_STEP_SUMMARY', 'x', { GITHUB_STEP_SUMMARY: join(folder, 'no/s') }),
    ).rejects.toThrow(/^GITHUB_STEP_SUMMARY names .*: it does not exist\. A runner sets it/);
    expect(() => githubContext({ GITHUB_REPOSITORY: 'foo', GITHUB_TOKEN: 't' })).toThrow('GITHUB_REPOSITORY is “foo”');
  });
});

describe('files that were written', () => {
  it('are named, unless it is to be quiet', async () => {
    const folder = folderWith({});
    const output = ['--output', 'report.html', '--identities', 'people.ndjson'];
    const { stderr } = await runCli(['assess', ...files, ...output], { cwd: folder });
    expect(stderr).toContain('wrote report.html, people.ndjson');
    expect((await runCli(['assess', ...files, ...output, '--quiet'], { cwd: folder })).stderr).toBe('');
    const repairs = ['--output', 'repairs.yaml', '--ldif', 'repairs.ldif'];
    expect((await runCli(['remediate', ...files, ...repairs], { cwd: folder })).stderr).toContain(
      'wrote repairs.yaml, repairs.ldif',
    );
  });

  it('are not made shorter in silence, however quiet it is to be', async () => {
    const folder = folderWith({ 'torn.csv': 'UserPrincipalName,ImmutableID\n"x' });
    const [story, output] = ['mismatching-organisation', ['--output', 'repairs.yaml', '--quiet']];
    const evidence = ['--on-prem', join(repository, `scenarios/${story}/OnPremIDs.csv`), '--entra'];
    await runCli(['remediate', ...evidence, join(repository, `scenarios/${story}/AzureADSyncedIDS.csv`), ...output], {
      cwd: folder,
    });
    const before = readFileSync(join(folder, 'repairs.yaml'), 'utf8');
    const { stdout } = await runCli(['remediate', ...evidence, 'torn.csv', ...output], { cwd: folder });
    expect(stdout).toContain('12 entries of the file stayed as they were');
    expect(readFileSync(join(folder, 'repairs.yaml'), 'utf8')).toBe(before);
  });
});

describe('entra-cutover status', () => {
  it('names what a stack still lacks, and never ends in a colon', async () => {
    const folder = folderWith({});
    await runCli(['init', '--stack', 'emea'], { cwd: folder });
    const { code, stdout } = await runCli(['status'], { cwd: folder });
    expect(code).toBe(3);
    expect(stdout).toMatch(/waiting for +\S*Pulumi\.emea\.yaml:\d+:\d+ cutover:\S+: value to fill in/);
    expect(stdout).not.toMatch(/:$/m);
  });
});

describe('entra-cutover init', () => {
  const values = {
    '--tenant': '11111111-2222-3333-4444-555555555555',
    '--domain': 'corp.onmicrosoft.com',
    '--okta-org': 'https://corp.okta.com',
    '--okta-app': '0oa1abcdefghij=Microsoft Office 365 = main',
    '--service-principal': '77777777-0000-4000-8000-000000000001',
    '--ad-domain': 'corp.example',
    '--notify': 'identity@corp.example',
  };

  it('writes a stack that is complete when every value was given', async () => {
    const folder = folderWith({});
    const { code, stdout } = await runCli(['init', '--directory', 'new', ...Object.entries(values).flat()], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain('to fill in');
    const assessed = await runCli(['assess', '--stack', 'prod', '--format', 'json'], { cwd: join(folder, 'new') });
    // Valid configuration; nothing can be read yet, so it is indeterminate and not a usage error.
    expect(assessed.code).toBe(3);
    const rehearsed = await runCli(['rehearse', '--stack', 'prod'], { cwd: join(folder, 'new') });
    expect(rehearsed.code).toBe(1);
    expect(rehearsed.stderr).toContain(
      'nothing to rehearse with: evidence/on-prem.ndjson.gz does not exist; check the path.\n',
    );
  });

  it('leaves lines to fill in, and the stack refuses with their list', async () => {
    const folder = folderWith({});
    await runCli(['init', '--stack', 'emea', '--tenant', values['--tenant']], { cwd: folder });
    const { code, stderr } = await runCli(['assess', '--stack', 'emea'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('value to fill in: the URL of the Okta org');
  });

  it('overwrites nothing and refuses what is not valid before it writes', async () => {
    const folder = folderWith({ 'index.ts': 'mine' });
    const existing = await runCli(['init'], { cwd: folder });
    expect(existing.code).toBe(1);
    expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toBe('mine');
    const invalid = await runCli(['init', '--directory', 'x', '--tenant', 'nope'], { cwd: folder });
    expect(invalid.stderr).toContain('cutover:tenant.id');
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('entra-cutover completion', () => {
  it('completes commands, subcommands and flags in bash', async () => {
    const { stdout } = await runCli(['completion', 'bash']);
    const complete = (words: string) => {
      const list = words.split(' ');
      const script = `${stdout}\nCOMP_WORDS=(${list.map((word) => `"${word}"`).join(' ')}); COMP_CWORD=${list.length - 1}; _entra_cutover; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split(' ');
    };
    expect(complete('entra-cutover ass')).toEqual(['assess']);
    expect(complete('entra-cutover audit v')).toEqual(['verify']);
    expect(complete('entra-cutover assess --on')).toEqual(['--on-prem']);
  });

  it('completes flags behind a value, and a subcommand’s own', async () => {
    const { stdout } = await runCli(['completion', 'bash']);
    const script = (words: string) =>
      `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _entra_cutover; echo "\${COMPREPLY[@]}"`;
    const complete = (words: string) => spawnSync('bash', ['-c', script(words)], { encoding: 'utf8' }).stdout.trim();
    expect(complete('entra-cutover explain jdoe@corp.example --on')).toBe('--on-prem');
    expect(complete('entra-cutover audit verify --jo')).toBe('--journal');
    expect(complete('entra-cutover verify --jo')).toBe('');
  });

  /** What a shell is given to complete the last of the words, and prints. */
  const askers: Readonly<Record<string, (script: string, words: string) => string>> = {
    bash: (script, words) =>
      `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _entra_cutover; echo "\${COMPREPLY[@]}"`,
    // The function alone, with what zsh would call: its completion needs a terminal.
    zsh: (script, words) =>
      `compdef() { : }; compadd() { print -- "\${@:2}" }; _files() { : }\n${script}\nwords=(${words}); CURRENT=\${#words}; _entra_cutover`,
    fish: (script, words) => `${script}\ncomplete -C '${words.replaceAll('""', '')}'`,
  };
  it.each(Object.keys(askers).filter((shell) => findOnPath(shell, process.env) !== undefined))(
    'completes the values of a flag and of an argument, and the stacks of the folder, in %s',
    async (shell) => {
      const { stdout } = await runCli(['completion', shell]);
      const cwd = folderWith({ 'Pulumi.yaml': '', 'Pulumi.staging.yaml': '', 'Pulumi.prod.yaml': '' });
      const complete = (words: string) => {
        const asked = askers[shell]?.(stdout, `entra-cutover ${words}`) ?? '';
        const { stdout: listed, stderr } = spawnSync(shell, ['-c', asked], { encoding: 'utf8', cwd });
        expect(stderr).toBe('');
        return listed.trim().split(/\s+/).sort();
      };
      expect(complete('verify --format ""')).toEqual(['json', 'text']);
      expect(complete('completion ""')).toEqual(expect.arrayContaining(['bash', 'fish', 'powershell', 'zsh']));
      expect(complete('status --stack ""')).toEqual(['prod', 'staging']);
      // Files are left to the shell.
      expect(complete('assess --on-prem ""')).not.toContain('--entra');
      expect(complete('assess --on-prem x.csv --ent')).toContain('--entra');
    },
  );

  it('completes a value behind an equals sign in bash', async () => {
    const { stdout } = await runCli(['completion', 'bash']);
    const asked = (words: string) =>
      spawnSync('bash', ['-c', askers.bash?.(stdout, words) ?? ''], { encoding: 'utf8' });
    expect(asked('entra-cutover verify --format = j').stdout.trim()).toBe('json');
    expect(asked('entra-cutover verify --format =').stdout.trim()).toBe('text json');
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])('knows every command and flag in %s', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    for (const { path, flags } of declared(createProgram()))
      for (const word of [...path, ...flags]) expect(stdout, path.join(' ')).toContain(word);
  });

  it('is a script that the shell understands', async () => {
    const check = (shell: string, text: string) =>
      findOnPath(shell, process.env) === undefined
        ? 0
        : spawnSync(shell, ['-n', join(folderWith({ script: text }), 'script')]).status;
    for (const shell of ['bash', 'zsh', 'fish'])
      expect(check(shell, (await runCli(['completion', shell])).stdout), shell).toBe(0);
    expect(misunderstood((await runCli(['completion', 'powershell'])).stdout)).toEqual([]);
  });
});

function declared(command: Command, path: readonly string[] = []): { path: readonly string[]; flags: string[] }[] {
  const flags = command.options.flatMap(({ long }) => long?.replace(/^--/, '') ?? []);
  return [
    { path, flags: path.length === 0 ? [] : flags },
    ...command.commands.flatMap((child) => declared(child, [...path, child.name()])),
  ];
}

describe('every command', () => {
  it('is in a group of the help, and in the table of the README', async () => {
    const { stdout } = await runCli(['--help']);
    expect(stdout).not.toContain('\nCommands:');
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    const rows = [...(/^## Commands\n(.*?)\n## /ms.exec(readme)?.[1] ?? '').matchAll(/^\| (`.*?) \|/gm)];
    const named = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(
      createProgram()
        .commands.map((command) => command.name())
        .sort(),
    );
  });

  it('has help with an example', async () => {
    const { stdout } = await runCli(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const help = await runCli([name, '--help']);
      expect(help.code).toBe(0);
      if (!['collect', 'audit'].includes(name)) expect(help.stdout, name).toMatch(/Examples?[:,]/);
    }
  });
});
