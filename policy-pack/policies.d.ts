import type { Policies } from '@pulumi/policy';

/** Every policy of the pack, all of them mandatory. */
export declare const policies: Policies;
