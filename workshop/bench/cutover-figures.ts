import { grouped } from '../../src/domain/counted.js';

/** A request that a stand-in answered, and when (milliseconds of one clock). */
export interface TimedRequest {
  readonly method: string;
  readonly path: string;
  /** False for one inside a `$batch`: the batch itself comes after it. */
  readonly onWire: boolean;
  readonly at: number;
}

/** What the log of the stand-ins says of a preview and the update after it. */
export interface LoggedCutover {
  readonly wholeReadings: number;
  /** Lists of everybody for another purpose: the baseline of the verification, and the verification. */
  readonly otherListings: number;
  /** The most requests on the wire of an authorization that had a reading to bring up to date; those inside a `$batch` are one. */
  readonly requestsOfFurther: number;
  /** Of the preview: from the first page of users to the tenant's own facts. */
  readonly readingMilliseconds: number;
  /** From the last deactivation in Okta to the start of the job. */
  readonly bothOffMilliseconds: number;
}

export interface MeasuredCutover extends LoggedCutover {
  readonly users: number;
  readonly updateMilliseconds: number;
  readonly peakMebibytes: number;
}

const firstOfIdentifiers = /^\/beta\/users\?(?!.*skiptoken).*onPremisesObjectIdentifier/;
const firstOfReading = /^\/v1\.0\/users\?(?!.*skiptoken).*licenseAssignmentStates/;
const firstOfListing = /^\/v1\.0\/users\?(?!.*skiptoken)/;
const lastOfReading = /\/identity\/conditionalAccess\/policies/;
/** The tenant's own facts are asked for together with what comes before; the log of the job comes after them. */
const lastOfFurther = /\/auditLogs\/provisioning\?/;
const firstOfChanges = /^\/beta\/users\/delta\?.*deltatoken=(?!latest)/;

/** Reads the figures out of the requests of a preview and of the update after it. */
export function whatLogSays(preview: readonly TimedRequest[], update: readonly TimedRequest[]): LoggedCutover {
  const all = [...preview, ...update];
  const wholeReadings = all.filter(({ path }) => firstOfReading.test(path)).length;
  const began = preview.find(({ path }) => firstOfIdentifiers.test(path));
  const ended = preview.find(({ path, at }) => lastOfReading.test(path) && at > (began?.at ?? 0));
  const off = update.findLast(({ path, method }) => method === 'POST' && path.endsWith('/lifecycle/deactivate'));
  const on = update.find(({ path, method }) => method === 'POST' && path.endsWith('/start'));
  if (began === undefined || ended === undefined || off === undefined || on === undefined)
    throw new Error('The log lacks a reading, a deactivation or the start of the job.');
  return {
    wholeReadings,
    otherListings: all.filter(({ path }) => firstOfListing.test(path)).length - wholeReadings,
    requestsOfFurther: mostRequestsOfFurther(update),
    readingMilliseconds: ended.at - began.at,
    bothOffMilliseconds: on.at - off.at,
  };
}

/** From the first question for changes to the log of the job. */
function mostRequestsOfFurther(requests: readonly TimedRequest[]): number {
  const rounds = requests.flatMap(({ path }, start) => {
    if (!firstOfChanges.test(path)) return [];
    const length = requests.slice(start).findIndex((request) => lastOfFurther.test(request.path)) + 1;
    const round = requests.slice(start, start + length);
    // Somebody else may sign in meanwhile.
    return [round.filter(({ onWire, path: asked }) => onWire && /^\/(v1\.0|beta)\//.test(asked)).length];
  });
  return Math.max(0, ...rounds);
}

interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
}

/** The goals of a cutover, and what was found. */
function goalsOf(measured: MeasuredCutover): readonly Goal[] {
  const readings = measured.updateMilliseconds / measured.readingMilliseconds;
  return [
    goal(
      'whole readings in preview and update',
      'at most 1',
      String(measured.wholeReadings),
      measured.wholeReadings <= 1,
    ),
    goal(
      'requests of each further authorization, unchanged tenant',
      'at most 15',
      String(measured.requestsOfFurther),
      measured.requestsOfFurther <= 15,
    ),
    goal(
      'wall time of the update, in times of one whole reading',
      'at most 1.25',
      readings.toFixed(2),
      readings <= 1.25,
    ),
    goal(
      'time with both provisioners off',
      'at most 60 s, plus `changesLagSeconds`',
      seconds(measured.bothOffMilliseconds),
      measured.bothOffMilliseconds <= 60_000,
    ),
    goal(
      'peak memory of the provider',
      'at most 1.2 GB with a million people',
      `${Math.round(measured.peakMebibytes)} MiB`,
      measured.peakMebibytes <= 1.2e9 / 1024 / 1024,
    ),
  ];
}

function goal(what: string, wanted: string, found: string, reached: boolean): Goal {
  return { what, wanted, found, reached };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** The page of the documentation, and the goals that were missed. */
export function cutoverTable(measured: MeasuredCutover): { readonly text: string; readonly missed: readonly string[] } {
  const goals = goalsOf(measured);
  const rows = goals.map(
    ({ what, wanted, found, reached }) => `| ${what} | ${wanted} | ${found} | ${reached ? 'reached' : '**missed**'} |`,
  );
  const text = `# A cutover: readings, requests, time and memory

Written by \`npm run bench:cutover\`: preview and update of a cutover to cloud sync with two Office 365 apps, on the real engine, against
stand-ins on this machine with ${grouped(measured.users)} people on both sides. The times include the work of the stand-ins.

| what | goal | measured | |
| --- | --- | ---: | --- |
${rows.join('\n')}

One whole reading of the tenant took ${seconds(measured.readingMilliseconds)}, the update ${seconds(measured.updateMilliseconds)}.
${grouped(measured.otherListings)} further lists of everybody, with fewer properties, are not counted: the verification compares them, before and after.
An *authorization* is the assessment right before a guarded write; each further one only asks for changes.
Requests inside a \`$batch\` count as one. [Decision 0017](decisions/0017-one-reading.md) says why an update reads the whole tenant more than once.
`;
  return { text, missed: goals.filter(({ reached }) => !reached).map(({ what }) => what) };
}
