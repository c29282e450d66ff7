/**
 * The user's mistake or the environment's (settings, files, connectivity): its message is shown as it is, without a
 * stack trace. Everything else that is thrown is our bug.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** The one thing to do next, where it is known to the word. */
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.next = next;
  }

  /** The first line as a sentence of its own: those after it are a list, and may name people. */
  get summary(): string {
    const [first = ''] = this.message.split('\n', 1);
    return first.replace(/:$/, '.');
  }
}

/** A server can't be reached from here: there is no name, no route, no answer, or no certificate to trust. */
export class UnreachableError extends UserError {
  override readonly name = 'UnreachableError';
}

/** There is no credential, or a service does not take the one that there is. */
export class SignInError extends UserError {
  override readonly name = 'SignInError';
}
