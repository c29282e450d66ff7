/** `4,000`: grouped by hand, because the runtime's own grouping depends on its language data. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 person`, `4,000 people`; without `many`, one with an `s`. Every message that counts something says it so. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
