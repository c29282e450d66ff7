/** A part of a text as it is folded: what the expression calls it, or `sign` for what it leaves. */
export interface Token {
  readonly kind: string;
  readonly text: string;
}

/** A part of a text that can be replaced by itself, and the tokens that it folds to: several where one character is part of them all. */
export interface Piece {
  readonly text: string;
  /** Where in the text it begins. */
  readonly at: number;
  readonly tokens: readonly Token[];
}

/**
 * The parts of a text by what it folds to (NFKC, without what nobody sees), so that a text has the same parts as any other that compares
 * as the same name: `m²` those of `m2`.
 *
 * @param parts with one named group for each kind.
 */
export function piecesOf(text: string, parts: RegExp): readonly Piece[] {
  const { folded, after, before } = foldedOf(text);
  const pieces: Piece[] = [];
  let [tokens, from]: [Token[], number] = [[], 0];
  const tokensFound = tokensOf(folded, parts);
  for (const [index, { token, end }] of tokensFound.entries()) {
    tokens.push(token);
    // What nobody sees belongs to a word or number that it follows, else to the next one.
    const to = (token.kind === 'sign' && index < tokensFound.length - 1 ? after : before).get(end);
    if (to === undefined) continue;
    pieces.push({ text: text.slice(from, to), at: from, tokens });
    [tokens, from] = [[], to];
  }
  return from < text.length ? [...pieces, { text: text.slice(from), at: from, tokens }] : pieces;
}

function tokensOf(folded: string, parts: RegExp): readonly { readonly token: Token; readonly end: number }[] {
  const found: { readonly token: Token; readonly end: number }[] = [];
  let from = 0;
  const signsUntil = (end: number): void => {
    if (end > from) found.push({ token: { kind: 'sign', text: folded.slice(from, end) }, end });
  };
  for (const { 0: whole, index, groups = {} } of folded.matchAll(parts)) {
    signsUntil(index);
    from = index + whole.length;
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'sign';
    found.push({ token: { kind, text: whole }, end: from });
  }
  signsUntil(folded.length);
  return found;
}

type Places = Pick<ReadonlyMap<number, number>, 'get'>;
const same: Places = { get: (place) => place };

/** The folded text, and for each place in it between two characters where in the text the one ends and the other begins. */
function foldedOf(text: string): { readonly folded: string; readonly after: Places; readonly before: Places } {
  if (/^\p{ASCII}*$/u.test(text)) return { folded: text, after: same, before: same };
  const [after, before] = [new Map([[0, 0]]), new Map<number, number>()];
  let [folded, at] = ['', 0];
  for (const sign of text) {
    const shown = foldedSign(sign);
    if (shown !== '') before.set(folded.length, at);
    folded += shown;
    at += sign.length;
    if (shown !== '') after.set(folded.length, at);
  }
  before.set(folded.length, text.length);
  return { folded, after, before };
}

/** A letter stays composed or not, as it is. */
function foldedSign(sign: string): string {
  if (/\p{Default_Ignorable_Code_Point}/u.test(sign)) return '';
  const shown = sign.normalize('NFKC');
  return shown === sign.normalize('NFC') ? sign : shown;
}
