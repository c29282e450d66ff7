const RealDate = globalThis.Date;

/** The time of the services, and the machine's clock next to it, which may be wrong. */
export interface VirtualClock {
  /** Milliseconds since the epoch by the services. It passes a little with each look. */
  readonly services: () => number;
  readonly advance: (milliseconds: number) => void;
  /** How far the machine's clock is ahead from now on; negative: behind. */
  readonly setSkew: (milliseconds: number) => void;
  /** Hours of the machine's time zone ahead of UTC, now. */
  readonly zoneOffset: () => number;
  readonly restore: () => void;
}

/** Makes `Date` of this process the machine's clock, in the time zone, until it is restored. */
export function installClock(zone: string): VirtualClock {
  const zoneBefore = process.env.TZ;
  let now = RealDate.now();
  let skew = 0;
  class MachineDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      if (given.length === 0) super(now + skew);
      else super(...(given as ConstructorParameters<typeof RealDate>));
    }
    static override now(): number {
      return now + skew;
    }
  }
  process.env.TZ = zone;
  globalThis.Date = MachineDate as DateConstructor;
  return {
    services: () => {
      now += 10;
      return now;
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
    setSkew: (milliseconds) => {
      skew = milliseconds;
    },
    zoneOffset: () => -new RealDate(now).getTimezoneOffset() / 60,
    restore() {
      globalThis.Date = RealDate;
      if (zoneBefore === undefined) delete process.env.TZ;
      else process.env.TZ = zoneBefore;
    },
  };
}
