import type { PendingExport } from '../domain/connect.js';
import { connectorJoiner } from '../validation/connector-subject.js';
import { isOnPrem } from '../validation/identity.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { outsideWave } from '../validation/rules/thresholds.js';
import { changeOf } from '../validation/staged.js';
import { about } from '../validation/subject.js';
import { type CurrentWave, compareContainers, isInWave, type Placed, pilotOf } from '../validation/wave.js';

// The provider asks the gate, and judges nothing by itself.
export { compareContainers } from '../validation/wave.js';

type Draft = { rule: string; draft: FindingDraft };

/**
 * What a server would do beyond the wave: containers that are not the wave's, objects that lie elsewhere or are not of the pilot,
 * and people of the pilot whom it can't take. Until the last wave nobody else may be touched.
 */
export function judgeWave(population: Population): Draft[] {
  const { wave } = population.settings;
  if (wave === undefined) return [];
  return [
    ...judgeContainers(population, wave),
    ...judgePilot(population, wave),
    ...stagedOutside(population, wave).map((draft) => ({ rule: outsideWave.id, draft })),
  ];
}

function judgeContainers({ connectConfig, settings }: Population, wave: CurrentWave): Draft[] {
  const difference = compareContainers(wave.organizationalUnits, settings.scope, connectConfig);
  const [first] = connectConfig;
  const at = connectConfig.find(({ scope }) => scope !== undefined)?.at ?? first?.at;
  if (difference === undefined) {
    const draft = {
      found: 'nothing shows which containers the server takes, so nobody can check that the wave keeps to its units',
      expected: 'the policy of the wizard with the containers of every directory',
      remedy:
        'Close the wizard with Configure: it writes its policy to %ProgramData%\\AADConnect. Export the evidence again (export-scripts/Export-ConnectEvidence.ps1), and name synchronization-policy.json in cutover:connect.evidence.connectConfig.',
      at,
    };
    return [{ rule: 'evidence-incomplete', draft }];
  }
  const expected = `these containers and no others: ${[...wave.organizationalUnits].sort().join('; ')}`;
  const { beyond, lacking } = difference;
  return [
    ...(beyond.length > 0 ? [`the server takes ${beyond.join('; ')} too`] : []),
    ...(lacking.length > 0 ? [`the server does not take ${lacking.join('; ')}`] : []),
  ].map((found) => ({ rule: outsideWave.id, draft: { found, expected, at } }));
}

/** People of the pilot whom the first wave can't take. */
function judgePilot(population: Population, wave: CurrentWave): Draft[] {
  const { pilot = [] } = wave;
  if (pilot.length === 0) return [];
  const isNamed = pilotOf(pilot);
  const people = population.identities.filter(isOnPrem).filter(({ onPrem }) => isNamed(onPrem));
  return pilot.flatMap((entry): Draft[] => {
    const isMeant = pilotOf([entry]);
    const one = people.find(({ onPrem }) => isMeant(onPrem));
    const expected = 'people in the units of the first wave';
    if (one === undefined) {
      const found = `cutover:pilot names ${entry}, whom the on-premises evidence does not have`;
      return [{ rule: outsideWave.id, draft: { found, expected } }];
    }
    if (one.outcome !== 'excluded' && isInWave(one.onPrem.distinguishedName, wave)) return [];
    const reason = one.exclusion?.reason ?? 'the person is in no unit of the first wave';
    return [
      {
        rule: outsideWave.id,
        draft: { ...about(one), found: `cutover:pilot names the person, and ${reason}`, expected },
      },
    ];
  });
}

/** Everything that is staged, in Entra or in Active Directory, about something that is not of the wave. */
function stagedOutside(population: Population, wave: CurrentWave): FindingDraft[] {
  const { pendingExports, directoryExports } = population;
  const join = connectorJoiner(population);
  const isNamed = wave.pilot === undefined ? () => true : pilotOf(wave.pilot);
  const reasonOf = (object: PendingExport, source: Placed | undefined): string | undefined => {
    const outside = reasonOutside(object, source, wave);
    return outside ?? (isNamed(source ?? {}) ? undefined : 'cutover:pilot does not name the object');
  };
  const draftOf = (object: PendingExport, subject: FindingDraft['subject'], reason: string): FindingDraft => ({
    subject,
    found: `${staged[object.operation]}, and ${reason}`,
    expected: 'nothing staged for anybody who is not of this wave',
    ...(object.operation === 'delete' && {
      consequence:
        'The server synchronized the object while it took more containers. The export would delete the account of somebody who only waits for a later wave.',
    }),
    at: object.at,
  });
  return [
    ...pendingExports.flatMap((object) => {
      const { subject, user } = join(object);
      const reason = reasonOf(object, user);
      return reason === undefined ? [] : [draftOf(object, subject, reason)];
    }),
    ...directoryExports.flatMap((object) => {
      const { csObjectDn: distinguishedName, objectGuid } = object;
      const reason = reasonOf(object, { distinguishedName, ...(objectGuid && { objectGuid }) });
      const subject = { objectType: 'user' as const, distinguishedName };
      return reason === undefined ? [] : [draftOf(object, subject, `${reason} (a value for Active Directory)`)];
    }),
  ];
}

const staged = {
  add: 'an addition is staged',
  update: 'an update is staged',
  delete: 'a deletion is staged',
  recreate: 'a deletion with a new addition is staged',
} as const;

/**
 * Why the object lies outside of the wave; undefined where it does not. What the list itself says of the place counts too: somebody may
 * have moved.
 */
function reasonOutside(object: PendingExport, source: Placed | undefined, wave: CurrentWave): string | undefined {
  const named = changeOf(object, 'onpremisesdistinguishedname')?.valuesAdded[0];
  const places = [source?.distinguishedName, named].filter((place) => place !== undefined);
  if (places.length === 0) return 'nothing shows where in Active Directory the object is';
  return places.every((place) => isInWave(place, wave)) ? undefined : 'the object is outside the units of this wave';
}
