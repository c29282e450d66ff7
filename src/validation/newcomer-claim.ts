/**
 * What an expression of Okta's sends of somebody whom Active Directory has brought just now. `unfilled`: mS-DS-ConsistencyGuid,
 * empty until something writes it (OKTA-32). `nothing`: null or an empty text. `guid`: the objectGUID (OKTA-17). `present`: a
 * value other than an anchor of Active Directory, such as the Okta id (OKTA-18). `attribute`: whatever that attribute holds.
 */
export type Claim =
  | { readonly of: 'unfilled' | 'nothing' | 'guid' | 'present' | 'directory' | 'true' | 'false' | 'unknown' }
  | { readonly of: 'attribute'; readonly name: string };

/** What an expression of Okta's takes the ImmutableID from: that attribute, and what may stand in for it. */
export const claimSources = {
  guid: /(?:ms[-_]?ds[-_]?)?consistency[-_]?guid/i,
  other: /externalId|objectGuid/i,
  /** Okta’s name for the app of Active Directory. */
  profile: /active_?directory/i,
} as const;

/** The functions that are evaluated, in lower case. */
const functions = {
  find: 'finddirectoryuser',
  has: 'hasdirectoryuser',
  property: 'getinternalproperty',
  empty: 'isempty',
  lengths: ['len', 'length', 'size'],
  /** They leave an anchor as it is. */
  same: ['trim', 'removespaces'],
  parts: ['substring', 'substringbefore', 'substringafter', 'replace', 'replacefirst', 'touppercase', 'tolowercase'],
} as const;

/**
 * Attributes of Okta’s own profile that hold a name or a number of the person, never the bytes of a GUID, in lower case.
 */
export const namesAndNumbers: readonly string[] = [
  ...['login', 'username', 'email', 'secondemail', 'displayname', 'nickname', 'employeenumber'],
];

const libraries: readonly string[] = ['String', 'Arrays'];

/** The other words that decide what an expression sends. */
export const claimWords: readonly string[] = [
  ...[...Object.values(functions).flat(), ...namesAndNumbers],
  ...libraries,
  ...['id', 'null', 'true', 'false', 'and', 'or', 'not'],
];

const token =
  /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[\p{L}_$][\p{L}\p{N}_$]*(?:-[\p{L}][\p{L}\p{N}_$]*)*|\?\.|\?:|[=!<>]=|&&|\|\||[-?:()[\].,!<>+])/uy;

/**
 * Every value that the expression may send of a newcomer: their account in Active Directory is there, its mS-DS-ConsistencyGuid is
 * empty. One value where each condition can be decided; `unknown` for what is not understood.
 */
export function newcomerClaims(expression: string): Values {
  if (expression.trim() === '') return [is('nothing')];
  try {
    return new Reading(tokensOf(expression)).whole();
  } catch (error) {
    // What is nested deeper than the stack is data, not a bug.
    if (error instanceof SyntaxError || error instanceof RangeError) return [is('unknown')];
    throw error;
  }
}

type Values = readonly [Claim, ...Claim[]];
type Fixed = Exclude<Claim['of'], 'attribute'>;

const is = (of: Fixed): Claim => ({ of });
const truth = (value: boolean | undefined): Values => [is(value === undefined ? 'unknown' : value ? 'true' : 'false')];

function tokensOf(expression: string): readonly string[] {
  const found: string[] = [];
  const text = expression.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const next = token.exec(text)?.[1];
    if (next === undefined) throw new SyntaxError();
    found.push(next);
  }
  return found;
}

/** True for what is empty, false for what is not, undefined where nobody knows. */
function emptiness(values: Values): boolean | undefined {
  const [value, ...more] = values;
  if (more.length > 0) return undefined;
  if (value.of === 'unfilled' || value.of === 'nothing') return true;
  return value.of === 'guid' || value.of === 'present' || value.of === 'directory' ? false : undefined;
}

function truthOf(values: Values): boolean | undefined {
  const [value, ...more] = values;
  if (more.length > 0 || (value.of !== 'true' && value.of !== 'false')) return undefined;
  return value.of === 'true';
}

function compared(left: Values, operator: string, right: Values): boolean | undefined {
  const isEqual = operator === '==' || operator === '!=';
  const [a, b] = [truthOf(left), truthOf(right)];
  if (isEqual && a !== undefined && b !== undefined) return (a === b) === (operator === '==');
  const [one, other] = [emptiness(left), emptiness(right)];
  if (one === undefined || other === undefined || (!one && !other)) return undefined;
  if (operator === '==') return one === other;
  if (operator === '!=') return one !== other;
  // Nothing is less than something; what is compared in size are lengths.
  if (one === other) return operator.endsWith('=');
  return operator.startsWith('>') ? other : one;
}

/** The profile in Active Directory: found for the person, or by the name that Okta gives to the directory’s app. */
function isDirectory(claim: Claim): boolean {
  return claim.of === 'directory' || (claim.of === 'attribute' && claimSources.profile.test(claim.name));
}

/** An externalId is the objectGUID in the profile of Active Directory alone: elsewhere it is that system’s own id (OKTA-13, OKTA-17). */
function member(base: Values, name: string): Values {
  return base.some(({ of }) => of === 'unknown') ? [is('unknown')] : named(name, base.every(isDirectory));
}

function named(name: string, isInDirectory = false): Values {
  if (claimSources.guid.test(name)) return [is('unfilled')];
  if (isInDirectory && claimSources.other.test(name)) return [is('guid')];
  return [name.toLowerCase() === 'id' ? is('present') : { of: 'attribute', name }];
}

/**
 * @param receiver what stands before the function's name; undefined where nothing does.
 * @param first the first word between the brackets.
 */
function called(receiver: Values | undefined, name: string, given: readonly Values[], first: string): Values {
  const called = name.toLowerCase();
  const among = (names: readonly string[]): boolean => names.includes(called);
  if (called === functions.find && given.length === 0) return [is('directory')];
  if (called === functions.has && given.length === 0) return truth(true);
  const isProfile = receiver?.every(({ of }) => of === 'attribute') ?? false;
  if (called === functions.property && isProfile && isText(first)) return named(textIn(first));
  const subject = (isLibrary(receiver) ? given[0] : receiver) ?? [is('unknown')];
  const isEmpty = emptiness(subject);
  if (called === functions.empty) return truth(isEmpty);
  if (among(functions.same)) return subject;
  if (isEmpty === undefined) return [is('unknown')];
  if (among(functions.lengths)) return [is(isEmpty ? 'nothing' : 'present')];
  return among(functions.parts) && isEmpty ? subject : [is('unknown')];
}

/** `String.len(…)`, `Arrays.isEmpty(…)` and `isEmpty(…)` take what they look at between the brackets. */
function isLibrary(receiver: Values | undefined): boolean {
  if (receiver === undefined) return true;
  const [first] = receiver;
  return first.of === 'attribute' && libraries.includes(first.name);
}

/** Reads the tokens once, from left to right, and says what each part may be. */
class Reading {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  whole(): Values {
    const values = this.#choice();
    if (this.#at < this.#tokens.length) throw new SyntaxError();
    return values;
  }

  #choice(): Values {
    const value = this.#any();
    if (this.#take('?:')) {
      const instead = this.#choice();
      const isEmpty = emptiness(value);
      return isEmpty === undefined ? [...value, ...instead] : isEmpty ? instead : value;
    }
    if (!this.#take('?')) return value;
    const yes = this.#choice();
    this.#demand(':');
    const no = this.#choice();
    const condition = truthOf(value);
    return condition === undefined ? [...yes, ...no] : condition ? yes : no;
  }

  #any(): Values {
    let value = this.#all();
    while (this.#take('||', 'or')) {
      const [one, other] = [truthOf(value), truthOf(this.#all())];
      value = truth(one || other ? true : one === false && other === false ? false : undefined);
    }
    return value;
  }

  #all(): Values {
    let value = this.#comparison();
    while (this.#take('&&', 'and')) {
      const [one, other] = [truthOf(value), truthOf(this.#comparison())];
      value = truth(one === false || other === false ? false : one && other ? true : undefined);
    }
    return value;
  }

  #comparison(): Values {
    const left = this.#sum();
    const operator = this.#take('==', '!=', '<=', '>=', '<', '>');
    return operator === undefined ? left : truth(compared(left, operator, this.#sum()));
  }

  #sum(): Values {
    let value = this.#unary();
    while (this.#take('+')) {
      this.#unary();
      value = [is('unknown')];
    }
    return value;
  }

  #unary(): Values {
    if (!this.#take('!', 'not')) return this.#value();
    const value = truthOf(this.#unary());
    return truth(value === undefined ? undefined : !value);
  }

  #value(): Values {
    if (this.#take('(')) {
      const value = this.#choice();
      this.#demand(')');
      return this.#after(value);
    }
    const word = this.#next();
    if (isText(word)) return this.#after([is(word.length > 2 ? 'present' : 'nothing')]);
    if (/^\d/.test(word)) return [is(Number(word) === 0 ? 'nothing' : 'present')];
    if (!isName(word)) throw new SyntaxError();
    if (word === 'null') return [is('nothing')];
    if (word === 'true' || word === 'false') return [is(word)];
    return this.#after(this.#take('(') ? this.#call(undefined, word) : named(word));
  }

  /** What follows a value: members of it, and functions. */
  #after(start: Values): Values {
    let value = start;
    for (;;) {
      if (this.#take('.', '?.')) {
        const name = this.#next();
        if (!isName(name)) throw new SyntaxError();
        value = this.#take('(') ? this.#call(value, name) : member(value, name);
      } else if (this.#take('[')) {
        const name = this.#next();
        if (!isText(name)) throw new SyntaxError();
        this.#demand(']');
        value = member(value, textIn(name));
      } else return value;
    }
  }

  #call(receiver: Values | undefined, name: string): Values {
    const given: Values[] = [];
    const first = this.#peek();
    while (!this.#take(')')) {
      given.push(this.#choice());
      if (this.#peek() !== ')') this.#demand(',');
    }
    return called(receiver, name, given, first);
  }

  #take(...words: readonly string[]): string | undefined {
    return words.includes(this.#peek().toLowerCase()) ? this.#next() : undefined;
  }

  #demand(word: string): void {
    if (this.#take(word) === undefined) throw new SyntaxError();
  }

  #next(): string {
    const word = this.#peek();
    this.#at += 1;
    return word;
  }

  /** The next word; an empty one, which stands for nothing, at the end. */
  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }
}

/** A word with a quote in it is a text: the tokens have one nowhere else. */
function isText(word: string): boolean {
  return /['"]/.test(word);
}

function textIn(word: string): string {
  return word.slice(1, -1);
}

function isName(word: string): boolean {
  return /^[\p{L}_$]/u.test(word);
}
