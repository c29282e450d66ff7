// As much of GitHub's expression language as our workflows use: literals, contexts, == != && || !, parentheses, fromJSON and
// the status functions. Anything else is an error, so that a workflow can't mean more here than it says.
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export interface Scope {
  readonly contexts: { readonly [name: string]: Value };
  /** Of the job so far. */
  readonly status: 'success' | 'failure';
}

const token = /\s*(?:('(?:[^']|'')*')|(\d+)|(==|!=|&&|\|\||[!(),])|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))/y;

/** The value of an expression without its `${{ }}`. */
export function evaluate(expression: string, scope: Scope): Value {
  const tokens = tokensOf(expression);
  let position = 0;
  const peek = (): string | undefined => tokens[position];
  const take = (wanted?: string): string => {
    const found = tokens[position++];
    if (found === undefined || (wanted !== undefined && found !== wanted))
      throw new Error(`expression ${expression}: ${wanted ?? 'more'} expected, found ${found}`);
    return found;
  };
  const or = (): Value => {
    let left = and();
    while (peek() === '||') {
      take();
      const right = and();
      left = isTrue(left) ? left : right;
    }
    return left;
  };
  const and = (): Value => {
    let left = comparison();
    while (peek() === '&&') {
      take();
      const right = comparison();
      left = isTrue(left) ? right : left;
    }
    return left;
  };
  const comparison = (): Value => {
    const left = unary();
    const operator = peek();
    if (operator !== '==' && operator !== '!=') return left;
    take();
    const equal = looseText(left) === looseText(unary());
    return operator === '==' ? equal : !equal;
  };
  const unary = (): Value => {
    const found = take();
    if (found === '!') return !isTrue(unary());
    if (found === '(') {
      const value = or();
      take(')');
      return value;
    }
    if (found.startsWith("'")) return found.slice(1, -1).replaceAll("''", "'");
    if (/^\d/.test(found)) return Number(found);
    return peek() === '(' ? call(found) : lookUp(found, scope);
  };
  const call = (name: string): Value => {
    take('(');
    const args: Value[] = [];
    while (peek() !== ')') {
      args.push(or());
      if (peek() === ',') take();
    }
    take(')');
    if (name === 'fromJSON') return JSON.parse(String(args[0])) as Value;
    if (name === 'always') return true;
    if (name === 'cancelled') return false;
    if (name === 'success') return scope.status === 'success';
    if (name === 'failure') return scope.status === 'failure';
    throw new Error(`expression ${expression}: the harness does not know the function ${name}`);
  };
  const value = or();
  if (position !== tokens.length) throw new Error(`expression ${expression}: ${peek()} is left over`);
  return value;
}

/** The text with every `${{ }}` replaced; a text that is one expression keeps its type. */
export function interpolate(text: string, scope: Scope): Value {
  const whole = /^\$\{\{(.*)\}\}$/s.exec(text.trim());
  if (whole?.[1] !== undefined && !whole[1].includes('${{')) return evaluate(whole[1], scope);
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => looseText(evaluate(expression, scope)));
}

/** An `if:`; without a status function it means `success() && …`. */
export function condition(text: string | undefined, scope: Scope): boolean {
  if (text === undefined) return scope.status === 'success';
  const expression = /^\$\{\{(.*)\}\}$/s.exec(text.trim())?.[1] ?? text;
  const asks = /\b(always|cancelled|success|failure)\(\)/.test(expression);
  return (asks || scope.status === 'success') && isTrue(evaluate(expression, scope));
}

function lookUp(path: string, scope: Scope): Value {
  if (path === 'true' || path === 'false') return path === 'true';
  const [context = '', ...names] = path.split('.');
  if (!(context in scope.contexts)) throw new Error(`expression: the harness does not know the context ${context}`);
  return names.reduce<Value>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? ((value as { readonly [name: string]: Value })[name] ?? '')
        : '',
    scope.contexts[context] ?? '',
  );
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const text = expression.trimEnd();
  while (token.lastIndex < text.length) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`expression ${expression}: can't be read from ${text.slice(start)}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

function isTrue(value: Value): boolean {
  return value !== '' && value !== false && value !== null && value !== 0;
}

export function looseText(value: Value): string {
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
