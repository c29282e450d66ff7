import { createRequire } from 'node:module';

/**
 * The protobuf runtime that `@pulumi/pulumi` itself uses. Its stubs check `instanceof Empty` and `instanceof Struct`, so
 * messages made with another copy of google-protobuf (ours may be newer) are refused.
 */
const fromPulumi = createRequire(createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json'));

const emptyMessages: typeof import('google-protobuf/google/protobuf/empty_pb.js') = fromPulumi(
  'google-protobuf/google/protobuf/empty_pb.js',
);
const structMessages: typeof import('google-protobuf/google/protobuf/struct_pb.js') = fromPulumi(
  'google-protobuf/google/protobuf/struct_pb.js',
);

export const { Empty } = emptyMessages;
export const { Struct } = structMessages;
