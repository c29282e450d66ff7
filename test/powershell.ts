import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

await Parser.init();
const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(grammar)));

/** The tree of a PowerShell script. */
export function parsePowerShell(text: string): Node {
  const tree = parser.parse(text);
  if (tree === null) throw new Error('The parser gave up.');
  return tree.rootNode;
}

/** Where the parser did not understand the text. */
export function misunderstood(text: string): string[] {
  const bad = (node: Node): string[] => [
    ...(node.isError || node.isMissing ? [`line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`] : []),
    ...node.children.flatMap((child) => (child === null ? [] : bad(child))),
  ];
  return bad(parsePowerShell(text));
}
