import { createRequire } from 'node:module';
import messages from '@pulumi/pulumi/proto/language_pb.js';
import { describe, expect, it } from 'vitest';
import { Struct } from '../../src/provider/protobuf.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { pluginProgramOf, programOf } from '../../workshop/language-host/programs.js';

const command = (name: string): string => createRequire(import.meta.url).resolve(`@pulumi/pulumi/cmd/${name}`);

function programInfo(options?: Readonly<Record<string, string | boolean>>) {
  const info = new messages.ProgramInfo().setProgramDirectory(packageDirectory).setEntryPoint('index.ts');
  return options === undefined ? info : info.setOptions(Struct.fromJavaScript({ ...options }));
}

describe('programOf', () => {
  const request = () => {
    const asked = new messages.RunRequest()
      .setProject('project')
      .setStack('staging')
      .setOrganization('organization')
      .setPwd('/repository')
      .setParallel(4)
      .setMonitorAddress('127.0.0.1:1')
      .setDryrun(true)
      .setConfigsecretkeysList(['project:password'])
      .setInfo(programInfo({ typescript: false, nodeargs: ' --import  tsx' }));
    asked.getConfigMap().set('project:password', 'p');
    return asked;
  };

  it("starts the SDK's own runner with what the engine asks", () => {
    expect(programOf(request(), '127.0.0.1:2')).toEqual({
      args: [
        ...['--import', 'tsx', command('run'), '--monitor', '127.0.0.1:1', '--engine', '127.0.0.1:2'],
        ...['--organization', 'organization', '--project', 'project', '--stack', 'staging'],
        ...['--pwd', '/repository', '--parallel', '4', '--dry-run', 'index.ts'],
      ],
      cwd: '/repository',
      env: {
        PULUMI_NODEJS_TYPESCRIPT: 'false',
        PULUMI_CONFIG: '{"project:password":"p"}',
        PULUMI_CONFIG_SECRET_KEYS: '["project:password"]',
      },
    });
  });

  it('is not a dry run in an update, and compiles TypeScript unless told not to', () => {
    const program = programOf(request().setDryrun(false).setInfo(programInfo()), '');
    expect(program.args).not.toContain('--dry-run');
    expect(program.args[0]).toBe(command('run'));
    expect(program.env.PULUMI_NODEJS_TYPESCRIPT).toBe('true');
  });
});

describe('pluginProgramOf', () => {
  const request = (kind: string) =>
    new messages.RunPluginRequest()
      .setKind(kind)
      .setPwd('/pack')
      .setArgsList(['127.0.0.1:2'])
      .setEnvList(['A=b=c'])
      .setInfo(programInfo());

  it('starts a policy pack in its own folder, which is also the last argument', () => {
    const program = pluginProgramOf(request('analyzer'));
    expect(program.args).toEqual([command('run-policy-pack'), '127.0.0.1:2', packageDirectory]);
    expect(program.env).toEqual({ PULUMI_NODEJS_TYPESCRIPT: 'true', A: 'b=c' });
    expect(program.cwd).toBe(packageDirectory);
  });

  it('starts any other plugin with its folder first', () => {
    expect(pluginProgramOf(request('resource')).args).toEqual([command('run-plugin'), packageDirectory, '127.0.0.1:2']);
  });
});
