/** `cutover:connect.evidence` for what Export-ConnectEvidence.ps1 leaves in a folder, where Active Directory has one forest. */
export function exportedEvidence(folder: string) {
  const file = (name: string): string => `${folder}/${name}`;
  return {
    pendingExports: [file('pending-exports.xml'), file('pending-exports-directory-1.xml')],
    disconnectors: [file('disconnectors.xml')],
    exportErrors: [file('export-errors.xml')],
    syncStatus: [file('sync-status.json')],
    connectConfig: [file('global-settings.json'), file('synchronization-policy.json')],
    manifest: file('manifest.json'),
  };
}
