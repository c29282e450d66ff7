/** Template ids of the directory roles with which an account signs in for a sync ("Microsoft Entra built-in roles"; ENTRA-35). */
export const syncRoleIds = {
  /** The one that Microsoft’s pages about Conditional Access name. */
  directory: 'd29b2b05-8046-44ba-8758-1e26182fcf32',
  onPremises: 'a92aed5d-d78a-4d16-b381-09adb37eb3b0',
} as const;

/** One of the roles of a sync. */
export type SyncRole = keyof typeof syncRoleIds;

/** Their names, as Microsoft Graph gives them. */
export const syncRoleNames: Readonly<Record<SyncRole, string>> = {
  directory: 'Directory Synchronization Accounts',
  onPremises: 'On Premises Directory Sync Account',
};

/** The name of the role with this id; undefined where it is none of a sync. */
export function syncRoleName(id: string): string | undefined {
  const role = syncRolesIn((one) => syncRoleIds[one] === id.toLowerCase())[0];
  return role && syncRoleNames[role];
}

/** The roles of a sync of which this is true. */
export function syncRolesIn(isOne: (role: SyncRole) => boolean): readonly SyncRole[] {
  return (Object.keys(syncRoleIds) as SyncRole[]).filter(isOne);
}
