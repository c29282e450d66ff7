/** Whom a smaller organization may do without: the two that are exchanged in some risks stay. */
export const personKeys: readonly string[] = [
  'contractor0',
  'guest0',
  'breakglass0',
  'service0',
  'sales0',
  'contact0',
  'holder0',
  ...Array.from({ length: 7 }, (_, index) => `p${9 - index}`),
];
