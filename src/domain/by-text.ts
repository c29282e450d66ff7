/** Text order that does not depend on the machine's language, for sorting: negative, zero or positive. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
