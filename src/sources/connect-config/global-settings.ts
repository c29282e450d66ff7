import type { ConnectConfiguration } from '../../domain/connect.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import type { ReadLog } from '../read-log.js';

const parameterNames = {
  sourceAnchor: 'microsoft.synchronizationoption.anchorattribute',
  userPrincipalName: 'microsoft.synchronizationoption.upnattribute',
  stagingMode: 'microsoft.synchronize.stagingmode',
  deletionThresholdOn: 'microsoft.optionalfeature.exportdeletionthreshold',
  deletionThreshold: 'microsoft.optionalfeature.exportdeletionthresholdvalue',
  signOnMethod: 'microsoft.usersignin.signonmethod',
} as const;

/** True for the JSON of `Get-ADSyncGlobalSettings`, or of its Parameters alone. */
export function isGlobalSettings(document: unknown): boolean {
  const members = jsonObject(document);
  if (members?.has('Parameters') || members?.has('parameters')) return true;
  if (members !== undefined && [...members.keys()].some((name) => /^microsoft\./i.test(name))) return true;
  return jsonItems(document).some((item) => /^microsoft\./i.test(String(jsonObject(item)?.get('Name') ?? '')));
}

/**
 * The configuration in `Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5`: Parameters is a list of `{Name, Value}`, or
 * an object by name (facts 1.2 names the anchor's parameter; the others stand beside it in the same output). Undefined,
 * with the reason in the log, when the values are not in it.
 */
export function convertGlobalSettings(document: unknown, log: ReadLog): ConnectConfiguration | undefined {
  const members = jsonObject(document);
  const values = parameterValues(members?.get('Parameters') ?? members?.get('parameters') ?? document);
  if (values.size === 0) {
    log.incomplete(
      1,
      'The Parameters hold no values, expected names such as Microsoft.SynchronizationOption.AnchorAttribute. Run Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5.',
    );
    return undefined;
  }
  const text = (name: string): string | undefined => values.get(name)?.trim() || undefined;
  const flag = (name: string): boolean | undefined => {
    const word = text(name)?.toLowerCase();
    if (word === undefined || word === 'true' || word === 'false')
      return word === undefined ? undefined : word === 'true';
    log.reject(1, `${name} is “${word.slice(0, 40)}”, expected True or False. Export the settings again.`);
    return undefined;
  };
  return {
    at: { origin: log.origin, line: 1 },
    ...knownFields({
      sourceAnchorAttribute: text(parameterNames.sourceAnchor),
      userPrincipalNameAttribute: text(parameterNames.userPrincipalName),
      stagingMode: flag(parameterNames.stagingMode),
      deletionThreshold: threshold(flag(parameterNames.deletionThresholdOn), text(parameterNames.deletionThreshold)),
      signOnMethod: text(parameterNames.signOnMethod),
    }),
  };
}

function threshold(on: boolean | undefined, value: string | undefined): number | undefined {
  if (on === false) return 0;
  return on === true && value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The values by lower-case parameter name; ConvertTo-Json without enough -Depth writes type names instead of them. */
function parameterValues(parameters: unknown): ReadonlyMap<string, string> {
  const byName = jsonObject(parameters);
  const pairs: [string, unknown][] =
    byName !== undefined && !byName.has('Name') && !Array.isArray(byName.get('value'))
      ? [...byName]
      : jsonItems(parameters).map((item) => [
          String(jsonObject(item)?.get('Name') ?? ''),
          jsonObject(item)?.get('Value'),
        ]);
  return new Map(
    pairs
      .filter(([name, value]) => /^microsoft\./i.test(name) && ['string', 'boolean', 'number'].includes(typeof value))
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
