import type { Permission } from '../../domain/permissions.js';

/** What to do about a permission that was refused, in a sentence. */
export function grantAdvice({ permission, instead }: Permission): string {
  const grant = `Grant the application ${permission} with admin consent (docs/permissions.md has the command)`;
  return instead === undefined ? `${grant}.` : `${grant}; ${instead}.`;
}
