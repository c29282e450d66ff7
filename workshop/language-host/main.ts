import { LanguageRuntimeService } from '@pulumi/pulumi/proto/language_grpc_pb.js';
import { serve } from '../engine/serve.js';
import { endAll } from './children.js';
import { languageRuntime } from './service.js';

// Stand-in of `pulumi-language-nodejs` for machines where only the engine itself could be had; the engine starts it with
// its own address among the arguments.
const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '';
process.on('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await serve(LanguageRuntimeService, languageRuntime(engineAddress));
