/** What an expression works on. A profile gives its attributes by name. */
type Value = string | number | boolean | null | Profile;

/** Somebody's attributes: undefined for one of which the stand-in knows nothing. */
export type Profile = (attribute: string) => string | null | undefined;

/** An expression that the stand-in does not understand, or an attribute that it knows nothing of. */
export class NotEvaluated extends Error {}

/**
 * Evaluates an expression of a profile mapping: attributes, texts, `null`, comparisons, `?:`, and the functions that mappings of
 * the ImmutableID use (OKTA-17, OKTA-20). Okta's own language has many more.
 *
 * @param profile of the person; every source (`user`, `appuser`, `findDirectoryUser()`) is taken for it.
 * @throws NotEvaluated
 */
export function evaluate(expression: string, profile: Profile): string | null {
  const words = expression.match(/"[^"]*"|'[^']*'|[\w$]+(?:-\w+)*|[=!<>]=|&&|\|\||\?:|\S/g) ?? [];
  if (words.length === 0) return null;
  let at = 0;
  const give = (problem: string): never => {
    throw new NotEvaluated(`the stand-in of Okta can’t evaluate ${problem} in the mapping ${expression}`);
  };
  const next = (): string => words[at++] ?? give('the end');
  const took = (word: string): boolean => words[at] === word && ++at > 0;
  const demand = (word: string): void => void (took(word) || give(words[at] ?? 'the end'));
  const isEmpty = (value: Value): boolean => value === null || value === '';
  const isTrue = (value: Value): boolean => (typeof value === 'boolean' ? value : give('a condition'));
  const attribute = (of: Value, name: string): Value =>
    typeof of !== 'function' ? give(name) : (of(name) ?? (of(name) === null ? null : give(`the attribute ${name}`)));

  function choice(): Value {
    const value = either();
    if (took('?:')) {
      const instead = lazily(!isEmpty(value));
      return isEmpty(value) ? instead : value;
    }
    if (!took('?')) return value;
    const isChosen = isTrue(value);
    const yes = lazily(!isChosen);
    demand(':');
    const no = lazily(isChosen);
    return isChosen ? yes : no;
  }

  /** The branch that is not taken is read, but nothing in it has to be known. */
  function lazily(isSkipped: boolean): Value {
    if (!isSkipped) return choice();
    for (let depth = 0, open = 0; at < words.length; at += 1) {
      const word = words[at] ?? '';
      if (depth === 0 && (word === ')' || word === ',' || (word === ':' && open === 0))) break;
      if (word === '(') depth += 1;
      if (word === ')') depth -= 1;
      if (depth === 0 && word === '?') open += 1;
      if (depth === 0 && word === ':') open -= 1;
    }
    return null;
  }

  function either(): Value {
    let value = both();
    while (took('||')) value = [isTrue(value), isTrue(both())].includes(true);
    return value;
  }

  function both(): Value {
    let value = comparison();
    while (took('&&')) value = [isTrue(value), isTrue(comparison())].every(Boolean);
    return value;
  }

  function comparison(): Value {
    const left = unary();
    const operator = /^(?:[=!<>]=|[<>])$/.test(words[at] ?? '') ? next() : undefined;
    if (operator === undefined) return left;
    const right = unary();
    // To Okta an attribute without a value equals null and an empty text.
    const areEqual = left === right || (isEmpty(left) && isEmpty(right));
    if (operator === '==' || operator === '!=') return areEqual === (operator === '==');
    if (typeof left !== 'number' || typeof right !== 'number') return give(operator);
    if (operator.endsWith('=') && areEqual) return true;
    return operator.startsWith('<') ? left < right : left > right;
  }

  function unary(): Value {
    if (took('!')) return !isTrue(unary());
    if (took('(')) {
      const value = choice();
      demand(')');
      return rest(value);
    }
    const word = next();
    if (/^["']/.test(word)) return rest(word.slice(1, -1));
    if (/^\d+$/.test(word)) return Number(word);
    if (/^(?:null|true|false)$/.test(word)) return JSON.parse(word);
    if (!/^[\w$]/.test(word)) return give(word);
    return rest(took('(') ? called(profile, word) : profile);
  }

  function rest(start: Value): Value {
    let value = start;
    for (;;) {
      if (took('[')) {
        value = attribute(value, next().slice(1, -1));
        demand(']');
      } else if (took('.')) {
        const name = next();
        value = took('(') ? called(value, name) : attribute(value, name);
      } else return value;
    }
  }

  function called(receiver: Value, name: string): Value {
    const given: Value[] = [];
    while (!took(')')) {
      given.push(choice());
      if (words[at] !== ')') demand(',');
    }
    const [first = receiver] = given;
    if (given.length === 0 && name === 'hasDirectoryUser') return true;
    if (given.length === 0 && name === 'findDirectoryUser') return profile;
    if (name === 'getInternalProperty') return attribute(receiver, String(first));
    if (name === 'isEmpty') return isEmpty(first);
    if (name === 'len' || name === 'length') return first === null ? 0 : String(first).length;
    return give(`${name}()`);
  }

  const result = choice();
  if (at < words.length) return give(words[at] ?? '');
  return result === null || typeof result === 'string' ? result : give('what it gives');
}
