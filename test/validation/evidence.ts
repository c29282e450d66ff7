import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import type { Evidence, EvidenceKind } from '../../src/domain/evidence.js';
import type { OktaApp, OktaAppUser } from '../../src/domain/okta.js';

/** Where the records of these helpers were read. */
export const at = { origin: 'export.xml', line: 4 };

/** Evidence that was read completely. */
export function evidence<Item>(kind: EvidenceKind, records: readonly Item[]): Evidence<Item> {
  return {
    source: {
      kind,
      origin: 'export.xml',
      sha256: '',
      records: records.length,
      rejected: 0,
      skipped: 0,
      fields: new Set(),
      issues: [],
    },
    records,
  };
}

let stagedObjects = 0;

/** A staged export of a user that changes nothing yet, under a DN of its own that tells no anchor. */
export function staged(operation: PendingExport['operation'], change: Partial<PendingExport> = {}): PendingExport {
  stagedObjects += 1;
  return {
    at,
    objectType: 'user',
    csObjectDn: `CN={object ${stagedObjects}}`,
    operation,
    changes: [],
    losses: [],
    ...change,
  };
}

/** A change of a single-valued attribute without values. */
export function attribute(name: string, change: Partial<AttributeChange>): AttributeChange {
  return { name, operation: 'update', valuesAdded: [], valuesDeleted: [], multivalued: false, ...change };
}

/** An Office 365 app that provisions. */
export function oktaApp(change: Partial<OktaApp> = {}): OktaApp {
  return {
    at,
    id: '0oa1',
    name: 'office365',
    label: 'Office',
    status: 'ACTIVE',
    connectionStatus: 'ENABLED',
    capabilities: {},
    integrationOff: false,
    ...change,
  };
}

/** Somebody assigned to that app. */
export function oktaUser(name: string, change: Partial<OktaAppUser> = {}): OktaAppUser {
  return { at, appId: '0oa1', id: `00u-${name}`, userName: `${name}@corp.example`, status: 'ACTIVE', ...change };
}
