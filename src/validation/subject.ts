import type { Subject } from '../domain/assessment.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { Identity } from './identity.js';
import type { FindingDraft } from './rule.js';

// Findings are made by the thousand: a subject is filled in property by property, which takes a fraction of the time that
// spreading conditional parts takes.
type Draft = { -readonly [Key in keyof Subject]: Subject[Key] };

/** Whom a finding about the identity is about: both sides in one, the on-premises UPN first. */
export function subjectOf(identity: Identity): Subject {
  if (identity.side === 'entra') return entraSubject(identity.entra);
  const { onPrem, sourceAnchor, sourceAnchorFrom, entra } = identity;
  const subject: Draft = { objectType: onPrem.objectType };
  if (entra !== undefined) addEntra(subject, entra);
  addOnPrem(subject, onPrem);
  if (sourceAnchor !== undefined) subject.sourceAnchor = sourceAnchor;
  if (sourceAnchorFrom !== undefined) subject.sourceAnchorFrom = sourceAnchorFrom;
  return subject;
}

/** Subject and position of a finding about the identity. */
export function about(identity: Identity): Pick<FindingDraft, 'subject' | 'at'> {
  return { subject: subjectOf(identity), at: (identity.side === 'onPrem' ? identity.onPrem : identity.entra).at };
}

/** An on-premises object as a subject. */
export function onPremSubject(user: OnPremObject): Subject {
  const subject: Draft = { objectType: user.objectType };
  addOnPrem(subject, user);
  return subject;
}

function addOnPrem(subject: Draft, user: OnPremObject): void {
  if (user.userPrincipalName !== undefined) subject.userPrincipalName = user.userPrincipalName;
  if (user.name !== undefined) subject.name = user.name;
  if (user.objectGuid !== undefined) subject.objectGuid = user.objectGuid;
  if (user.distinguishedName !== undefined) subject.distinguishedName = user.distinguishedName;
}

/** An Entra object as a subject. */
export function entraSubject(user: EntraObject): Subject {
  const subject: Draft = { objectType: user.objectType };
  addEntra(subject, user);
  return subject;
}

function addEntra(subject: Draft, user: EntraObject): void {
  if (user.userPrincipalName !== undefined) subject.userPrincipalName = user.userPrincipalName;
  if (user.displayName !== undefined) subject.name = user.displayName;
  if (user.entraObjectId !== undefined) subject.entraObjectId = user.entraObjectId;
  if (user.immutableId !== undefined) subject.immutableId = user.immutableId;
}

/** Any object involved as a subject. Only evidence of Active Directory has `attributes`. */
export function subjectOfObject(object: OnPremObject | EntraObject): Subject {
  return 'attributes' in object ? onPremSubject(object) : entraSubject(object);
}
