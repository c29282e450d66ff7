import { rmSync } from 'node:fs';

// Whole files appear by a rename; what is written under a temporary name until then must not outlive an interrupted process.
const open = new Set<string>();

/** Remembers a temporary file while it is written. Returns what to call when it was renamed or removed. */
export function trackTemporaryFile(path: string): () => void {
  open.add(path);
  return () => open.delete(path);
}

/** Removes the temporary files that are being written: the process is about to end. */
export function removeTemporaryFiles(): void {
  for (const path of open) rmSync(path, { force: true });
}
