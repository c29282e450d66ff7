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
    return firstSentence(this.message);
  }

  /** The summary of each thing that it says. */
  get summaries(): readonly string[] {
    return [this.summary];
  }
}

/** The first line of a text as a sentence of its own. */
export function firstSentence(text: string): string {
  const [first = ''] = text.split('\n', 1);
  return first.replace(/:$/, '.');
}

/** Several refusals as one: the next one must not come up only after the first is put right. */
class SeveralErrors extends UserError {
  readonly #errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map(({ message }) => message).join('\n'), errors.find(({ next }) => next !== undefined)?.next);
    this.#errors = errors;
  }

  override get summaries(): readonly string[] {
    return this.#errors.flatMap(({ summaries }) => summaries);
  }
}

/**
 * Looks at everything and refuses by all that it finds, so that one refusal does not hide another.
 *
 * @param looks each throws a UserError for what it refuses.
 * @throws UserError that says all of it; what is done next is what the first of them says.
 */
export async function refuseTogether(...looks: readonly (() => Promise<unknown> | unknown)[]): Promise<void> {
  const errors = await refusalsOf(...looks);
  const [first] = errors;
  if (first !== undefined) throw errors.length === 1 ? first : new SeveralErrors(errors);
}

/** Looks at everything and returns all that refuses: what `refuseTogether` throws, one by one. */
export async function refusalsOf(...looks: readonly (() => Promise<unknown> | unknown)[]): Promise<UserError[]> {
  const errors: UserError[] = [];
  for (const look of looks) {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  return errors;
}

/** A server can't be reached from here: there is no name, no route, no answer, or no certificate to trust. */
export class UnreachableError extends UserError {
  override readonly name = 'UnreachableError';
}

/** There is no credential, or a service does not take the one that there is. */
export class SignInError extends UserError {
  override readonly name = 'SignInError';
}
