/** A text that is not of the format it looks like: nothing of it can be shared. */
export class Unparsable extends Error {
  override readonly name = 'Unparsable';
  /** 1-based. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
