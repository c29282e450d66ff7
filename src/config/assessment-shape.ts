import { z } from 'zod';

// What an environment is judged by, as it crosses the Pulumi engine: part of every guarded resource (resource-table.ts).
export const text = z.string().min(1);
export const guid = z.guid();
export const count = z.int().min(0);
const share = z.number().min(0).max(100);

/** What one of the shapes below is called in the package schema, and what it is. */
export const named = (id: string, description: string) => ({ id, description });

/** A file by its path and what it says. */
export const fileShape = z
  .strictObject({
    path: text.describe('Path relative to the stack file.'),
    sha256: text.describe(
      'SHA-256 of what the file says (of a waiver file its bytes); `unreadable` when it could not be read.',
    ),
  })
  .meta(named('FileFingerprint', 'An evidence or waiver file as the program read it.'));
const files = z.array(fileShape).min(1);

export const connectEvidenceShape = z
  .strictObject({
    pendingExports: files.describe('csexport /f:x, or the CSV of CSExportAnalyzer.'),
    disconnectors: files.describe('csexport /f:s.'),
    exportErrors: files.describe('csexport /f:e.'),
    syncStatus: files.describe('The scheduler and the run results, as JSON.'),
    connectConfig: files.describe('The exported policy and the global settings, as JSON.'),
    manifest: fileShape
      .exactOptional()
      .describe('When the files were exported, by their SHA-256; left out when each file says so itself.'),
    maximumAgeHours: z.number().positive().describe('Hours after which the files are stale.'),
    server: z
      .strictObject({
        name: text.describe('Host name of the server.'),
        connector: text.describe('Name of its connector of Entra.'),
      })
      .meta(named('ConnectServer', 'An Entra Connect server.'))
      .exactOptional()
      .describe('The server whose exports count; files of another server answer nothing.'),
    deletionThreshold: count
      .exactOptional()
      .describe(
        'The most deletions that the server may let through in one export; left out: not judged before Okta is off.',
      ),
  })
  .meta(named('ConnectEvidence', 'The evidence of an Entra Connect server as the program read it.'));

const evidenceOfSides = z
  .strictObject({
    onPrem: files.describe('Exports of Active Directory.'),
    entra: z.union([z.literal('live'), files]).describe('Exports of Entra, or `live`: read from Graph.'),
    complete: z
      .array(z.enum(['onPrem', 'entra']).meta(named('Side', 'A side of the evidence.')))
      .exactOptional()
      .describe('Sides that the stack declares complete.'),
    factsAcceptedUntil: text.exactOptional().describe('Day until which the stack acknowledges old vendor facts.'),
    versionsAccepted: z
      .array(text)
      .exactOptional()
      .describe('Versions that were never tried and that the stack acknowledges.'),
    maximumAgeHours: z
      .strictObject({
        onPrem: z.number().positive().describe('Hours for exports of Active Directory.'),
        entra: z.number().positive().describe('Hours for exports of Entra.'),
      })
      .meta(named('MaximumAge', 'Hours after which evidence is stale.'))
      .describe('How old the evidence of each side may be.'),
    changesLagSeconds: z
      .int()
      .min(60)
      .exactOptional()
      .describe(
        'Seconds after which Graph tells of every change, as the stack declares. Left out: the tenant is read as a whole before Entra is switched on.',
      ),
    signers: z
      .array(text)
      .min(1)
      .exactOptional()
      .describe('Who must have signed every evidence file: Base64 of the public keys. Left out: nobody.'),
  })
  .meta(named('Evidence', 'The evidence of the people of both sides.'));

const thresholds = z
  .strictObject({
    creations: z
      .strictObject({
        total: count.describe('The most accounts that may be created.'),
        perOrganizationalUnit: z.record(z.string(), count).describe('The most for each organizational unit.'),
      })
      .meta(named('CreationLimits', 'How many accounts may be created.')),
    softMatches: count.describe('The most people who may be matched by name or address.'),
    deletions: count.describe('The most losses that nobody accepted one by one.'),
    percentages: z
      .strictObject({
        creations: share.exactOptional().describe('Percent of the population that may be created.'),
        softMatches: share.exactOptional().describe('Percent that may be matched by name or address.'),
        deletions: share.exactOptional().describe('Percent that may be lost.'),
        minimumPopulation: count.describe('No percentage is judged of fewer people than this.'),
      })
      .meta(named('Percentages', 'Limits in percent of the population.'))
      .exactOptional()
      .describe('Limits in percent; left out: none.'),
  })
  .meta(named('Thresholds', 'How much may happen before the gate refuses.'));

/** What the first export of an Entra Connect server may do. */
export const budgetShape = z
  .strictObject({
    adds: count.describe('Objects that it may add.'),
    updates: z.record(z.string(), count).describe('Objects whose attribute it may change, by attribute.'),
    deletes: count.describe('Objects that it may delete.'),
  })
  .meta(named('Budget', 'What the first export of an Entra Connect server may do.'));

/** What `getAssessmentInputs` returns. */
export const assessmentShape = z
  .strictObject({
    tenantId: guid.describe('Object id of the tenant.'),
    graphEndpoint: text.describe('Microsoft Graph: a URL, or `embedded` for the stand-in.'),
    oktaOrgUrl: text.describe('The Okta org: a URL, or `embedded` for the stand-in.'),
    oktaAppIds: z.array(text).min(1).describe('The Office 365 apps that the stack declares.'),
    connect: connectEvidenceShape
      .exactOptional()
      .describe('Present when an Entra Connect server takes over: what was exported from it.'),
    evidence: evidenceOfSides.describe('The evidence of the people of both sides.'),
    sourceAnchor: z
      .strictObject({
        attribute: text.describe('Attribute of Active Directory, mS-DS-ConsistencyGuid for instance.'),
        encoding: z.enum(['bytes', 'text', 'text-base64']).describe('How its value becomes the ImmutableID.'),
      })
      .meta(named('SourceAnchor', 'What the ImmutableID is computed from.')),
    scope: z
      .strictObject({
        organizationalUnits: z.array(text).describe('Containers that are synchronized; empty: all.'),
        excludedOrganizationalUnits: z.array(text).describe('Containers that are left out.'),
      })
      .meta(named('Scope', 'Who is synchronized.')),
    verifiedDomains: z.array(text).exactOptional().describe('Left out: they are read from Graph.'),
    thresholds: thresholds.describe('How much may happen before the gate refuses.'),
    waves: z
      .strictObject({
        organizationalUnits: z
          .array(z.array(text).min(1))
          .min(1)
          .describe('For each wave, all the units that are in scope by then.'),
        isLast: z.boolean().describe('True if the declared wave is the last.'),
        pilot: z
          .array(text)
          .min(1)
          .exactOptional()
          .describe('The only people in the first wave; left out: everybody in its units.'),
      })
      .meta(named('ReachedWaves', 'The waves of an Entra Connect server up to the declared one.'))
      .exactOptional()
      .describe('The waves up to the declared one; left out: it takes everybody in scope at once.'),
    budget: budgetShape.exactOptional().describe('What the first export may do; left out: not judged.'),
    waivers: z.array(fileShape).describe('Files of waivers and accepted losses.'),
  })
  .meta(
    named(
      'Assessment',
      'Everything that an assessment of an environment is made from. Ask getAssessmentInputs for it.',
    ),
  );
