/** What the page shows. All of it stands behind the `#` of the address, so that it can be shared and gone back to. */
export interface View {
  readonly search: string;
  readonly rule: string;
  /** A severity, or `blocking`: the errors that keep the cutover from happening. */
  readonly severity: string;
  readonly unit: string;
  /** A column, with `-` in front when sorted downwards. */
  readonly sort: string;
  readonly page: number;
  readonly person: string;
}

export const everything: View = { search: '', rule: '', severity: '', unit: '', sort: '', page: 1, person: '' };

const names = { search: 'q', rule: 'rule', severity: 'severity', unit: 'ou', sort: 'sort', person: 'person' } as const;

/**
 * The view of an address, or undefined where its `#` only names a place in the page. A `+` is a plus and no blank: anchors and
 * user names have it, and people type them as they are.
 */
export function viewOf(hash: string): View | undefined {
  if (hash.length > 1 && !hash.includes('=')) return undefined;
  const given = new URLSearchParams(hash.slice(1).replaceAll('+', '%2B'));
  const view: Record<string, string | number> = {
    page: Math.max(1, Number.parseInt(given.get('page') ?? '1', 10) || 1),
  };
  for (const [field, name] of Object.entries(names)) view[field] = given.get(name) ?? '';
  return view as unknown as View;
}

/** The address of a view: `#rule=anchor-mismatch&q=sales`. Of all findings it is `#all=`: an empty one would jump to the top. */
export function addressOf(view: View): string {
  const given = new URLSearchParams();
  for (const [field, name] of Object.entries(names)) {
    const value = view[field as keyof typeof names];
    if (value !== '') given.set(name, value);
  }
  if (view.page > 1) given.set('page', String(view.page));
  return `#${given.toString().replaceAll('+', '%20') || 'all='}`;
}
