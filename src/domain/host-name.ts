/** A machine's own name, in lower case: Windows tells it short and in capitals, people write the domain behind it. */
export function hostOf(machine: string): string {
  return machine.toLowerCase().split('.')[0] ?? '';
}
