// Names, addresses and attribute values come from a directory that thousands of people can write to. Every report passes
// them through the function of its target here, at the edge, and nowhere else.

// Control characters (C0, DEL, C1: U+009B is a terminal's escape sequence), line separators, and what is invisible or
// turns the reading direction round, so that two names that look the same are seen to differ.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function visible(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;
}

/**
 * The text with control, invisible and direction-changing characters written out as `\u{202e}`: safe for a terminal,
 * and one line. Used for every target that people read.
 */
export function escapeControls(text: string): string {
  return text.replace(invisible, visible);
}

/**
 * Text for a terminal, which may be a CI job's log: as `escapeControls`, and no word begins a workflow command. Runners
 * look for `::name` behind leading blanks, and for `##[` and `##vso[` anywhere. Source: GitHub Actions runner,
 * `ActionCommand.cs`; Azure Pipelines, "Logging commands".
 */
export function escapeTerminal(text: string): string {
  return withoutDoubleHash(escapeControls(text)).replace(commandStart, `:${visible(':')}`);
}

/** Where a line or a word begins with `::`: a runner obeys that behind leading blanks, whatever the format. */
const commandStart = /(?<![^ ])::/g;

/** `##vso[` and `##[` are obeyed anywhere in a line, whatever format the line belongs to. */
function withoutDoubleHash(text: string): string {
  return text.replaceAll('##', `#${visible('#')}`);
}

/** The same for a text of several lines, each of which may hold what a directory holds. */
export function escapeTerminalLines(text: string): string {
  return text.split(/\r?\n/).map(escapeTerminal).join('\n');
}

/** Text for HTML content and quoted attribute values. */
export function escapeHtml(text: string): string {
  return escapeMarkup(text).replaceAll("'", '&#39;');
}

/** Text for XML 1.0 content and quoted attribute values; what XML forbids altogether has become `\u{…}`. */
export function escapeXml(text: string): string {
  return escapeMarkup(text)
    .replaceAll("'", '&apos;')
    .replace(/[\ufffe\uffff]/g, visible);
}

function escapeMarkup(text: string): string {
  return escapeControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('##', '#&#35;')
    .replace(commandStart, ':&#58;');
}

/**
 * Text as a Markdown code span, where no HTML, link, mention or issue number begins. GitHub splits table cells before it
 * looks for code, so a pipe is written out like a control character.
 */
export function markdownCode(text: string): string {
  const line = withoutDoubleHash(escapeControls(text)).replaceAll('|', visible);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const padding = line === '' || /^[` ]|`$/.test(line) ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/**
 * Prose for GitHub's Markdown, one line: every character that could begin markup, a link, a mention or a reference is made
 * literal; those that do so at the beginning of a line only (lists, headings) there only, so that the text stays readable in
 * a mail. It is for text between tags, not inside of them.
 */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replace(/[\\`*_[\]#|~$]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replace(/(https?|ftp|www)(?=[:.])/gi, (scheme) => `${scheme}\u200b`)
    .replace(commandStart, ':&#58;');
}

/** Words of our own for GitHub's Markdown, in which `code` stays code; of names in them nothing else becomes markup. */
export function markdownProse(text: string): string {
  // Every second part is what stood between two backticks.
  return text
    .split(/`([^`]+)`/)
    .map((part, place) => (place % 2 === 1 ? markdownCode(part) : escapeMarkdown(part)))
    .join('');
}

/** An address as the target of a Markdown link `[text](address)`, which a parenthesis in it would end. */
export function markdownAddress(address: string): string {
  return encodeURI(address).replaceAll('(', '%28').replaceAll(')', '%29');
}

/**
 * One field of RFC 4180 CSV that no spreadsheet takes for a formula: a letter `'` goes before a leading `=`, `+`, `-`,
 * `@` (also full-width, also behind blanks and quotes), and behind a `;`, which some locales take for the separator. One that begins with `::` is quoted, so that no line does.
 * Source: OWASP, "CSV Injection".
 */
export function csvField(text: string): string {
  const harmless = withoutDoubleHash(escapeControls(text)).replace(
    /(^|;)(?=[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20|%])/g,
    "$1'",
  );
  return /[",;'\s]|^::/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * JSON text with everything that `escapeControls` names, and what begins a workflow command, written as `\uXXXX`: the
 * same value, harmless in a terminal and in a CI log. The line breaks of the indentation stay.
 */
export function escapeJsonControls(json: string): string {
  return json
    .replace(invisible, (character) => (character === '\n' ? character : unicodeEscape(character)))
    .replaceAll('##', `#${unicodeEscape('#')}`);
}

/** JSON text that may stand in a `<script>` block: the same value, without a letter that HTML could take for a tag. */
export function escapeJsonForScript(json: string): string {
  return escapeJsonControls(json).replace(/[<>&]/g, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** At most `limit` characters (code points), the last an ellipsis where something was cut: a hostile name may be long. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = Array.from(text.slice(0, limit * 2));
  return points.length <= limit && points.join('').length === text.length
    ? text
    : `${points.slice(0, limit - 1).join('')}…`;
}
