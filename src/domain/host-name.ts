/**
 * True where two names are of one machine: whole names where both have a domain, the machine's own name where one of them is short.
 * Windows tells it short and in capitals, people write the domain behind it.
 */
export function isSameMachine(one: string, other: string): boolean {
  const areWhole = hasDomain(one) && hasDomain(other);
  const compared = (name: string): string => name.toLowerCase().replace(areWhole ? /\.$/ : /\..*$/s, '');
  return compared(one) === compared(other);
}

/** True for a name with its domain behind it. */
export function hasDomain(machine: string): boolean {
  return /[^.]\.[^.]/.test(machine);
}
