/**
 * The user's mistake or the environment's (settings, files, connectivity): its message is shown as it is, without a
 * stack trace. Everything else that is thrown is our bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The one thing to do next, where it is known to the word. */
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.next = next;
  }
}
