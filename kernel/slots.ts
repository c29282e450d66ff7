import { anchorSlots, slotMask } from './memory';
import { recordAt, unitsOf } from './records';

// A slot holds a record’s number, and above it some bits of the hash: a record is looked at only where they agree.
const numberBits = 27;
const numberMask = (1 << numberBits) - 1;

/** True when so many anchors still leave room: a fuller table would be searched for long. */
export function hasRoomFor(count: i32): bool {
  return <f64>count <= <f64>slotMask * 0.9;
}

/** A hash of the sixteen bytes of an anchor. */
export function anchorHash(anchor: usize): u32 {
  let hash: u32 = (load<u32>(anchor) * 0x9e3779b1) ^ load<u32>(anchor + 4);
  hash = ((hash ^ (hash >>> 15)) * 0x85ebca6b) ^ load<u32>(anchor + 8);
  hash = ((hash ^ (hash >>> 13)) * 0xc2b2ae35) ^ load<u32>(anchor + 12);
  hash = (hash ^ (hash >>> 16)) * 0x27d4eb2f;
  return hash ^ (hash >>> 15);
}

export function sameAnchor(a: usize, b: usize): bool {
  return i8x16.all_true(i8x16.eq(v128.load(a), v128.load(b)));
}

/** Registers a record by its anchor. Returns the record that has the same anchor already, or 0. */
export function insertAnchor(record: usize, hash: u32): usize {
  const own = ((hash >>> numberBits) << numberBits) | unitsOf(record);
  let slot = hash & slotMask;
  while (true) {
    let found = load<u32>(slotAt(slot));
    if (found === 0) found = atomic.cmpxchg<u32>(slotAt(slot), 0, own);
    if (found === 0) return 0;
    const taken = recordAt(found & numberMask);
    if (mayBe(found, hash) && sameAnchor(taken, record)) return taken;
    slot = (slot + 1) & slotMask;
  }
}

/** The record that was registered with this anchor, or 0. */
export function lookUpAnchor(anchor: usize): usize {
  const hash = anchorHash(anchor);
  let slot = hash & slotMask;
  while (true) {
    const found = load<u32>(slotAt(slot));
    if (found === 0) return 0;
    const record = recordAt(found & numberMask);
    if (mayBe(found, hash) && sameAnchor(record, anchor)) return record;
    slot = (slot + 1) & slotMask;
  }
}

/**
 * Touches the slot that will be needed soon: these reads do not wait for each other, which those of the searches
 * themselves would. Returns what must be used, so that no compiler leaves it out.
 */
export function touchSlot(hash: u32): u32 {
  return load<u32>(slotAt(hash & slotMask));
}

function slotAt(slot: u32): usize {
  return anchorSlots + (slot << 2);
}

function mayBe(slot: u32, hash: u32): bool {
  return (slot ^ hash) >>> numberBits === 0;
}
