import { badQuery } from '../errors.js';

export type Literal = string | number | boolean | null;

/** A `$filter` expression as a tree. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'compare'; readonly operator: string; readonly path: string; readonly value: Literal }
  | { readonly kind: 'in'; readonly path: string; readonly values: readonly Literal[] };

const tokenPattern =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<date>\d{4}-\d{2}-\d{2}T[\d:.]+Z)|(?<number>-?\d+(?:\.\d+)?(?![\w-]))|(?<word>[A-Za-z_][\w/.]*)|(?<mark>[(),]))/y;
const functions = new Set(['startswith', 'endswith', 'contains']);
const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const deepestNesting = 50;

interface Token {
  readonly kind: 'literal' | 'word' | 'mark';
  readonly text: string;
  readonly value: Literal;
}

/** Parses a `$filter`: and, or, not, eq, ne, gt, ge, lt, le, in, startswith, endswith, contains. Anything else is a 400. */
export function parseFilter(filter: string): Expression {
  const reader = new TokenReader(tokenize(filter));
  const expression = reader.or(0);
  if (reader.peek() !== undefined) throw invalidFilter(`unexpected '${reader.peek()?.text}'`);
  return expression;
}

/** True when the expression uses an operator that needs an advanced query (GRAPH-3): ne, not, endswith. */
export function needsAdvancedQuery(expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return needsAdvancedQuery(expression.left) || needsAdvancedQuery(expression.right);
    case 'not':
      return true;
    case 'compare':
      return expression.operator === 'ne' || expression.operator === 'endswith';
    case 'in':
      return false;
  }
}

/** The properties that the expression looks at. */
export function filteredPaths(expression: Expression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return [...filteredPaths(expression.left), ...filteredPaths(expression.right)];
    case 'not':
      return filteredPaths(expression.inner);
    default:
      return [expression.path];
  }
}

class TokenReader {
  #position = 0;
  readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token | undefined {
    return this.tokens[this.#position];
  }

  or(depth: number): Expression {
    let left = this.and(depth);
    while (this.takeWord('or')) left = { kind: 'or', left, right: this.and(depth) };
    return left;
  }

  and(depth: number): Expression {
    let left = this.unary(depth);
    while (this.takeWord('and')) left = { kind: 'and', left, right: this.unary(depth) };
    return left;
  }

  unary(depth: number): Expression {
    if (depth > deepestNesting) throw invalidFilter('it is nested too deeply');
    if (this.takeWord('not')) return { kind: 'not', inner: this.unary(depth + 1) };
    if (this.takeMark('(')) {
      const inner = this.or(depth + 1);
      this.expectMark(')');
      return inner;
    }
    const token = this.next();
    if (token.kind !== 'word') throw invalidFilter(`a property was expected instead of '${token.text}'`);
    const name = token.text.toLowerCase();
    return functions.has(name) && this.takeMark('(') ? this.call(name) : this.comparison(token.text);
  }

  call(name: string): Expression {
    const path = this.next().text;
    this.expectMark(',');
    const value = this.literal();
    this.expectMark(')');
    return { kind: 'compare', operator: name, path, value };
  }

  comparison(path: string): Expression {
    const operator = this.next().text.toLowerCase();
    if (operator === 'in') {
      this.expectMark('(');
      const values = [this.literal()];
      while (this.takeMark(',')) values.push(this.literal());
      this.expectMark(')');
      return { kind: 'in', path, values };
    }
    if (!comparisons.has(operator)) throw invalidFilter(`'${operator}' is not an operator`);
    return { kind: 'compare', operator, path, value: this.literal() };
  }

  literal(): Literal {
    const token = this.next();
    if (token.kind !== 'literal') throw invalidFilter(`a value was expected instead of '${token.text}'`);
    return token.value;
  }

  next(): Token {
    const token = this.peek();
    if (token === undefined) throw invalidFilter('it ends too early');
    this.#position += 1;
    return token;
  }

  takeWord(word: string): boolean {
    const token = this.peek();
    const found = token?.kind === 'word' && token.text.toLowerCase() === word;
    if (found) this.#position += 1;
    return found;
  }

  takeMark(mark: string): boolean {
    const found = this.peek()?.kind === 'mark' && this.peek()?.text === mark;
    if (found) this.#position += 1;
    return found;
  }

  expectMark(mark: string): void {
    if (!this.takeMark(mark)) throw invalidFilter(`'${mark}' was expected`);
  }
}

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  const text = filter.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const start = tokenPattern.lastIndex;
    const groups = tokenPattern.exec(text)?.groups;
    if (groups === undefined) throw invalidFilter(`syntax error at position ${start}`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { text, date, number, word, mark } = groups;
  if (text !== undefined) return { kind: 'literal', text, value: text.slice(1, -1).replaceAll("''", "'") };
  if (date !== undefined) return { kind: 'literal', text: date, value: date };
  if (number !== undefined) return { kind: 'literal', text: number, value: Number(number) };
  if (mark !== undefined) return { kind: 'mark', text: mark, value: null };
  const constants: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
  const name = word ?? '';
  return name in constants
    ? { kind: 'literal', text: name, value: constants[name] ?? null }
    : { kind: 'word', text: name, value: null };
}

function invalidFilter(reason: string): Error {
  return badQuery(`Invalid filter clause: ${reason}.`);
}
