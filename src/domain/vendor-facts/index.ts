import { activeDirectoryFacts } from './active-directory.js';
import { cloudSyncFacts } from './cloud-sync.js';
import { connectFacts } from './connect.js';
import { entraFacts } from './entra.js';
import type { VendorFact } from './fact.js';
import { graphFacts } from './graph.js';
import { oktaFacts } from './okta.js';
import { pulumiFacts } from './pulumi.js';

export type { VendorFact, VendorFactBasis, VendorFactSource } from './fact.js';

/** Every vendor rule on which the code rests; `npm run generate` makes docs/vendor-facts.md of it. */
export const vendorFacts: readonly VendorFact[] = [
  ...entraFacts,
  ...connectFacts,
  ...cloudSyncFacts,
  ...graphFacts,
  ...oktaFacts,
  ...activeDirectoryFacts,
  ...pulumiFacts,
];
