import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js';
import type { IResourceProviderServer } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import { tokenOf } from '../config/token.js';
import { UserError } from '../domain/errors.js';
import { peopleByName } from '../pipeline/masking/shown-people.js';
import type { Difference } from './difference.js';
import { parseWith } from './inputs.js';
import type { Diagnostics, OperationContext, ProviderPorts } from './ports.js';
import { propertiesOf, structOf, unwrapped } from './properties.js';
import { Empty } from './protobuf.js';
import type { ResourceCalls } from './resource-calls.js';
import type { ProviderFunction } from './resource-type.js';
import { type Operations, unary } from './unary.js';

export interface ServiceParts {
  readonly version: string;
  readonly resources: readonly ResourceCalls[];
  readonly functions: readonly ProviderFunction[];
  /** The package schema, as JSON. */
  readonly schema: () => string;
  readonly ports: ProviderPorts;
  readonly diagnostics: Diagnostics;
  readonly operations: Operations;
  /** Told where the engine is, when it attaches to a provider that it did not start. */
  readonly attach: (engineAddress: string) => void;
}

/** `pulumirpc.ResourceProvider` over our resource types and functions. */
export function resourceProviderService(parts: ServiceParts) {
  const { operations, version } = parts;
  const anyResource = { urn: '', people: peopleByName, ...sharedContext(parts) };
  return {
    ...sessionCalls(parts),
    ...resourceOperations(parts),
    getSchema: (_call, answer) => answer(null, new messages.GetSchemaResponse().setSchema(parts.schema())),
    getPluginInfo: (_call, answer) => answer(null, new pluginMessages.PluginInfo().setVersion(version)),
    invoke: unary(operations, async (request) => {
      const called = parts.functions.find(({ name }) => tokenOf(name) === request.getTok());
      if (called === undefined) throw new Error(`The provider entra-cutover has no function ${request.getTok()}.`);
      const parsed = parseWith(called.inputs, unwrapped(propertiesOf(request.getArgs())));
      if ('problems' in parsed) throw new UserError(`${called.name}: ${parsed.problems.join('; ')}`);
      const result = await called.call(parsed.inputs, anyResource);
      return new messages.InvokeResponse().setReturn(structOf(result));
    }),
  } satisfies Partial<IResourceProviderServer>;
}

const sharedContext = ({ ports, diagnostics, operations: { signal } }: ServiceParts) => ({
  ports,
  diagnostics,
  signal,
});

/** Runs the work on a resource; whatever it says names people as its stack says. */
function onResource<Request extends { getUrn: () => string }, Response>(
  parts: ServiceParts,
  work: (request: Request, context: OperationContext) => Promise<Response>,
) {
  return unary(parts.operations, async (request: Request) => {
    const urn = request.getUrn();
    const people = await parts.ports.showPeople(urn.split('::')[0]?.split(':').at(-1) ?? '');
    const diagnostics: Diagnostics = {
      info: (at, message) => parts.diagnostics.info(at, people.text(message)),
      warning: (at, message) => parts.diagnostics.warning(at, people.text(message)),
    };
    try {
      return await work(request, { ...sharedContext(parts), urn, people, diagnostics });
    } catch (error) {
      if (error instanceof UserError) throw new UserError(people.text(error.message));
      throw error instanceof Error ? Object.assign(error, { stack: people.text(error.stack ?? error.message) }) : error;
    }
  });
}

/** Handshake, configuration and the end. We have no configuration: credentials are read when they are needed. */
function sessionCalls({ operations, attach }: ServiceParts) {
  return {
    handshake: (_call, answer) => answer(null, new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: (call, answer) => {
      attach(call.request.getAddress());
      answer(null, new Empty());
    },
    checkConfig: (call, answer) => answer(null, new messages.CheckResponse().setInputs(call.request.getNews())),
    diffConfig: (_call, answer) => answer(null, diffResponse([], [])),
    configure: (_call, answer) =>
      answer(null, new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
    cancel: (_call, answer) => {
      operations.cancel();
      answer(null, new Empty());
    },
  } satisfies Partial<IResourceProviderServer>;
}

function resourceOperations(parts: ServiceParts) {
  const { resources } = parts;
  const callsOf = (urn: string): ResourceCalls => {
    const type = urn.split('::')[2]?.split('$').at(-1);
    const calls = resources.find(({ token }) => token === type);
    if (calls === undefined) throw new Error(`The provider entra-cutover has no resource type ${type}.`);
    return calls;
  };
  const stateOf = (request: messages.DiffRequest | messages.UpdateRequest) => ({
    inputs: propertiesOf(request.getOldInputs()),
    properties: propertiesOf(request.getOlds()),
  });
  return {
    check: onResource(parts, async (request: messages.CheckRequest, context) => {
      const [urn, inputs] = [request.getUrn(), propertiesOf(request.getNews())];
      const problems = await callsOf(urn).check(propertiesOf(request.getOlds()), inputs, context);
      // Without a property: the engine would print its whole value in front of each reason.
      const failures = problems.map((reason) => new messages.CheckFailure().setReason(context.people.text(reason)));
      return new messages.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
    }),
    diff: onResource(parts, async (request: messages.DiffRequest, context) => {
      const inputs = propertiesOf(request.getNews());
      const { changes, replaces } = await callsOf(request.getUrn()).diff(stateOf(request), inputs, context);
      return diffResponse(changes, replaces);
    }),
    create: onResource(parts, async (request: messages.CreateRequest, context) => {
      const [urn, inputs] = [request.getUrn(), propertiesOf(request.getProperties())];
      const calls = callsOf(urn);
      if (request.getPreview()) {
        return new messages.CreateResponse().setProperties(structOf(await calls.preview(undefined, inputs, context)));
      }
      const { id, properties } = await calls.create(inputs, context);
      return new messages.CreateResponse().setId(id).setProperties(structOf(properties));
    }),
    read: onResource(parts, async (request: messages.ReadRequest, context) => {
      const state = { inputs: propertiesOf(request.getInputs()), properties: propertiesOf(request.getProperties()) };
      const actual = await callsOf(request.getUrn()).read(state, context);
      if (actual === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(request.getId())
        .setInputs(structOf(actual.inputs))
        .setProperties(structOf(actual.properties));
    }),
    update: onResource(parts, async (request: messages.UpdateRequest, context) => {
      const [urn, inputs] = [request.getUrn(), propertiesOf(request.getNews())];
      const state = stateOf(request);
      const properties = request.getPreview()
        ? await callsOf(urn).preview(state, inputs, context)
        : await callsOf(urn).update(state, inputs, context);
      return new messages.UpdateResponse().setProperties(structOf(properties));
    }),
    delete: onResource(parts, async (request: messages.DeleteRequest, context) => {
      const { urn, diagnostics } = context;
      const state = { inputs: propertiesOf(request.getOldInputs()), properties: propertiesOf(request.getProperties()) };
      await callsOf(urn).remove(state, context);
      diagnostics.info(urn, 'Only the record of it was removed: nothing was deleted or switched in Okta or Entra.');
      return new Empty();
    }),
  } satisfies Partial<IResourceProviderServer>;
}

function diffResponse(changes: readonly Difference[], replaces: readonly string[]): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...new Set(changes.map(({ path }) => path.replace(/[.[].*$/s, '')))])
    .setReplacesList([...replaces])
    .setHasdetaileddiff(true);
  const { Kind } = messages.PropertyDiff;
  for (const { path, kind } of changes) {
    const plain = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE }[kind];
    const replaced = replaces.includes(path);
    response
      .getDetaileddiffMap()
      .set(path, new messages.PropertyDiff().setKind(replaced ? Kind.UPDATE_REPLACE : plain).setInputdiff(true));
  }
  return response;
}
