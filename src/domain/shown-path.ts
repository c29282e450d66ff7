/**
 * The path of a file as a message may show it. Where a secret was pasted instead of a path (a token, a key, PKCS#12 as Base64), only what
 * holds it is named.
 *
 * @param holder the variable or setting that holds the path.
 */
export function shownPath(path: string, holder: string): string {
  return looksLikePath(path) ? path : `the value of ${holder} (it does not look like a path)`;
}

/**
 * True for one short line that has a separator or an ending and no long run of letters and digits as tokens, keys and Base64 have. In doubt
 * it is a secret: the name of the variable is enough to find a path again.
 */
export function looksLikePath(text: string): boolean {
  if (text.length > 500 || /[\p{Cc}\u2028\u2029]|-----|=$/u.test(text)) return false;
  if (!/[/\\]|\.[a-z][a-z0-9]{1,7}$/i.test(text)) return false;
  return text.split(/[^A-Za-z0-9+~]+/).every((run) => !isRandom(run));
}

function isRandom(run: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(run)).length;
  return run.length >= (kinds === 3 ? 16 : kinds === 2 ? 32 : 64);
}
