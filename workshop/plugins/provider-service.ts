import { isDeepStrictEqual } from 'node:util';
import type { handleUnaryCall } from '@grpc/grpc-js';
import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js';
import type { IResourceProviderServer } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import { Empty, grpc, Struct } from '../../src/provider/protobuf.js';
import { stopWaiting } from './poll.js';
import type { Properties, StandIn, StandInResource } from './stand-in.js';

/**
 * Serves a stand-in as `pulumirpc.ResourceProvider`. On the stubs rather than on `main` of `@pulumi/pulumi/provider`,
 * which never passes the provider's configuration on. It does not accept secrets: the engine then sends plain values and
 * marks what comes back at the same place as secret again.
 */
export function resourceProvider(standIn: StandIn) {
  return { ...settingsMethods(standIn), ...resourceMethods(standIn) };
}

function settingsMethods(standIn: StandIn) {
  return {
    handshake: (_call, answer) => answer(null, new messages.ProviderHandshakeResponse()),
    attach: (_call, answer) => answer(null, new Empty()),
    cancel: (_call, answer) => {
      stopWaiting();
      answer(null, new Empty());
    },
    getPluginInfo: (_call, answer) => answer(null, new pluginMessages.PluginInfo().setVersion(standIn.version)),
    checkConfig: (call, answer) => answer(null, new messages.CheckResponse().setInputs(call.request.getNews())),
    diffConfig: (call, answer) => {
      const same = isDeepStrictEqual(javascript(call.request.getOlds()), javascript(call.request.getNews()));
      answer(null, differences(same ? [] : ['settings'], []));
    },
    configure: unary(async (request) => {
      await standIn.configure(javascript(request.getArgs()));
      return new messages.ConfigureResponse().setAcceptsecrets(false).setAcceptresources(false);
    }),
  } satisfies Partial<IResourceProviderServer>;
}

function resourceMethods(standIn: StandIn) {
  const resourceOf = (urn: string): StandInResource => {
    const type = typeOf(urn);
    const resource = standIn.resources[type];
    if (resource === undefined) throw notCovered(standIn, type, Object.keys(standIn.resources));
    return resource;
  };
  return {
    check: unary(async (request) => {
      const { inputs, failures } = resourceOf(request.getUrn()).check(javascript(request.getNews()));
      const named = Object.entries(failures).map(([name, reason]) =>
        new messages.CheckFailure().setProperty(name).setReason(reason),
      );
      return new messages.CheckResponse().setInputs(struct(inputs)).setFailuresList(named);
    }),
    diff: unary(async (request) => {
      const changed = changedInputs(request);
      const { replacedBy } = resourceOf(request.getUrn());
      return differences(
        changed,
        changed.filter((name) => replacedBy.includes(name)),
      );
    }),
    // An engine that shook hands also asks for the outcome of a create or update in a preview: nothing may be sent then.
    create: unary(async (request) => {
      if (request.getPreview()) return new messages.CreateResponse().setProperties(request.getProperties());
      const { id, properties } = await resourceOf(request.getUrn()).create(javascript(request.getProperties()));
      return new messages.CreateResponse().setId(id).setProperties(struct(properties));
    }),
    read: unary(async (request) => {
      const resource = resourceOf(request.getUrn());
      const live = await resource.read(request.getId(), javascript(request.getProperties()));
      if (live === undefined) return new messages.ReadResponse();
      const declared = Object.keys(javascript(request.getInputs()));
      const inputs = Object.fromEntries(Object.entries(live).filter(([name]) => declared.includes(name)));
      return new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(struct(live))
        .setInputs(struct(declared.length === 0 ? resource.check(live).inputs : inputs));
    }),
    update: unary(async (request) => {
      if (request.getPreview()) return new messages.UpdateResponse().setProperties(request.getNews());
      const resource = resourceOf(request.getUrn());
      const properties = await resource.update(request.getId(), javascript(request.getNews()), changedInputs(request));
      return new messages.UpdateResponse().setProperties(struct(properties));
    }),
    delete: unary(async (request) => {
      await resourceOf(request.getUrn()).delete(request.getId(), javascript(request.getProperties()));
      return new Empty();
    }),
    invoke: unary(async (request) => {
      const call = standIn.functions[request.getTok()];
      if (call === undefined) throw notCovered(standIn, request.getTok(), Object.keys(standIn.functions));
      return new messages.InvokeResponse().setReturn(struct(await call(javascript(request.getArgs()))));
    }),
  } satisfies Partial<IResourceProviderServer>;
}

/** Answers a call with what the work returns; an error becomes its message, which the engine shows as it is. */
function unary<Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, answer) => {
    work(call.request).then(
      (response) => answer(null, response),
      (problem: unknown) => {
        answer({ code: grpc.status.UNKNOWN, details: problem instanceof Error ? problem.message : String(problem) });
      },
    );
  };
}

/** The inputs that differ from the state, without those that the program tells the engine to ignore. */
function changedInputs(request: messages.DiffRequest | messages.UpdateRequest): readonly string[] {
  const [before, after] = [javascript(request.getOlds()), javascript(request.getNews())];
  const ignored = request.getIgnorechangesList();
  const declared = new Set([...Object.keys(after), ...Object.keys(javascript(request.getOldInputs()))]);
  return [...declared].filter((name) => !ignored.includes(name) && !isDeepStrictEqual(before[name], after[name]));
}

function differences(changed: readonly string[], replaces: readonly string[]): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  return new messages.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changed])
    .setReplacesList([...replaces]);
}

function notCovered(standIn: StandIn, token: string, covered: readonly string[]): Error {
  return new Error(
    `The stand-in of the ${standIn.name} plugin does not cover ${token}, only ${covered.join(', ')}. The real plugin does: ` +
      `pulumi plugin install resource ${standIn.name} v${standIn.version}`,
  );
}

/** `urn:pulumi:stack::project::parent$type::name` → `type`. */
function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').at(-1) ?? '';
}

function javascript(value: { toJavaScript(): Record<string, unknown> } | undefined): Properties {
  return value?.toJavaScript() ?? {};
}

function struct(value: Properties): InstanceType<typeof Struct> {
  // Struct has no `undefined`: a property without a value is left out.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}
