import { channel } from 'node:diagnostics_channel';

/** So much more of one source was read. */
export interface ReadingStep {
  readonly what: string;
  /** Bytes of a file, or objects of a service. */
  readonly count: number;
  readonly unit: 'bytes' | 'objects';
  /** How much there is in all, where that is known. */
  readonly expected?: number | undefined;
}

const readings = channel('entra-cutover:reading');

/** Told by whatever reads long: who shows it, if anybody does, does not concern the reader or those in between. */
export function tellReading(step: ReadingStep): void {
  if (readings.hasSubscribers) readings.publish(step);
}

/** Calls the listener at each step of any reading in this process, until the returned function is called. */
export function onReading(listener: (step: ReadingStep) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as ReadingStep);
  readings.subscribe(subscriber);
  return () => readings.unsubscribe(subscriber);
}
