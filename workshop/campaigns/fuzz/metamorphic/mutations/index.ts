import { columnMutations } from './columns.js';
import { connectMutations } from './connect.js';
import { fileMutations } from './files.js';
import type { Mutation } from './mutation.js';
import { recordMutations } from './records.js';

/** Every change that takes information away or blurs it. */
export const mutations: readonly Mutation[] = [
  ...columnMutations,
  ...recordMutations,
  ...fileMutations,
  ...connectMutations,
];
