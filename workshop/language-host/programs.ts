import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProgramInfo, RunPluginRequest, RunRequest } from '@pulumi/pulumi/proto/language_pb.js';

/** A Node process to start. */
export interface NodeProgram {
  readonly args: readonly string[];
  readonly cwd: string;
  /** On top of the language host's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The process that runs a Pulumi program: `cmd/run` of the program's own `@pulumi/pulumi`.
 * @param engineAddress where the engine listens, the language host's own argument
 */
export function programOf(request: RunRequest, engineAddress: string): NodeProgram {
  const info = programInfo(request);
  const configuration: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    configuration[key] = value;
  });
  return {
    args: [
      ...nodeArguments(info),
      commandOfPulumi('run', info),
      ...['--monitor', request.getMonitorAddress(), '--engine', engineAddress],
      ...[
        '--organization',
        request.getOrganization(),
        '--project',
        request.getProject(),
        '--stack',
        request.getStack(),
      ],
      ...['--pwd', request.getPwd(), '--parallel', String(request.getParallel())],
      ...(request.getDryrun() ? ['--dry-run'] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    cwd: request.getPwd(),
    env: {
      ...typescriptSetting(info),
      PULUMI_CONFIG: JSON.stringify(configuration),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/** The process that runs a plugin written in Node: a policy pack (`analyzer`) or anything else that has a PulumiPlugin.yaml. */
export function pluginProgramOf(request: RunPluginRequest): NodeProgram {
  const info = programInfo(request);
  const folder = info.getProgramDirectory();
  const isPolicyPack = request.getKind() === 'analyzer';
  const program = isPolicyPack
    ? [commandOfPulumi('run-policy-pack', info), ...request.getArgsList(), folder]
    : [commandOfPulumi('run-plugin', info), folder, ...request.getArgsList()];
  const given = request.getEnvList().map((entry): [string, string] => {
    const end = entry.indexOf('=');
    return [entry.slice(0, end), entry.slice(end + 1)];
  });
  return {
    args: [...nodeArguments(info), ...program],
    // `@pulumi/policy` takes the pack's version from the package.json of its working directory.
    cwd: isPolicyPack ? folder : request.getPwd(),
    env: { ...typescriptSetting(info), ...Object.fromEntries(given) },
  };
}

function programInfo(request: RunRequest | RunPluginRequest): ProgramInfo {
  const info = request.getInfo();
  if (info === undefined) throw new Error('the engine sent no program information: it is older than 3.200');
  return info;
}

function commandOfPulumi(command: 'run' | 'run-plugin' | 'run-policy-pack', info: ProgramInfo): string {
  return createRequire(join(info.getProgramDirectory(), 'package.json')).resolve(`@pulumi/pulumi/cmd/${command}`);
}

function runtimeOptions(info: ProgramInfo): Readonly<Record<string, unknown>> {
  return info.getOptions()?.toJavaScript() ?? {};
}

function nodeArguments(info: ProgramInfo): readonly string[] {
  const { nodeargs } = runtimeOptions(info);
  return typeof nodeargs === 'string' ? nodeargs.split(' ').filter((argument) => argument !== '') : [];
}

function typescriptSetting(info: ProgramInfo): Readonly<Record<string, string>> {
  return { PULUMI_NODEJS_TYPESCRIPT: runtimeOptions(info).typescript === false ? 'false' : 'true' };
}
