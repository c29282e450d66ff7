import { counted } from '../../domain/counted.js';
import type { EntraObject } from '../../domain/objects.js';
import { isOnPrem } from '../identity.js';
import type { Rule } from '../rule.js';

/** New hybrid-joined devices can't be matched while soft match is blocked, as it is once the cutover is complete (ENTRA-24). */
export const deviceMatchBlocked: Rule = {
  id: 'device-match-blocked',
  category: 'service',
  severity: 'warning',
  title: 'New hybrid-joined devices can’t be matched',
  help: 'A computer that joins registers a device in the cloud, and its computer object is then soft matched with that. blockSoftMatchEnabled refuses this too. It should be off only while people are matched, and on once the cutover is complete, as Microsoft recommends. Devices that are synchronized already go on.',
  consequence:
    'The hybrid join of a new device would fail (InvalidSoftMatch), and Conditional Access that asks for such a device keeps its owner out.',
  remedy:
    'After the cutover watch export errors of devices. Where one is InvalidSoftMatch, switch blockSoftMatchEnabled off for the time of the join (Update-MgDirectoryOnPremiseSynchronization), and on again.',
  unchecked: (population) =>
    population.inScopeDevices.length > 0 || population.entraObjects.some(isDevice)
      ? undefined
      : 'the evidence has no device',
  find(population) {
    const { objects, entraObjects, inScopeDevices, settings } = population;
    const sources = objects.filter(isOnPrem);
    const leftOut = new Set(sources.filter(({ outcome }) => outcome === 'excluded').map(({ entra }) => entra));
    const synced = entraObjects.filter((one) => isDevice(one) && one.synced === true && !leftOut.has(one));
    const known = new Set(sources.filter(({ entra }) => entra?.synced === true).map(({ onPrem }) => onPrem));
    // Cloud sync takes no device; what is synchronized today shows a server that does.
    const toCome = settings.syncTool === 'cloudSync' ? [] : inScopeDevices.filter((one) => !known.has(one));
    if (synced.length + toCome.length === 0) return [];
    const state =
      settings.softMatchBlocked === undefined
        ? 'not known'
        : settings.softMatchBlocked
          ? 'on'
          : 'off until the cutover is complete';
    const counts = [
      ...(synced.length > 0 ? [`${counted(synced.length, 'device')} synchronized`] : []),
      ...(toCome.length > 0 ? [`${counted(toCome.length, 'computer')} in scope`] : []),
    ];
    return [
      { found: `${counts.join(', ')}, blockSoftMatchEnabled ${state}`, at: [...inScopeDevices, ...synced][0]?.at },
    ];
  },
};

function isDevice({ objectType }: EntraObject): boolean {
  return objectType === 'device';
}
