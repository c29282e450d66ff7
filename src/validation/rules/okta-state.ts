import { stopCommand } from '../../domain/connect-commands.js';
import type { Rule } from '../rule.js';
import { provisions } from '../service-facts.js';

/** Okta still provisions: as it should before the cutover. */
export const oktaProvisioningOn: Rule = {
  id: 'okta-provisioning-on',
  category: 'configuration',
  severity: 'info',
  title: 'Okta still provisions',
  help: 'The provisioning integration of this Office 365 app is on. Before the cutover that is as it should be.',
  consequence: 'Nothing before the cutover: the cutover switches it off.',
  remedy: 'Nothing to do before the cutover.',
  find: ({ oktaApps }) => oktaApps.filter(provisions).map((app) => ({ found: `${app.label} (${app.id})`, at: app.at })),
};

/**
 * Okta provisions while Entra does too: a server out of staging mode in the evidence. What both services say at the moment
 * of a stack's assessment is found by the part that reads them.
 */
export const twoWriters: Rule = {
  id: 'two-writers',
  category: 'configuration',
  severity: 'error',
  title: 'Okta and Entra both write',
  help: 'An Okta app provisions Office 365 while a cloud sync job runs, or while Entra Connect is not in staging mode. Okta documents the two as mutually exclusive.',
  consequence:
    'The two overwrite each other: values change back and forth, accounts are created twice or deleted. It can’t be waived.',
  remedy: `Switch one of them off at once: after the cutover Okta’s provisioning (run the update of the stack, or the app’s Provisioning tab), before it the job (Provisioning, Stop) or the server (${stopCommand}; then staging mode).`,
  find({ oktaApps, syncStatus, connectConfig }) {
    const writers = oktaApps.filter(provisions);
    const live = [
      ...syncStatus.filter(({ scheduler }) => scheduler?.stagingModeEnabled === false),
      ...connectConfig.filter(({ stagingMode }) => stagingMode === false),
    ];
    if (writers.length === 0) return [];
    return live.map(({ at }) => ({
      found: `staging mode is off, and ${writers.map(({ label }) => label).join(', ')} still provisions`,
      at,
    }));
  },
};
