import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A piece of English, and where it stands: `src/cli/explain.ts:14`. */
export interface Prose {
  readonly at: string;
  readonly text: string;
}

/** What speaks to users: the published product, and of the workshop what is published with it. */
const speaking = ['src', 'workshop/demo', 'workshop/rehearsal', 'workshop/engine', 'policy-pack'];
const sources = ['src', 'workshop', 'policy-pack', 'test'];

/**
 * Every message that a user can see: texts of the sources that have at least two words. Texts that are put together with `+` are one
 * message, and what is filled in reads `…`. Also names texts that only look like messages, such as parts of a query.
 */
export function messages(): readonly Prose[] {
  return typescriptFiles(speaking).flatMap((file) => {
    const found: Prose[] = [];
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
      if (isTitle(node)) return;
      const text = textOf(node);
      if (text === undefined) ts.forEachChild(node, visit);
      else {
        if (/\p{L}{2,}[,:;.]? \p{L}{2,}/u.test(text)) found.push({ at: place(source, node.getStart()), text });
        filledIn(node).forEach(visit);
      }
    };
    visit(source);
    return found;
  });
}

/** Every comment of the sources, tests included. */
export function comments(): readonly Prose[] {
  return typescriptFiles(sources).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found = new Map<number, Prose>();
    const note = (ranges: readonly ts.CommentRange[] | undefined): void => {
      for (const { pos, end } of ranges ?? []) found.set(pos, { at: place(source, pos), text: text.slice(pos, end) });
    };
    const visit = (node: ts.Node): void => {
      note(ts.getLeadingCommentRanges(text, node.getFullStart()));
      note(ts.getTrailingCommentRanges(text, node.getEnd()));
      for (const child of node.getChildren(source)) visit(child);
    };
    visit(source);
    return [...found.values()];
  });
}

/** The lines of all pages, without code, without the titles of other people's pages and without addresses. */
export function pages(): readonly Prose[] {
  return markdownFiles().flatMap((file) => {
    let isCode = false;
    return readFileSync(file, 'utf8')
      .replace(/\[[^\]]*\]\(https?:[^)]*\)/g, (link) => link.replace(/[^\n]+/g, ' '))
      .split('\n')
      .flatMap((line, index) => {
        if (line.trimStart().startsWith('```')) isCode = !isCode;
        const text = isCode ? '' : line.replace(/`[^`]*`|\]\([^)]*\)|<[^>]*>/g, ' ');
        return text.trim() === '' ? [] : [{ at: `${pathOf(file)}:${index + 1}`, text }];
      });
  });
}

/** The text of a literal, a template or a sum of them; undefined for anything else. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? '…') + (right ?? '…');
}

/** Whether a text is the title of a page, given with the page's address: its words are not ours. */
function isTitle(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isStringLiteral(node)) return false;
  if (ts.isCallExpression(parent)) return parent.arguments[0] === node && isAddress(parent.arguments[1]);
  if (!ts.isPropertyAssignment(parent) || !ts.isObjectLiteralExpression(parent.parent)) return false;
  return parent.parent.properties.some(
    (one) => ts.isPropertyAssignment(one) && one.name.getText() === 'address' && isAddress(one.initializer),
  );
}

/** An address of the web, or the path of one. */
function isAddress(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteral(node) && /^(?:https?:\/\/|[\w-]+\/)[^\s:]*$/.test(node.text);
}

/** The expressions that are filled into a text: they may hold messages of their own. */
function filledIn(node: ts.Node): readonly ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (ts.isParenthesizedExpression(node)) return filledIn(node.expression);
  if (!ts.isBinaryExpression(node)) return [];
  return [node.left, node.right].flatMap((side) => (textOf(side) === undefined ? [side] : filledIn(side)));
}

function place(source: ts.SourceFile, position: number): string {
  return `${pathOf(source.fileName)}:${source.getLineAndCharacterOfPosition(position).line + 1}`;
}

const pathOf = (file: string): string => relative(repository, file).split(sep).join('/');

function typescriptFiles(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => filesBelow(folder, '.ts'));
}

function markdownFiles(): readonly string[] {
  const top = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  return [...top.map((name) => join(repository, name)), ...filesBelow('docs', '.md')];
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ending) && !name.split(sep).includes('node_modules'))
    .sort()
    .map((name) => join(repository, folder, name));
}
