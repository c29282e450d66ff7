import type { ILanguageRuntimeServer } from '@pulumi/pulumi/proto/language_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/language_pb.js';
import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js';
import { Empty, grpc } from '../../src/provider/protobuf.js';
import { endAll, start } from './children.js';
import { pluginProgramOf, programOf } from './programs.js';

/** The program's exit code for "I failed and have told the user already" (`@pulumi/pulumi`, cmd/run). */
const alreadyReported = 32;

/**
 * As much of `pulumirpc.LanguageRuntime` as the engine asks for in preview, up, refresh, destroy and `--policy-pack`
 * (facts: engine.md, "Without the official Node language host"); gRPC answers "unimplemented" to the rest.
 * @param engineAddress where the engine listens
 */
export function languageRuntime(engineAddress: string) {
  return {
    handshake: (_call, answer) => answer(null, new messages.LanguageHandshakeResponse()),
    getPluginInfo: (_call, answer) => answer(null, new pluginMessages.PluginInfo().setVersion('0.0.0')),
    // Empty: the engine then loads a provider when the program first declares one of its resources.
    getRequiredPackages: (_call, answer) => answer(null, new messages.GetRequiredPackagesResponse()),
    getProgramDependencies: (_call, answer) => answer(null, new messages.GetProgramDependenciesResponse()),
    runtimeOptionsPrompts: (_call, answer) => answer(null, new messages.RuntimeOptionsResponse()),
    about: (_call, answer) =>
      answer(null, new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    // npm does that: the repository's packages are installed before its engine is.
    installDependencies: (call) => call.end(),
    cancel: (_call, answer) => {
      endAll();
      answer(null, new Empty());
    },
    run: (call, answer) => {
      const child = start(programOf(call.request, engineAddress), 'ours');
      child.on('error', (problem) => answer({ code: grpc.status.UNKNOWN, details: problem.message }));
      child.on('exit', (code, signal) => {
        const response = new messages.RunResponse();
        if (code === alreadyReported) response.setBail(true);
        else if (code !== 0) response.setError(howItEnded('the Pulumi program', code, signal));
        answer(null, response);
      });
    },
    runPlugin: (call) => {
      const child = start(pluginProgramOf(call.request), 'piped');
      child.stdout?.on('data', (data: Buffer) => call.write(new messages.RunPluginResponse().setStdout(data)));
      child.stderr?.on('data', (data: Buffer) => call.write(new messages.RunPluginResponse().setStderr(data)));
      child.on('error', (problem) => call.destroy(problem));
      child.on('close', (code) => {
        call.write(new messages.RunPluginResponse().setExitcode(code ?? 1));
        call.end();
      });
      call.on('cancelled', () => child.kill('SIGTERM'));
    },
  } satisfies Partial<ILanguageRuntimeServer>;
}

function howItEnded(what: string, code: number | null, signal: string | null): string {
  return code === null ? `${what} was ended by ${signal ?? 'a signal'}` : `${what} ended with exit code ${code}`;
}
