import type { EntraRecord, Organisation } from '../organisation.js';
import { base64, bytesOf, guidText } from '../random.js';

/** What Entra Connect shows: its staged changes, its scheduler, its last runs. */
export interface Connect {
  /** Each staged change: whose, and what. */
  exports: {
    account: EntraRecord;
    /** The objectGUID of the on-premises object that it is joined to, as Base64. */
    joined: string;
    operation: 'update' | 'delete';
    changes: Organisation['stagedChanges'];
  }[];
  scheduler: Record<string, unknown>;
  runs: Record<string, unknown>[];
}

const connectors = ['corp.example', 'corp.onmicrosoft.com - AAD'];

/** A staging server after a take-over: onPremisesObjectIdentifier is staged for everybody, every run ended well. */
export function connectOf(
  { onPrem, entra, stagedDeletes, stagedChanges, joinedTo }: Organisation,
  runsBegan: number,
): Connect {
  const people = entra.filter(({ synced, immutableId, deleted }) => synced && immutableId && !deleted);
  return {
    exports: people.map((account) => ({
      account,
      joined: base64(
        onPrem.find(({ key }) => key === (joinedTo.get(account.key) ?? account.key))?.guid ?? bytesOf(account.id),
      ),
      operation: stagedDeletes.includes(account.key) ? 'delete' : 'update',
      changes: stagedChanges.filter(({ key }) => key === account.key),
    })),
    scheduler: {
      SyncCycleEnabled: false,
      StagingModeEnabled: true,
      SchedulerSuspended: false,
      SyncCycleInProgress: false,
      MaintenanceEnabled: true,
      NextSyncCyclePolicyType: 'Delta',
    },
    runs: ['Full Import', 'Full Synchronization'].flatMap((profile, step) =>
      connectors.map((connector, place) => ({
        RunHistoryId: guidText(bytesOf(`run ${profile} ${connector}`)),
        ConnectorName: connector,
        RunProfileName: profile,
        Result: 'success',
        StartDate: `/Date(${runsBegan + (step * 2 + place) * 120_000})/`,
        EndDate: `/Date(${runsBegan + (step * 2 + place) * 120_000 + 60_000})/`,
        RunNumber: step * 2 + place + 1,
        IsRunComplete: true,
      })),
    ),
  };
}

/** The XML of `csexport … /f:x`: the DN in the Entra connector space is the hexadecimal of the anchor's text. */
export function exportsXml({ exports }: Connect): string {
  const objects = exports.map(({ account, joined, operation, changes }) => {
    const dn = `CN={${Buffer.from(account.immutableId ?? '')
      .toString('hex')
      .toUpperCase()}}`;
    const attribute =
      operation === 'delete'
        ? ''
        : `<attr name="onPremisesObjectIdentifier" operation="add" type="binary" multivalued="false"><value encoding="base64">${joined}</value></attr>`;
    const written = changes.map(
      ({ attribute: name, from, to }) =>
        `<attr name="${name}" operation="update" type="string" multivalued="${name === 'proxyAddresses'}"><value operation="delete">${from}</value><value operation="add">${to}</value></attr>`,
    );
    const delta = `<unapplied-export><delta operation="${operation}" dn="${dn}">${attribute}${written.join('')}</delta></unapplied-export>`;
    const state = `<export-delta-operation>${operation === 'delete' ? 'delete' : 'modify'}</export-delta-operation>`;
    return `  <cs-object cs-dn="${dn}" id="{${guidText(bytesOf(`cs ${account.key}`))}}" object-type="user">${delta}${state}</cs-object>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<cs-objects>\n${objects.join('\n')}\n</cs-objects>\n`;
}
