/**
 * How a fact is known. documented: the vendor says so. recorded: answers or files of real systems that somebody published
 * show it. seen: we saw it in the real program, or read it in its source. inferred: it follows from the others, and nobody
 * says it in those words.
 */
export type VendorFactBasis = 'documented' | 'recorded' | 'seen' | 'inferred';

/** Where a fact comes from: a public page, or a file or thread of a public repository. */
export interface VendorFactSource {
  /** Who publishes it. */
  readonly publisher: string;
  readonly title: string;
  readonly address: string;
}

/**
 * What rests on a fact besides rules. `assess` stands for the reading of files too, `pulumi up` for all phases, and `rollback` for what
 * only that phase does; `rehearse` rests on what the stand-ins imitate.
 */
export type RestingCommand =
  | 'assess'
  | 'collect entra'
  | 'collect okta'
  | 'doctor'
  | 'pulumi up'
  | 'rehearse'
  | 'remediate'
  | 'restore plan'
  | 'rollback'
  | 'verify';

/** A rule of a vendor's product on which our code rests. */
export interface VendorFact {
  /** Product and number. Stable: comments and reports name it, and the number of a fact that went is not given again. */
  readonly id: string;
  readonly text: string;
  readonly basis: VendorFactBasis;
  /** Empty where no public page was found. */
  readonly sources: readonly VendorFactSource[];
  /** The day on which somebody last compared the text with its sources, or saw it: `YYYY-MM-DD`. */
  readonly checked: string;
  /** Rules of `src/validation/rules` that say something wrong once the vendor changes this: those whose pages name it as a source. */
  readonly rules?: readonly string[];
  /** Of a fact that no rule rests on: what does. */
  readonly commands?: readonly RestingCommand[];
  /** True for what an operator should know and no code rests on. */
  readonly background?: true;
}

/** A page of Microsoft Learn about hybrid identity: `connect/…`, `cloud-sync/…`. */
export function hybridPage(title: string, path: string): VendorFactSource {
  return { publisher: 'Microsoft', title, address: `https://learn.microsoft.com/entra/identity/hybrid/${path}` };
}

/** A page of the Microsoft Graph reference (v1.0 unless said otherwise): `user-delta`, `resources/user`. */
export function graphPage(title: string, path: string, version: '1.0' | 'beta' = '1.0'): VendorFactSource {
  const address = `https://learn.microsoft.com/graph/api/${path}?view=graph-rest-${version}`;
  return { publisher: 'Microsoft', title: `Microsoft Graph: ${title}`, address };
}

/** A page of the Microsoft Graph documentation that is not a reference. */
export function graphConcept(title: string, path: string): VendorFactSource {
  return {
    publisher: 'Microsoft',
    title: `Microsoft Graph: ${title}`,
    address: `https://learn.microsoft.com/graph/${path}`,
  };
}
