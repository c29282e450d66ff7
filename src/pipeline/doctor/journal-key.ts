import { journalKeyVariable, keyAdvice, sealedJournal } from '../../audit/index.js';
import { UserError } from '../../domain/errors.js';
import { type Check, fine, warning } from './check.js';

/** The key that seals what was there before a write: a deployment writes nothing without it. A preview needs none. */
export function checkJournalKey(environment: NodeJS.ProcessEnv): Check {
  const name = 'journal key';
  try {
    sealedJournal('', '', environment, 'seal');
    return fine(name, journalKeyVariable);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const found = environment[journalKeyVariable] ? 'no Base64 of 32 bytes' : `${journalKeyVariable} is not set`;
    return warning(name, found, `A cutover and a repair write nothing without it. ${keyAdvice.seal}`);
  }
}
