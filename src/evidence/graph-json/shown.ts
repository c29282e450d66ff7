import type { Shown } from '../../domain/evidence.js';
import type { ObjectType } from '../../domain/objects.js';
import { unwrapped } from '../json-document.js';
import type { EntraRole } from '../records/entra.js';
import { ofOtherTypes } from '../shown-columns.js';
import type { JsonProperties } from './split.js';

/** What surrounds an object: a page (of a delta query or not), or nothing that carries completeness. */
export type Surroundings = 'page' | 'delta' | 'none';

/** What Graph's JSON shows of each property, gathered object by object. */
export interface ShownProperties {
  /** What the `@odata.context` of a page says was selected, for the objects of that page’s type. */
  select(roles: Iterable<EntraRole>, objectType: ObjectType): void;
  /** One object with its property names as written. */
  meet(json: JsonProperties, objectType: ObjectType, line: number, around: Surroundings): void;
  shown(): Shown;
  /** Users without the key of the ImmutableID next to users that have it: how many of how many, and the first of them. */
  withoutKey(): { readonly count: number; readonly of: number; readonly line: number } | undefined;
}

interface Gathered {
  /** Objects outside of delta pages: Graph writes every selected property into them, `null` where there is no value. */
  whole: number;
  readonly asked: Set<EntraRole>;
  readonly keys: Map<EntraRole, number>;
  withoutImmutableId: number;
}

/** Types that have addresses: a group whose addresses were not asked for may hold a person’s. */
const addressed: ReadonlySet<ObjectType> = new Set(['user', 'group', 'contact']);

/** Keys that stand only where they say something. */
const occasional: ReadonlySet<EntraRole> = new Set(['objectType', 'deletedDateTime']);

/**
 * A property is shown where it was asked for: it is in a page's select list, a raw page has it as an explicit `null`, or one
 * object has a value. `ConvertTo-Json` writes every property of PowerShell's object (in Pascal case) and proves nothing by
 * it. Where objects of a type lack the key that others of it have, nothing is known of them: it is not shown. Where a source
 * has users, it shows what it shows of them, and addresses only where it shows them of groups and contacts too.
 */
export function gatherShown(
  roleOf: (name: string) => EntraRole | undefined,
  isKept: (name: string) => boolean,
): ShownProperties {
  const types = new Map<ObjectType, Gathered>();
  let properties = false;
  let cut = false;
  const of = (objectType: ObjectType): Gathered => {
    let gathered = types.get(objectType);
    if (gathered === undefined) {
      gathered = { whole: 0, asked: new Set(), keys: new Map(), withoutImmutableId: 0 };
      types.set(objectType, gathered);
    }
    return gathered;
  };
  /** True where a user, group or contact lacks the key of the addresses, whatever the others show. */
  const isMissing = (role: EntraRole): boolean =>
    (role === 'mail' || role === 'proxyAddresses') &&
    [...types].some(([type, { keys, whole }]) => addressed.has(type) && (keys.get(role) ?? 0) < whole);
  const isShown = ({ asked, keys, whole }: Gathered, role: EntraRole): boolean =>
    asked.has(role) && (occasional.has(role) || (keys.get(role) ?? 0) >= whole);
  return {
    select(roles, objectType) {
      for (const role of roles) of(objectType).asked.add(role);
    },
    meet(json, objectType, line, around) {
      const gathered = of(objectType);
      // The pages of a delta query may be those of a later round: only what has changed since.
      if (around !== 'page') cut = true;
      const isWhole = around !== 'delta';
      if (isWhole) gathered.whole += 1;
      let immutableId = false;
      for (const name of Object.keys(json)) {
        properties ||= isKept(name);
        const role = roleOf(name);
        // Members of null are none that were read: an empty group has an empty list.
        if (role === undefined || (role === 'members' && unwrapped(json[name]) === null)) continue;
        if (isWhole) gathered.keys.set(role, (gathered.keys.get(role) ?? 0) + 1);
        if (role === 'immutableId') immutableId = true;
        if (hasValue(json[name]) || (around !== 'none' && /^[a-z]/.test(name))) gathered.asked.add(role);
      }
      if (isWhole && !immutableId && gathered.withoutImmutableId === 0) gathered.withoutImmutableId = line;
    },
    shown() {
      const all = [...types.values()];
      const met = new Set(all.flatMap(({ asked, keys }) => [...asked, ...keys.keys()]));
      const carries = (gathered: Gathered, role: EntraRole): boolean =>
        gathered.asked.has(role) || gathered.keys.has(role);
      const fields = new Set<string>(properties ? ['properties'] : []);
      const empty = new Set<string>();
      const users = types.get('user');
      for (const role of met) {
        // What groups or devices show says nothing of users, and what they can't have takes nothing away.
        const telling = users === undefined || ofOtherTypes.has(role) || occasional.has(role) ? all : [users];
        if (!telling.some((gathered) => carries(gathered, role))) continue;
        const shown =
          !isMissing(role) &&
          telling.some(({ asked }) => asked.has(role)) &&
          all.every((gathered) => !gathered.asked.has(role) || isShown(gathered, role));
        (shown ? fields : empty).add(role);
      }
      // BlockCredential is the opposite of accountEnabled and tells it as well.
      if (fields.delete('blockCredential')) fields.add('accountEnabled');
      return { fields, empty, ...(cut && { mayBeCut: true }) };
    },
    withoutKey() {
      const users = types.get('user');
      const count = (users?.whole ?? 0) - (users?.keys.get('immutableId') ?? 0);
      if (users === undefined || !users.asked.has('immutableId') || count <= 0 || count === users.whole)
        return undefined;
      return { count, of: users.whole, line: users.withoutImmutableId };
    },
  };
}

function hasValue(found: unknown): boolean {
  const value = unwrapped(found);
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** The properties that an `@odata.context` names (`…#users(id,mail,manager(id))`); none where it names the whole object. */
export function selectedIn(context: unknown): readonly string[] {
  if (typeof context !== 'string') return [];
  const list = /#[\w./-]*?\((.*)\)/.exec(context)?.[1];
  return list === undefined
    ? []
    : withoutNested(list)
        .split(',')
        .filter((name) => name !== '');
}

function withoutNested(list: string): string {
  let text = list;
  while (/\([^()]*\)/.test(text)) text = text.replace(/\([^()]*\)/g, '');
  return text;
}
