import type * as grpc from '@grpc/grpc-js';
import messages from '@pulumi/pulumi/proto/provider_pb.js';
import { describe, expect, it } from 'vitest';
import { Struct } from '../../../src/provider/protobuf.js';
import { resourceProvider } from '../../../workshop/plugins/provider-service.js';
import type { Properties, StandIn } from '../../../workshop/plugins/stand-in.js';

const urn = 'urn:pulumi:staging::project::cutover:index:Parent$test:index:Thing::name';
const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

/** A stand-in that notes what it is asked to do. */
function recorder() {
  const done: string[] = [];
  const standIn: StandIn = {
    name: 'test',
    version: '1.2.3',
    configure: async (settings) => void done.push(`configure ${JSON.stringify(settings)}`),
    resources: {
      'test:index:Thing': {
        replacedBy: ['place'],
        check: (inputs) => ({
          inputs: { size: 1, ...inputs },
          failures: inputs.place === '' ? { place: 'is empty' } : {},
        }),
        create: async (inputs) => {
          done.push('create');
          return { id: '1', properties: { ...inputs, extra: undefined } };
        },
        read: async (id) => (id === '1' ? { place: 'here', size: 2, made: 'today' } : undefined),
        update: async (_id, inputs, changed) => {
          done.push(`update ${changed.join()}`);
          return inputs;
        },
        delete: async () => void done.push('delete'),
      },
    },
    functions: {
      'test:index:fail': async () => {
        throw new Error('the service is away');
      },
    },
  };
  return { done, service: resourceProvider(standIn) };
}

function struct(value: Properties) {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}

/** Calls one method of the service as gRPC does. */
function call<Request, Response>(method: grpc.handleUnaryCall<Request, Response>, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    method({ request } as grpc.ServerUnaryCall<Request, Response>, (problem, response) => {
      if (response) resolve(response);
      else reject(new Error(problem && 'details' in problem ? problem.details : 'no answer'));
    });
  });
}

function diffRequest(before: Properties, after: Properties, ignored: readonly string[] = []) {
  return new messages.DiffRequest()
    .setId('1')
    .setUrn(urn)
    .setOlds(struct(before))
    .setNews(struct(after))
    .setIgnorechangesList([...ignored]);
}

describe('the stand-ins as the engine sees them', () => {
  it('does nothing in a preview', async () => {
    const { done, service } = recorder();
    const create = new messages.CreateRequest()
      .setUrn(urn)
      .setProperties(struct({ place: 'here' }))
      .setPreview(true);
    const created = await call(service.create, create);
    expect(created.getProperties()?.toJavaScript()).toEqual({ place: 'here' });
    const update = new messages.UpdateRequest()
      .setUrn(urn)
      .setOlds(struct({}))
      .setNews(struct({ size: 3 }))
      .setPreview(true);
    await call(service.update, update);
    expect(done).toEqual([]);
    await call(service.create, create.setPreview(false));
    await call(service.update, update.setPreview(false));
    expect(done).toEqual(['create', 'update size']);
  });

  it('compares with the live state, replaces where the real plugin does, and leaves ignored changes alone', async () => {
    const { done, service } = recorder();
    const state = { place: 'here', size: 2, made: 'today' };
    expect((await call(service.diff, diffRequest(state, { place: 'here', size: 2 }))).getChanges()).toBe(DIFF_NONE);
    const moved = await call(service.diff, diffRequest(state, { place: 'there', size: 3 }));
    expect([moved.getChanges(), moved.getDiffsList(), moved.getReplacesList()]).toEqual([
      DIFF_SOME,
      ['place', 'size'],
      ['place'],
    ]);
    const dropped = diffRequest(state, { place: 'here' }).setOldInputs(struct({ place: 'here', size: 2 }));
    expect((await call(service.diff, dropped)).getDiffsList()).toEqual(['size']);
    const ignoring = await call(service.diff, diffRequest(state, { place: 'here', size: 3 }, ['size']));
    expect(ignoring.getChanges()).toBe(DIFF_NONE);
    const update = new messages.UpdateRequest()
      .setUrn(urn)
      .setOlds(struct(state))
      .setNews(struct({ place: 'x', size: 3 }));
    await call(service.update, update.setIgnorechangesList(['size']));
    expect(done).toEqual(['update place']);
  });

  it('reads the live state with the inputs that would lead to it, and reports what is gone', async () => {
    const { service } = recorder();
    const known = new messages.ReadRequest()
      .setId('1')
      .setUrn(urn)
      .setInputs(struct({ size: 1 }));
    const live = await call(service.read, known);
    expect(live.getProperties()?.toJavaScript()).toEqual({ place: 'here', size: 2, made: 'today' });
    expect(live.getInputs()?.toJavaScript()).toEqual({ size: 2 });
    const gone = await call(service.read, new messages.ReadRequest().setId('2').setUrn(urn));
    expect(gone.getId()).toBe('');
  });

  it('names failures by property, fills defaults in, and shows an error as its message', async () => {
    const { service, done } = recorder();
    const checked = await call(service.check, new messages.CheckRequest().setUrn(urn).setNews(struct({ place: '' })));
    expect(checked.getInputs()?.toJavaScript()).toEqual({ place: '', size: 1 });
    expect(checked.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()])).toEqual([
      ['place', 'is empty'],
    ]);
    await expect(call(service.invoke, new messages.InvokeRequest().setTok('test:index:fail'))).rejects.toThrow(
      'the service is away',
    );
    await expect(call(service.invoke, new messages.InvokeRequest().setTok('test:index:other'))).rejects.toThrow(
      'The stand-in of the test plugin does not cover test:index:other, only test:index:fail. The real plugin does',
    );
    await call(service.configure, new messages.ConfigureRequest().setArgs(struct({ url: 'x' })));
    expect(done).toEqual(['configure {"url":"x"}']);
  });
});
