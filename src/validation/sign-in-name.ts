import type { OnPremObject } from '../domain/objects.js';
import { attributeText } from '../domain/source-anchor.js';
import type { ValidationSettings } from './settings.js';

/** What an on-premises user's UPN in Entra comes from. Groups, contacts and devices have none, whatever attribute it is. */
export type SignInName = (object: OnPremObject) => string | undefined;

/** Reads the configured attribute: userPrincipalName, or the alternate ID that Entra Connect is set up with. */
export function signInNameOf({ userPrincipalNameAttribute = 'userPrincipalName' }: ValidationSettings): SignInName {
  const attribute = userPrincipalNameAttribute.toLowerCase();
  return (object) => (object.objectType === 'user' && attributeText(object, attribute)?.trim()) || undefined;
}
