/**
 * Texts that a regular expression matches: each of its alternatives, each optional part with and without, of what is open one letter of its
 * kind. What it asserts of the text around is left to anyone who tries them.
 *
 * @param most how many.
 */
export function textsMatching({ source, flags }: RegExp, most = 400): string[] {
  let at = 0;
  const cross = (all: readonly string[], more: readonly string[]): string[] =>
    all.flatMap((start) => more.map((end) => start + end)).slice(0, most);
  const either = (): string[] => {
    let [all, one]: [string[], string[]] = [[], ['']];
    while (at < source.length && source[at] !== ')') {
      if (source[at] === '|') {
        all = [...all, ...one];
        one = [''];
        at += 1;
      } else one = cross(one, repeated(piece()));
    }
    return [...all, ...one].slice(0, most);
  };
  const repeated = (texts: readonly string[]): readonly string[] => {
    const [whole = '', least] = /^(?:[?*]|\+|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(at)) ?? [];
    at += whole.length;
    if (whole === '' || whole.startsWith('+')) return texts;
    if (least === undefined) return ['', ...texts];
    return texts.map((text) => text.repeat(Number(least)));
  };
  const ofClass = (shape: string): string[] => {
    const kind = new RegExp(`^${shape}$`, flags.replace(/[gy]/g, ''));
    return [...'x4 .;@=a:/#é{\n', ...shape].filter((letter) => kind.test(letter)).slice(0, 1);
  };
  const piece = (): readonly string[] => {
    const rest = source.slice(at);
    const [whole = ''] = /^\[(?:\\.|[^\]\\])*\]|^\\[pPu]\{[^}]*\}|^\\x..|^\\./su.exec(rest) ?? [];
    if (/^\\[bB]/.test(whole)) {
      at += 2;
      return [''];
    }
    if (whole !== '') {
      at += whole.length;
      return /^\\[^a-zA-Z0-9]/.test(whole) ? [whole.slice(1)] : ofClass(whole);
    }
    const [start = ''] = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(rest) ?? [];
    if (start !== '') {
      at += start.length;
      const inner = either();
      at += 1;
      // What has to follow or to stand before is tried as a part; what must not is none.
      return /!$/.test(start) ? [''] : inner;
    }
    at += 1;
    if (rest[0] === '^' || rest[0] === '$') return [''];
    return rest[0] === '.' ? ['x'] : [rest[0] ?? ''];
  };
  return [...new Set(either())];
}
