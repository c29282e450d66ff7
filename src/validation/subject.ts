import type { Subject } from '../domain/assessment.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { Identity } from './identity.js';
import type { FindingDraft } from './rule.js';

/** Whom a finding about the identity is about: both sides in one, the on-premises UPN first. */
export function subjectOf(identity: Identity): Subject {
  if (identity.side === 'entra') return entraSubject(identity.entra);
  const { onPrem, sourceAnchor, entra } = identity;
  return {
    ...(entra && entraSubject(entra)),
    ...onPremSubject(onPrem),
    ...(sourceAnchor !== undefined && { sourceAnchor }),
  };
}

/** Subject and position of a finding about the identity. */
export function about(identity: Identity): Pick<FindingDraft, 'subject' | 'at'> {
  return { subject: subjectOf(identity), at: (identity.side === 'onPrem' ? identity.onPrem : identity.entra).at };
}

/** An on-premises object as a subject. */
export function onPremSubject(user: OnPremObject): Subject {
  return {
    objectType: user.objectType,
    ...(user.userPrincipalName !== undefined && { userPrincipalName: user.userPrincipalName }),
    ...(user.name !== undefined && { name: user.name }),
    ...(user.objectGuid !== undefined && { objectGuid: user.objectGuid }),
    ...(user.distinguishedName !== undefined && { distinguishedName: user.distinguishedName }),
  };
}

/** An Entra object as a subject. */
export function entraSubject(user: EntraObject): Subject {
  return {
    objectType: user.objectType,
    ...(user.userPrincipalName !== undefined && { userPrincipalName: user.userPrincipalName }),
    ...(user.displayName !== undefined && { name: user.displayName }),
    ...(user.entraObjectId !== undefined && { entraObjectId: user.entraObjectId }),
    ...(user.immutableId !== undefined && { immutableId: user.immutableId }),
  };
}

/** Any object involved as a subject. Only evidence of Active Directory has `attributes`. */
export function subjectOfObject(object: OnPremObject | EntraObject): Subject {
  return 'attributes' in object ? onPremSubject(object) : entraSubject(object);
}
