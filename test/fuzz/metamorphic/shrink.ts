/** Whom a smaller organisation may do without: the two that are exchanged in some risks stay. */
export const personKeys: readonly string[] = [
  'contractor',
  'guest',
  'breakglass',
  'service',
  'sales',
  'contact',
  'holder',
  ...Array.from({ length: 7 }, (_, index) => `p${9 - index}`),
];
