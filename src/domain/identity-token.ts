import { decodeBase64 } from './base64.js';

/** What an identity token says of itself. Nothing of it is verified. */
export interface IdentityToken {
  readonly issuer?: string;
  readonly subject?: string;
  /** When it ends. */
  readonly end?: Date;
}

/** The last second whose date has four digits of a year: what lies behind it is none. */
const lastSecond = 253_402_300_799;

/** Reads an identity token (a JWT, RFC 7519); undefined for what is none. */
export function readIdentityToken(token: string): IdentityToken | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token.trim()) ?? [];
  const claims = payload === undefined ? undefined : claimsOf(payload);
  if (claims === undefined) return undefined;
  const { iss, sub, exp } = claims;
  return {
    ...(typeof iss === 'string' && { issuer: iss }),
    ...(typeof sub === 'string' && { subject: sub }),
    ...(typeof exp === 'number' && exp >= 0 && exp <= lastSecond && { end: new Date(exp * 1000) }),
  };
}

function claimsOf(base64url: string): Readonly<Record<string, unknown>> | undefined {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
  try {
    const claims: unknown = JSON.parse(Array.from(bytes ?? [], (byte) => String.fromCharCode(byte)).join(''));
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** When the token ended, in ISO 8601; undefined for one that has not ended, and for what is none. */
export function endOfExpired(token: string, now: Date): string | undefined {
  const end = readIdentityToken(token)?.end;
  return end !== undefined && end < now ? end.toISOString() : undefined;
}

/** What to do about an identity token that ended. */
export const renewToken =
  'Export a new token just before pulumi runs. Those of Azure DevOps live for 10 minutes: there, pass SYSTEM_ACCESSTOKEN: $(System.AccessToken) in the env of a task AzureCLI@2, and this tool gets a new one each time it signs in.';
