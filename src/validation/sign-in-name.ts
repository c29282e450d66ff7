import type { OnPremObject } from '../domain/objects.js';
import { attributeText } from '../domain/source-anchor.js';
import type { ValidationSettings } from './settings.js';

/** What an on-premises user's UPN in Entra comes from. */
export type SignInName = (user: OnPremObject) => string | undefined;

/** Reads the configured attribute: userPrincipalName, or the alternate ID that Entra Connect is set up with. */
export function signInNameOf({ userPrincipalNameAttribute = 'userPrincipalName' }: ValidationSettings): SignInName {
  const attribute = userPrincipalNameAttribute.toLowerCase();
  return (user) => attributeText(user, attribute)?.trim() || undefined;
}
