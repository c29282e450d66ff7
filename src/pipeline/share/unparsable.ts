/** A text that is not of the format it looks like: nothing of it can be shared. */
export class Unparsable extends Error {
  override readonly name = 'Unparsable';
  /** @param line 1-based. */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}
