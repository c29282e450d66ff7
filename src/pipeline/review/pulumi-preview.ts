import { z } from 'zod';
import type { PulumiPreview, ResourceChange } from '../../domain/review.js';

const document = z.object({
  steps: z
    .array(
      z.object({
        op: z.string(),
        urn: z.string(),
        diffReasons: z.array(z.string()).nullish(),
        oldState: z.object({ outputs: z.object({ next: z.string().nullish().catch(undefined) }).nullish() }).nullish(),
      }),
    )
    .nullish(),
  diagnostics: z.array(z.object({ message: z.string().nullish(), severity: z.string().nullish() })).nullish(),
});

/**
 * The engine says this of plugins that end a moment before it does, also in a preview that succeeded. Where a plugin ended
 * too early, what was asked of it fails with an error of its own.
 */
const pluginEnded = /^(error: )?Detected that \S.* exited prematurely\./;

/** What our provider says of a refusal: a preview says what is next only there. */
const demandedNext = /^(?:<\{%[^%]*%\}>|warning: )*Next: ([^\n]+)/;

/**
 * What `pulumi preview --json` printed. Text that is not such a document (the CLI failed before it began) is an error of the
 * preview, not an empty one.
 */
export function parsePulumiPreview(text: string): PulumiPreview {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { changes: [], errors: ['The preview ended without a result: its log says why.'] };
  }
  const parsed = document.safeParse(value);
  if (!parsed.success) return { changes: [], errors: ['The preview’s result is not what the Pulumi CLI writes.'] };
  const { steps, diagnostics } = parsed.data;
  const errors = (diagnostics ?? []).filter(({ severity }) => severity === 'error');
  const [demanded] = (diagnostics ?? []).flatMap(({ message }) => demandedNext.exec(message ?? '')?.[1] ?? []);
  const next = (steps ?? []).flatMap(({ oldState }) => oldState?.outputs?.next ?? [])[0];
  return {
    ...(next !== undefined && { next }),
    ...(demanded !== undefined && { demanded: withoutColours(demanded) }),
    changes: (steps ?? [])
      .filter(({ op }) => op !== 'same' && op !== 'read')
      .map(changeOf)
      .sort(byName),
    errors: [...new Set(errors.map(({ message }) => withoutColours(message ?? '')))].filter(
      (message) => message !== '' && !pluginEnded.test(message),
    ),
  };
}

function changeOf({
  op,
  urn,
  diffReasons,
}: {
  op: string;
  urn: string;
  diffReasons?: string[] | null | undefined;
}): ResourceChange {
  const [, , types = '', name = ''] = urn.split('::');
  return { operation: op, type: types.split('$').at(-1) ?? '', name, properties: [...(diffReasons ?? [])].sort() };
}

function byName(a: ResourceChange, b: ResourceChange): number {
  const [left, right] = [a, b].map(({ type, name, operation }) => `${type}\u0000${name}\u0000${operation}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** The engine marks colors as `<{%fg 1%}>`. */
function withoutColours(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, '').trim();
}
