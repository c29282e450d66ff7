/** The steps of a run, in the order in which the main thread opens them. */
export const steps = { none: 0, scan: 1, join: 2, prepare: 3, write: 4, end: 5 } as const;
