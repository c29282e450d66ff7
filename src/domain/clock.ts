/** Clocks of machines differ by so much. */
const clockSkewMilliseconds = 5 * 60_000;

/**
 * True when a time that the evidence tells as past lies after this moment, by more than clocks differ: nothing may count as
 * fresh by it. False for what is left out.
 *
 * @param now the time of the assessment, ISO 8601 in UTC.
 */
export function futureTime(time: string | undefined, now: string): boolean {
  return time !== undefined && Date.parse(time) > Date.parse(now) + clockSkewMilliseconds;
}

/**
 * True when the moment is less than so long ago. False for a moment that is still to come, as after a clock was set back: nobody knows how
 * long ago that was. All in milliseconds.
 */
export function isYoungerThan(limit: number, moment: number, now: number): boolean {
  const age = now - moment;
  return age >= 0 && age < limit;
}

/** From when on a time is surely after the moment. */
export function surelyFrom(moment: string): string {
  return new Date(Date.parse(moment) + clockSkewMilliseconds).toISOString();
}
