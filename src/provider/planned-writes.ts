// A preview writes no journal, so the witness of the journal, which is looked at last, can't see there that it will move.
// The engine's plan (PULUMI-11) would bind it to stay as it is, and refuse the update after everything was written.
let planned = false;

/** Notes that the preview which this process serves shows a write to come. */
export function planWrite(): void {
  planned = true;
}

/** Whether a write to come was noted since the last call. */
export function takePlannedWrites(): boolean {
  const was = planned;
  planned = false;
  return was;
}
