import type { ConnectConfiguration } from '../../domain/connect.js';
import { versionNumbers } from '../../domain/version.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import { knownMembers, type Reject, readFlag, shownValue } from '../known-members.js';
import type { ReadLog } from '../read-log.js';

/** What we read of the settings, by the names of their parameters in lower case. */
export const parameterNames = {
  sourceAnchor: 'microsoft.synchronizationoption.anchorattribute',
  userPrincipalName: 'microsoft.synchronizationoption.upnattribute',
  stagingMode: 'microsoft.synchronize.stagingmode',
  serverVersion: 'microsoft.synchronize.serverconfigurationversion',
  deletionThresholdOn: 'microsoft.optionalfeature.exportdeletionthreshold',
  deletionThreshold: 'microsoft.optionalfeature.exportdeletionthresholdvalue',
  signOnMethod: 'microsoft.usersignin.signonmethod',
} as const;

/** What the names of all settings begin with. */
export const settingName: RegExp = /^microsoft\./i;

/** True for the JSON of `Get-ADSyncGlobalSettings`, or of its Parameters alone. */
export function isGlobalSettings(document: unknown): boolean {
  const members = jsonObject(document);
  if (members?.has('Parameters') || members?.has('parameters')) return true;
  if (members !== undefined && [...members.keys()].some((name) => settingName.test(name))) return true;
  return jsonItems(document).some((item) => settingName.test(nameOf(item)));
}

/**
 * The configuration in `Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5`: Parameters is a list of `{Name, Value}`, or
 * an object by name (CONNECT-6 names the anchor's parameter; the others stand next to it in the same output). Undefined,
 * with the reason in the log, when the values are not in it.
 */
export function convertGlobalSettings(document: unknown, log: ReadLog): ConnectConfiguration | undefined {
  const members = jsonObject(document);
  const reject: Reject = (message) => log.reject(1, `${message} Export the settings again.`);
  const values = parameterValues(members?.get('Parameters') ?? members?.get('parameters') ?? document, reject);
  if (![...values.values()].some(isPlain)) {
    log.incomplete(
      1,
      'The Parameters hold no values, expected names such as Microsoft.SynchronizationOption.AnchorAttribute. Run Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5.',
    );
    return undefined;
  }
  const { read } = knownMembers(values, reject);
  const text = (name: string, expected: string, fits: (value: string) => boolean): string | undefined =>
    // PowerShell writes numbers and flags as such, and a setting without a value as empty text.
    read(name, expected, (value) => {
      const word = isPlain(value) ? String(value).trim() : undefined;
      return word === '' || (word !== undefined && fits(word)) ? word : undefined;
    }) || undefined;
  const flag = (name: string): boolean | undefined =>
    readFlag(text(name, 'True or False', (word) => readFlag(word) !== undefined));
  const attribute = (name: string): string | undefined =>
    text(name, 'the name of an attribute', (word) => attributeName.test(word));
  return {
    at: { origin: log.origin, line: 1 },
    ...knownFields({
      sourceAnchorAttribute: attribute(parameterNames.sourceAnchor),
      userPrincipalNameAttribute: attribute(parameterNames.userPrincipalName),
      stagingMode: flag(parameterNames.stagingMode),
      serverVersion: text(
        parameterNames.serverVersion,
        'a version such as 2.5.79.0',
        (word) => versionNumbers(word) !== undefined,
      ),
      deletionThreshold: threshold(
        flag(parameterNames.deletionThresholdOn),
        text(parameterNames.deletionThreshold, 'a whole number', (word) => /^\d{1,9}$/.test(word)),
      ),
      signOnMethod: text(parameterNames.signOnMethod, 'text', () => true),
    }),
  };
}

const attributeName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function threshold(on: boolean | undefined, value: string | undefined): number | undefined {
  if (on === false) return 0;
  return on === true && value !== undefined ? Number(value) : undefined;
}

/**
 * The values by lower-case parameter name, one with two values rejected; ConvertTo-Json without enough -Depth writes type
 * names instead of them.
 */
function parameterValues(parameters: unknown, reject: Reject): ReadonlyMap<string, unknown> {
  const byName = jsonObject(parameters);
  const pairs: [string, unknown][] =
    byName !== undefined && !byName.has('Name') && !Array.isArray(byName.get('value'))
      ? [...byName]
      : jsonItems(parameters).map((item) => [nameOf(item), jsonObject(item)?.get('Value')]);
  const values = new Map<string, unknown>();
  for (const [written, value] of pairs) {
    const name = written.toLowerCase();
    if (!settingName.test(name)) continue;
    if (values.has(name) && values.get(name) !== value)
      reject(
        `${name} is there twice, as ${shownValue(values.get(name))} and ${shownValue(value)}, expected one value.`,
      );
    values.set(name, value);
  }
  return values;
}

function nameOf(parameter: unknown): string {
  const name = jsonObject(parameter)?.get('Name');
  return typeof name === 'string' ? name : '';
}

function isPlain(value: unknown): boolean {
  return ['string', 'boolean', 'number'].includes(typeof value);
}
