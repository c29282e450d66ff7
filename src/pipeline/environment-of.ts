import type { Settings } from '../config/settings.js';
import type { EnvironmentAssessment } from '../domain/environment.js';

/** What the stack's settings say an environment is judged by; the files are pinned afterwards (`pinFiles`). */
export function environmentOf(settings: Settings, stack: string): EnvironmentAssessment {
  const { evidence, tenant, sourceAnchor, scope, thresholds, verifiedDomains, waivers } = settings;
  return {
    stack,
    tenantId: tenant.id,
    graphEndpoint: tenant.graphEndpoint,
    onPrem: evidence.onPrem.map((path) => ({ path })),
    entra: evidence.entra === 'live' ? 'live' : evidence.entra.map((path) => ({ path })),
    maximumAgeHours: evidence.maximumAgeHours,
    sourceAnchor,
    scope,
    thresholds,
    ...(verifiedDomains && { verifiedDomains }),
    ...(waivers !== undefined && { waivers: { path: waivers } }),
  };
}
