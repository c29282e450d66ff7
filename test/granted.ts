import type { Organisation } from '../workshop/simulators/index.js';

interface Saved {
  readonly okta: { readonly serviceApp: { scopes: string[] } };
  readonly graph: {
    readonly clientObjectId: string;
    readonly store: Record<
      string,
      { readonly appRoleId?: string; readonly appRoles?: readonly { readonly id: string; readonly value: string }[] }[]
    >;
  };
}

/** Leaves the pipeline's identities with these permissions of Graph and scopes of Okta only; those that it never had stay out. */
export function grantOnly(organisation: Organisation, names: readonly string[]): void {
  const state = JSON.parse(organisation.snapshot()) as Saved;
  const { store, clientObjectId } = state.graph;
  const roles = (store['/servicePrincipals'] ?? []).flatMap(({ appRoles = [] }) => appRoles);
  const wanted = new Set(roles.filter(({ value }) => names.includes(value)).map(({ id }) => id));
  const path = `/servicePrincipals/${clientObjectId}/appRoleAssignments`;
  store[path] = (store[path] ?? []).filter(({ appRoleId = '' }) => wanted.has(appRoleId));
  state.okta.serviceApp.scopes = state.okta.serviceApp.scopes.filter((scope) => names.includes(scope));
  organisation.restore(JSON.stringify(state));
}
