import { counted } from '../../domain/counted.js';
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
  unchecked: ({ objects, entraObjects }) =>
    objects.some((one) => isOnPrem(one) && one.onPrem.objectType === 'device') ||
    entraObjects.some(({ objectType }) => objectType === 'device')
      ? undefined
      : 'the evidence has no device',
  find({ objects, entraObjects, settings }) {
    const known = objects.filter(isOnPrem).filter(({ onPrem }) => onPrem.objectType === 'device');
    // Evidence of Active Directory without computers leaves only what is synchronized today.
    const devices =
      known.length > 0
        ? known.filter(({ outcome }) => outcome !== 'excluded').map(({ onPrem }) => onPrem)
        : entraObjects.filter(({ objectType, synced }) => objectType === 'device' && synced === true);
    const [device] = devices;
    if (device === undefined) return [];
    const state =
      settings.softMatchBlocked === undefined
        ? 'not known'
        : settings.softMatchBlocked
          ? 'on'
          : 'off until the cutover is complete';
    const count = counted(devices.length, 'device');
    return [{ found: `${count} synchronized, blockSoftMatchEnabled ${state}`, at: device.at }];
  },
};
