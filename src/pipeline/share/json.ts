import type { ShareValue } from './values.js';
import { isKnown, type Role, roleOf } from './words.js';

/** A JSON string literal with the colon that follows a member's name. */
const literals = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

/**
 * JSON, one document or one a line, with each string replaced and everything else as it stands: order, numbers, white space.
 * A string that is JSON itself, as Graph has them, is treated as that.
 */
export function shareJson(text: string, share: ShareValue): string {
  let role: Role = 'data';
  return text.replaceAll(literals, (literal, colon?: string) => {
    const value = parse(literal.slice(0, literal.length - (colon?.length ?? 0)));
    if (colon === undefined) return spell(shareText(value, role, share));
    role = roleOf(value);
    return spell(isKnown(value) ? value : share(value, 'data')) + colon;
  });
}

function shareText(value: string, role: Role, share: ShareValue): string {
  if (/^\s*[[{].*[\]}]\s*$/s.test(value)) {
    try {
      JSON.parse(value);
      return shareJson(value, share);
    } catch {
      // Looks like JSON only.
    }
  }
  return share(value, role);
}

/** A literal that is not well-formed is somebody's all the same. */
function parse(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}

/** As most writers spell it; `\u0027` of PowerShell becomes the letter. */
function spell(value: string): string {
  return JSON.stringify(value);
}
