import { CST, type Document, Lexer, type ParseOptions, parseDocument, type SchemaOptions, YAMLParseError } from 'yaml';

/** Far deeper than any of our files. */
const deepest = 100;

/**
 * Parses a YAML or JSON text; what is wrong with it stands in `errors`. The library recurses: nesting that exhausts the stack could
 * end the process inside a regular expression, which nothing can catch, so such a text is refused before it is parsed.
 */
export function parseYaml(
  text: string,
  options: ParseOptions & SchemaOptions & { readonly prettyErrors?: boolean } = {},
): Document.Parsed {
  if (!isNestedTooDeeply(text)) return parseDocument(text, options);
  const document = parseDocument('');
  document.errors = [new YAMLParseError([0, 0], 'RESOURCE_EXHAUSTION', 'nested too deeply')];
  return document;
}

/**
 * The value of a YAML or JSON text without references (`*name`). What the library doubts is an error too: it would go on with a guess.
 *
 * @throws Error with one line for the user.
 */
export function yamlValue(text: string): unknown {
  const document = parseYaml(text);
  const [problem] = [...document.errors, ...document.warnings];
  // Its first line ends in a colon where the text that is wrong follows.
  if (problem !== undefined) throw new Error(problem.message.split('\n')[0]?.replace(/:$/, ''));
  return document.toJS({ maxAliasCount: 0 });
}

function isNestedTooDeeply(text: string): boolean {
  let flow = 0;
  let block = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow += 1;
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flow -= 1;
    else if (type === 'newline') block = 0;
    // One line can begin many lists; over several lines each level needs one blank more.
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') block += 1;
    else if (type === 'space' && block === 0) block = token.length / deepest;
    if (flow > deepest || block > deepest) return true;
  }
  return false;
}
