import * as pulumi from '@pulumi/pulumi';
import type { AssessmentInputs, GuardedInputs } from '../config/resource-table.js';
import { tokenOf } from '../config/token.js';

/** What every resource that writes is given, in a program: what judges may come from another resource. */
export type Guarded = Omit<GuardedInputs, 'assessment'> & { readonly assessment: pulumi.Input<AssessmentInputs> };

/** A write of another provider's resource, as the journal tells it. */
export interface DeclaredWrite {
  readonly operation: string;
  readonly target: string;
  readonly after: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Hooks for a resource of another provider: before it is created or updated, our provider looks at the hold and writes the
 * journal, and what it refuses is not sent; afterwards it writes the journal again. There are none for a deletion: such
 * resources are kept in the tenant (`retainOnDelete`), and `pulumi destroy` would demand to run the program.
 */
export function guardWrites(name: string, guarded: Guarded, write: DeclaredWrite): pulumi.ResourceHookBinding {
  const { after, ...named } = write;
  const record = (when: string, entry: object): pulumi.ResourceHook =>
    new pulumi.ResourceHook(
      `hold and journal ${when} ${name}`,
      async () => {
        const preview = pulumi.runtime.isDryRun();
        await pulumi.runtime.invoke(tokenOf('recordDeclaredWrite'), {
          inputs: guarded,
          write: { ...named, ...entry },
          ...(preview && { preview }),
        });
      },
      { onDryRun: true },
    );
  const [before, done] = [record('before', { outcome: 'started' }), record('after', { outcome: 'done', after })];
  return { beforeCreate: [before], beforeUpdate: [before], afterCreate: [done], afterUpdate: [done] };
}
