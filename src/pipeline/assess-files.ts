import { readWaiverFile } from '../config/waivers.js';
import { defaultSourceAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import type { Thresholds } from '../gate/thresholds.js';
import { readEntraFiles, readOnPremFiles } from '../sources/files.js';
import { type AssessmentResult, assess } from './assess.js';

export interface FileAssessment {
  readonly onPrem: readonly string[];
  readonly entra: readonly string[];
  readonly waivers: readonly string[];
  readonly sourceAnchor?: SourceAnchorSetting;
  readonly verifiedDomains?: readonly string[];
  readonly maximumCreations?: number;
  readonly maximumSoftMatches?: number;
  /** The time of the assessment, ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Assesses files given directly: the decision covers the questions that they can answer.
 *
 * @throws UserError for a path that can't be read and for a malformed waiver file.
 */
export async function assessFiles(request: FileAssessment): Promise<AssessmentResult> {
  const waivers = await Promise.all(request.waivers.map(readWaiverFile));
  const [onPrem, entra] = await Promise.all([readOnPremFiles(request.onPrem), readEntraFiles(request.entra)]);
  const verifiedDomains = request.verifiedDomains?.map((domain) => domain.toLowerCase());
  return assess({
    evidence: { onPrem, entra },
    validation: {
      sourceAnchor: request.sourceAnchor ?? defaultSourceAnchor,
      ...(verifiedDomains && { verifiedDomains: new Set(verifiedDomains) }),
    },
    gate: { thresholds: thresholdsOf(request), waivers, missing: [], at: request.at },
  });
}

function thresholdsOf({ maximumCreations, maximumSoftMatches }: FileAssessment): Thresholds {
  return {
    ...(maximumCreations !== undefined && { creations: { total: maximumCreations, perOrganizationalUnit: {} } }),
    ...(maximumSoftMatches !== undefined && { softMatches: maximumSoftMatches }),
  };
}
