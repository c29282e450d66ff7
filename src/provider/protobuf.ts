import { createRequire } from 'node:module';

/**
 * gRPC and protobuf as `@pulumi/pulumi` itself loads them. Its stubs check `instanceof Empty` and `instanceof Struct`, so
 * messages made with another copy of google-protobuf are refused; and neither package is a dependency of ours.
 */
const fromPulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));

const emptyMessages: typeof import('google-protobuf/google/protobuf/empty_pb.js') = fromPulumi(
  'google-protobuf/google/protobuf/empty_pb.js',
);
const structMessages: typeof import('google-protobuf/google/protobuf/struct_pb.js') = fromPulumi(
  'google-protobuf/google/protobuf/struct_pb.js',
);

export const grpc: typeof import('@grpc/grpc-js') = fromPulumi('@grpc/grpc-js');
export const { Empty } = emptyMessages;
export const { Struct } = structMessages;
export type Struct = InstanceType<typeof Struct>;
