import type { RuleMetadata } from '../../domain/rule.js';

/** More accounts would be created than somebody expected. The gate counts (src/gate/thresholds.ts). */
export const creationThreshold: RuleMetadata = {
  id: 'creation-threshold',
  category: 'population',
  severity: 'error',
  title: 'More accounts would be created than declared',
  help: 'The number of accounts that Entra would create is compared with the declared limit, per organizational unit where the evidence has distinguished names.',
  consequence:
    'Accounts that nobody expected would appear in the cloud, among them duplicates of people who are there under another name.',
  remedy:
    'Check the accounts named by on-prem-only. Raise the limit to the number you expect, or leave the others out of the scope. Thresholds are set, never waived.',
};

/** More people would be matched by name than somebody expected. */
export const softMatchThreshold: RuleMetadata = {
  id: 'soft-match-threshold',
  category: 'population',
  severity: 'error',
  title: 'More people would be matched by name than declared',
  help: 'The number of soft matches (by UPN or primary SMTP address, without an ImmutableID) is compared with the declared limit.',
  consequence: 'Each of them gets the account that has their name, no matter whose it is.',
  remedy:
    'Set the ImmutableID of the people named by anchor-missing-entra, or raise the limit to the number you checked.',
};

/** More objects would be deleted than somebody expected. */
export const deletionThreshold: RuleMetadata = {
  id: 'deletion-threshold',
  category: 'staging',
  severity: 'error',
  title: 'More deletions are staged than declared',
  help: 'The number of staged deletions that nobody accepted is compared with the declared limit. Each of them is a finding of its own as well.',
  consequence: 'Objects that nobody expected to go would be deleted with the first export.',
  remedy:
    'Work through the objects named by pending-delete; raise the limit only to the number you checked. Thresholds are set, never waived.',
};

/** The export would do more than somebody approved. The gate counts (src/gate/export-budget.ts). */
export const exportBudget: RuleMetadata = {
  id: 'export-budget',
  category: 'staging',
  severity: 'error',
  title: 'The export would do more than the approved budget',
  help: 'The pending exports to Entra are counted and compared with `cutover:budget` of the stack: adds, deletes, and for each attribute the number of objects whose value would change. An attribute that the budget does not name may change for nobody.',
  consequence: 'The first export would do more than anybody looked at and approved.',
  remedy:
    'Look at the objects in the pending exports (csexport /f:x). Fix the rule or the scope that stages them, or set cutover:budget to the number that you checked. A budget is set, never waived.',
};

/** Somebody would be touched before the wave that brings them. The gate holds the lists against the wave (src/gate/wave.ts). */
export const outsideWave: RuleMetadata = {
  id: 'outside-wave',
  category: 'staging',
  severity: 'error',
  title: 'Entra Connect would touch somebody who is not of this wave',
  help: 'With `cutover:waves` the server may take only the units of the waves so far, and only objects in them may be staged; in the first wave, with `cutover:pilot`, only the people of the pilot. A person of the pilot who is in no unit of the wave is named too.',
  consequence: 'The first export would change accounts that were to be left alone until the pilot is judged.',
  remedy:
    'In the wizard (Customize synchronization options > Domain and OU filtering) tick the units of the wave and no others, or correct cutover:waves and cutover:pilot. The server stages for deletion everybody whom it synchronized while it took more containers: install Entra Connect afresh in staging mode, with the units of the wave ticked from the start, then run Start-ADSyncSyncCycle -PolicyType Initial. Emptying its connector spaces instead is not supported. A wave is set, never waived.',
};

export const thresholdRules: readonly RuleMetadata[] = [
  creationThreshold,
  softMatchThreshold,
  deletionThreshold,
  exportBudget,
  outsideWave,
];
