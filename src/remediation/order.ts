import { encodeBase64 } from '../domain/base64.js';
import { guidToBytes } from '../domain/guid.js';
import { type Binding, bindingKey } from '../domain/remediation.js';
import { objectGuidAnchor } from '../domain/source-anchor.js';

/** A binding that is to be made, and the value that its object was just read to have. */
export interface Due {
  readonly binding: Binding;
  readonly current: string | null;
}

/** One write of a value in its place. */
export interface Write {
  readonly binding: Binding;
  readonly from: string | null;
  readonly to: string | null;
  /** The value is only kept out of the way, until the one it stands in the way of has moved. */
  readonly parks: boolean;
}

/** XORed with an objectGUID it gives a value that is nobody's: known again after an interruption, unlike a random one. */
const parkingMask = Uint8Array.from([
  0x9d, 0x3e, 0x71, 0xc4, 0x58, 0xb2, 0x0f, 0xe6, 0x27, 0x8c, 0xd5, 0x61, 0xfa, 0x14, 0x4b, 0xa9,
]);

/** Where a binding's value is parked while somebody else takes the old one: nothing in Entra, a value of nobody's in AD. */
export function parkingValue({ system, objectId }: Binding): string | null {
  if (system === 'entra') return null;
  return encodeBase64(guidToBytes(objectId).map((byte, index) => byte ^ (parkingMask[index] ?? 0)));
}

/** True for values that no two objects may have: parking and ordering are about them. */
export function isAnchor({ attribute }: Pick<Binding, 'attribute'>): boolean {
  return attribute === 'mS-DS-ConsistencyGuid' || attribute === 'onPremisesImmutableId';
}

/** The anchor that an object has when its attribute has the value; undefined for none, and for other attributes. */
export function anchorOf(binding: Binding, value: string | null): string | undefined {
  if (!isAnchor(binding)) return undefined;
  if (value !== null) return value;
  // Without mS-DS-ConsistencyGuid the anchor is that of the objectGUID (CONNECT-21).
  return binding.system === 'activeDirectory' ? objectGuidAnchor(binding.objectId) : undefined;
}

/**
 * The writes in an order in which no two objects ever have one anchor: anyone who has a value moves before the one who takes
 * it, and of a circle one is parked first. Chains depend on nothing outside themselves, so they may be made side by side;
 * the writes of one chain follow one another.
 */
export function orderWrites(due: readonly Due[]): readonly (readonly Write[])[] {
  const holders = new Map<string, Due[]>();
  for (const one of due) {
    const anchor = anchorOf(one.binding, one.current);
    if (anchor === undefined) continue;
    const key = `${one.binding.system} ${anchor}`;
    holders.set(key, [...(holders.get(key) ?? []), one]);
  }
  const inTheWay = (one: Due): readonly Due[] => {
    const wanted = anchorOf(one.binding, one.binding.desired);
    return (holders.get(`${one.binding.system} ${wanted}`) ?? []).filter((other) => other !== one);
  };
  // A chain begins with those in nobody's way and runs toward those whom others wait for; circles have no such beginning.
  const awaited = new Set(due.flatMap(inTheWay));
  const chains = new Chains();
  const visited = new Map<Due, 'open' | 'done'>();
  for (const one of [...due.filter((each) => !awaited.has(each)), ...due]) {
    if (!visited.has(one)) chains.begin();
    visit(one, inTheWay, visited, chains);
  }
  return chains.all();
}

/** The writes by chain: a walk that runs into an earlier chain joins it. */
class Chains {
  readonly #writes: Write[][] = [];
  readonly #chainOf = new Map<Due, number>();
  #current = -1;

  begin(): void {
    this.#writes.push([]);
    this.#current = this.#writes.length - 1;
  }

  /** The walk goes on where the other's writes are. */
  join(other: Due): void {
    const earlier = this.#chainOf.get(other);
    if (earlier === undefined || earlier === this.#current) return;
    this.#writes[earlier]?.push(...(this.#writes[this.#current] ?? []));
    for (const [due, chain] of this.#chainOf) if (chain === this.#current) this.#chainOf.set(due, earlier);
    this.#writes[this.#current] = [];
    this.#current = earlier;
  }

  add(due: Due, write: Write): void {
    this.#writes[this.#current]?.push(write);
    this.#chainOf.set(due, this.#current);
  }

  all(): readonly (readonly Write[])[] {
    return this.#writes.filter((chain) => chain.length > 0);
  }
}

/** Depth first, without recursion: a chain may be as long as the file. */
function visit(
  start: Due,
  inTheWay: (one: Due) => readonly Due[],
  visited: Map<Due, 'open' | 'done'>,
  chains: Chains,
): void {
  if (visited.has(start)) return;
  const parked = new Set<Due>();
  const path: { readonly one: Due; readonly waitsFor: readonly Due[]; next: number }[] = [];
  const enter = (one: Due): void => {
    visited.set(one, 'open');
    path.push({ one, waitsFor: inTheWay(one), next: 0 });
  };
  enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const other = top.waitsFor[top.next];
    top.next += 1;
    if (other === undefined) {
      const { binding, current } = top.one;
      const from = parked.has(top.one) ? parkingValue(binding) : current;
      chains.add(top.one, { binding, from, to: binding.desired, parks: false });
      visited.set(top.one, 'done');
      path.pop();
    } else if (visited.get(other) === 'done') chains.join(other);
    else if (visited.get(other) === undefined) enter(other);
    else if (!parked.has(other)) {
      parked.add(other);
      const { binding, current } = other;
      chains.add(other, { binding, from: current, to: parkingValue(binding), parks: true });
    }
  }
}

/** Bindings that ask for different values of one object's attribute, or would give two objects one anchor. */
export function contradictions(bindings: readonly Binding[]): readonly string[] {
  const keys = new Map<string, Binding>();
  const wanted = new Map<string, Binding>();
  const problems: string[] = [];
  for (const binding of bindings) {
    const key = bindingKey(binding);
    if (keys.has(key)) problems.push(`${binding.person}: ${key} is there twice; keep one of the two`);
    keys.set(key, binding);
    const anchor = anchorOf(binding, binding.desired);
    if (anchor === undefined) continue;
    const other = wanted.get(`${binding.system} ${anchor}`);
    if (other !== undefined)
      problems.push(`${other.person} and ${binding.person} would both have the anchor ${anchor}`);
    wanted.set(`${binding.system} ${anchor}`, binding);
  }
  return problems;
}
