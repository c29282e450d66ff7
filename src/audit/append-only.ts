import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW = 0 } = constants;

/**
 * Opens a journal, and creates it, for its owner only, where it does not exist. Its name must not be a link: what somebody
 * planted there would get the entries, or lose its content (ELOOP).
 */
export function openJournal(path: string): Promise<FileHandle> {
  // With O_APPEND even a writer that ignores the lock can't overwrite what is there.
  return open(path, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
}
