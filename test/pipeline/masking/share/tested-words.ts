import ts from 'typescript';

/** What the product compares with data, and where: `evidence/csexport/identity.ts:14`. */
export interface Tested<Value> {
  readonly value: Value;
  readonly at: string;
  /** What the expression names that it is compared with: a member that is read, a field. None where it names nothing. */
  readonly of: ReadonlySet<string>;
}

export interface TestedWords {
  /** Texts that are compared with one that nobody knows before, and names that are asked for. */
  readonly words: readonly Tested<string>[];
  readonly patterns: readonly Tested<RegExp>[];
  /** Regular expressions that are put together of what stands nowhere in the sources. */
  readonly unknown: readonly string[];
}

const askedBy = /^(includes|has|get|startsWith|endsWith)$/;
const nameOf = /^(name|key|member|column|attribute|property)$/;

/**
 * What the sources compare with data, told by their types: a text that is compared with one of a few is the product's own word, a text
 * that is compared with any text stands in somebody's file.
 *
 * @param isWanted by the path below `src`.
 */
export function testedWords(isWanted: (file: string) => boolean): TestedWords {
  const { program, checker } = load(isWanted);
  const words: Tested<string>[] = [];
  const patterns: Tested<RegExp>[] = [];
  const unknown: string[] = [];
  const tried = new Map<ts.Node, Set<string>>();
  const ofPattern = (node: ts.Node): Set<string> => {
    const known = tried.get(node) ?? new Set();
    tried.set(node, known);
    return known;
  };
  const isAnyText = (node: ts.Node): boolean => {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
    const any = ts.TypeFlags.String | ts.TypeFlags.Unknown | ts.TypeFlags.Any;
    return (type.isUnion() ? type.types : [type]).some(({ flags }) => (flags & any) !== 0);
  };

  for (const source of program.getSourceFiles()) {
    const file = pathOf(source.fileName);
    if (file === undefined || !isWanted(file)) continue;
    const place = (node: ts.Node): string =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const note = (node: ts.Node, other?: ts.Node): void => {
      const text = constantOf(node, checker);
      if (text === undefined) return;
      const isList = ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === 'split';
      const of = new Set(other && namesIn(other, checker));
      for (const value of isList ? text.split(' ') : [text]) words.push({ value, at: place(node), of });
    };
    const noteAll = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node)) note(node);
      else if (!ts.isFunctionLike(node)) ts.forEachChild(node, noteAll);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node)) return;
      if (ts.isRegularExpressionLiteral(node))
        patterns.push({ value: literalOf(node), at: place(node), of: ofPattern(node) });
      if (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText())) {
        if (isAnyText(node.right)) note(node.left, node.right);
        if (isAnyText(node.left)) note(node.right, node.left);
      }
      if (ts.isCaseClause(node) && isAnyText(node.parent.parent.expression))
        note(node.expression, node.parent.parent.expression);
      if (ts.isNewExpression(node)) visitNew(node);
      if (ts.isCallExpression(node)) visitCall(node);
      ts.forEachChild(node, visit);
    };
    const visitNew = (node: ts.NewExpression): void => {
      const [first, second] = node.arguments ?? [];
      const called = node.expression.getText();
      if (called === 'RegExp' && first !== undefined) {
        const [pattern, flags] = [constantOf(first, checker), second && constantOf(second, checker)];
        if (pattern === undefined) unknown.push(place(node));
        else patterns.push({ value: new RegExp(pattern, flags), at: place(node), of: ofPattern(node) });
      } else if (/^(Set|Map)$/.test(called)) {
        const [key] = checker.getTypeArguments(checker.getTypeAtLocation(node) as ts.TypeReference);
        if (key !== undefined && (key.flags & ts.TypeFlags.String) !== 0) node.arguments?.forEach(noteAll);
      }
    };
    const visitCall = (node: ts.CallExpression): void => {
      const [first, second] = node.arguments;
      if (ts.isPropertyAccessExpression(node.expression)) {
        const { expression, name } = node.expression;
        if (askedBy.test(name.text) && first !== undefined) {
          note(first);
          if (ts.isArrayLiteralExpression(expression) && isAnyText(first)) noteAll(expression);
        }
        if (name.text === 'hasOwn' && first !== undefined && second !== undefined && isAnyText(second))
          for (const { name: value } of checker.getPropertiesOfType(checker.getTypeAtLocation(first)))
            words.push({ value, at: place(node), of: new Set() });
        const pattern = /^(test|exec)$/.test(name.text) ? declaredAs(expression, checker) : undefined;
        if (pattern !== undefined && first !== undefined)
          for (const one of namesIn(first, checker)) ofPattern(pattern).add(one);
      }
      // Of a function that reads a member by its name.
      const parameters = checker.getResolvedSignature(node)?.getParameters() ?? [];
      parameters.forEach((parameter, index) => {
        const argument = node.arguments[index];
        if (argument === undefined || !nameOf.test(parameter.name) || !ts.isStringLiteralLike(argument)) return;
        const type = checker.getTypeOfSymbolAtLocation(parameter, node);
        if ((type.flags & ts.TypeFlags.String) !== 0) note(argument);
      });
    };
    visit(source);
  }
  return { words, patterns, unknown };
}

function pathOf(file: string): string | undefined {
  return /\/src\/(.*)$/.exec(file)?.[1];
}

function load(isWanted: (file: string) => boolean) {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic({ messageText }: ts.Diagnostic): never {
      throw new Error(String(messageText));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, host);
  if (config === undefined) throw new Error('tsconfig.json can’t be read');
  const roots = config.fileNames.filter((file) => isWanted(pathOf(file) ?? ''));
  const program = ts.createProgram(roots, { ...config.options, incremental: false });
  return { program, checker: program.getTypeChecker() };
}

function literalOf(node: ts.RegularExpressionLiteral): RegExp {
  const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/s.exec(node.text) ?? [];
  return new RegExp(source, flags);
}

/** The text that an expression of constants has; undefined for anything else. */
function constantOf(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  const inner = (one: ts.Node): string | undefined => constantOf(one, checker);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isRegularExpressionLiteral(node)) return literalOf(node).source;
  if (ts.isAsExpression(node)) return inner(node.expression);
  if (ts.isTaggedTemplateExpression(node)) return templateOf(node.template, ({ rawText = '' }) => rawText, inner);
  if (ts.isTemplateExpression(node)) return templateOf(node, ({ text }) => text, inner);
  if (ts.isNewExpression(node) && node.arguments?.[0] !== undefined) return inner(node.arguments[0]);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: list, name } = node.expression;
    const [between] = node.arguments;
    const items = name.text === 'join' ? itemsOf(list, checker)?.map(inner) : undefined;
    const sign = between === undefined ? undefined : inner(between);
    return sign === undefined || items?.every((item) => item !== undefined) !== true ? undefined : items.join(sign);
  }
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') return inner(node.expression);
  const value = initializerOf(node, checker);
  return value && inner(value);
}

function templateOf(
  node: ts.TemplateLiteral,
  textOf: (part: ts.TemplateLiteralLikeNode) => string,
  inner: (one: ts.Node) => string | undefined,
): string | undefined {
  if (ts.isNoSubstitutionTemplateLiteral(node)) return textOf(node);
  let text = textOf(node.head);
  for (const { expression, literal } of node.templateSpans) {
    const value = inner(expression);
    if (value === undefined) return undefined;
    text += value + textOf(literal);
  }
  return text;
}

/** The names in an expression, and in what the constants stand for that it names. */
function namesIn(node: ts.Node, checker: ts.TypeChecker, depth = 0): string[] {
  const names: string[] = [];
  const visit = (one: ts.Node): void => {
    // What is called `name` or `value` here may be the name or the value of anything.
    if (ts.isStringLiteralLike(one) || (ts.isIdentifier(one) && !/^(name|value)$/.test(one.text))) names.push(one.text);
    const value = depth < 2 && ts.isIdentifier(one) ? initializerOf(one, checker) : undefined;
    if (value !== undefined) names.push(...namesIn(value, checker, depth + 1));
    ts.forEachChild(one, visit);
  };
  visit(node);
  return names;
}

/** The expression itself, or what the constant stands for that it names. */
function declaredAs(node: ts.Node, checker: ts.TypeChecker): ts.Node {
  const value = initializerOf(node, checker);
  return value === undefined ? node : declaredAs(value, checker);
}

/** What a name stands for: the value that the constant or the member has where it is declared. */
function initializerOf(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const named = checker.getSymbolAtLocation(node);
  const symbol = named && (named.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(named) : named;
  const declared = symbol?.valueDeclaration;
  if (declared === undefined || !(ts.isVariableDeclaration(declared) || ts.isPropertyAssignment(declared)))
    return undefined;
  return declared.initializer;
}

function itemsOf(node: ts.Node, checker: ts.TypeChecker): readonly ts.Node[] | undefined {
  if (ts.isAsExpression(node)) return itemsOf(node.expression, checker);
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  const value = initializerOf(node, checker);
  return value && itemsOf(value, checker);
}
