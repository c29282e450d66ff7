/** One thing that `doctor` looked at. */
export interface Check {
  readonly name: string;
  /**
   * `fine`; `warning`: it stops nothing, but somebody should know; `missing`: it will not work like this; `unknown`: it
   * could not be determined.
   */
  readonly state: 'fine' | 'warning' | 'missing' | 'unknown';
  /** What was found. Never a credential. */
  readonly found: string;
  /** What to do; left out when there is nothing to do. */
  readonly fix?: string;
}

export function fine(name: string, found: string): Check {
  return { name, state: 'fine', found };
}

export function warning(name: string, found: string, fix: string): Check {
  return { name, state: 'warning', found, fix };
}

export function missing(name: string, found: string, fix: string): Check {
  return { name, state: 'missing', found, fix };
}

export function unknown(name: string, found: string, fix: string): Check {
  return { name, state: 'unknown', found, fix };
}
