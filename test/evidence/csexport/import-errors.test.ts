import { describe, expect, it } from 'vitest';
import {
  createDisconnectorReader,
  createExportErrorReader,
  createPendingExportReader,
} from '../../../src/evidence/csexport/read.js';
import { readText } from '../read-text.js';
import { confirmed, connectorObject, dnOf, document, hologram, pending } from './samples.js';

const error = (type = 'sync-rule-error-function-triggered') =>
  `<import-errordetail date-occurred="2026-11-24" retry-count="1" error-type="${type}"><import-status><algorithm-step>import-flow</algorithm-step></import-status></import-errordetail>`;
const ofBob = hologram('synchronized-hologram', { userPrincipalName: 'bob@corp.example' });
const staged = pending('update', '', confirmed, dnOf(1));
const messages = (read: { issues: readonly { message: string }[] }) => read.issues.map(({ message }) => message);

describe('an object with an error of import or synchronization', () => {
  it('is named, and the rest of the list counts', () => {
    const read = readText(document(staged, connectorObject(error() + ofBob, { csDn: dnOf(2) })), (log) =>
      createPendingExportReader(log),
    );
    expect(read.records).toHaveLength(1);
    expect(messages(read)).toEqual([
      expect.stringMatching(
        /^bob@corp\.example, CN=\{.*\} was not imported or synchronized \(sync-rule-error-function/,
      ),
    ]);
  });

  it('keeps what is staged for it, as a deletion', () => {
    const read = readText(document(pending('delete', '', error() + ofBob)), (log) => createPendingExportReader(log));
    expect(read.records).toMatchObject([{ operation: 'delete' }]);
    expect(messages(read)).toHaveLength(1);
  });

  it('is named where nothing else is known of it', () => {
    const bare = '<cs-object object-type="user"><import-errordetail/></cs-object>';
    expect(messages(readText(document(bare), (log) => createPendingExportReader(log)))).toEqual([
      expect.stringMatching(/^An object was not imported or synchronized \(of unknown kind\)/),
    ]);
  });

  it('does not make a list of another kind of a list that holds only such objects', () => {
    const read = readText(document(connectorObject(error() + ofBob)), (log) => createPendingExportReader(log));
    expect(messages(read)).toHaveLength(1);
  });

  it('is named in lists of export errors and disconnectors too', () => {
    const exportError =
      '<export-errordetail error-type="x"><export-status><cd-error><error-name>DataValidationFailed</error-name></cd-error></export-status></export-errordetail>';
    const errors = readText(
      document(connectorObject(exportError), connectorObject(error() + ofBob, { csDn: dnOf(2) })),
      (log) => createExportErrorReader(log),
    );
    expect(errors.records).toHaveLength(1);
    expect(messages(errors)).toHaveLength(1);
    const disconnected = readText(document(connectorObject(`<connector>0</connector>${error()}${ofBob}`)), (log) =>
      createDisconnectorReader(log),
    );
    expect(disconnected.records).toHaveLength(1);
    expect(messages(disconnected)).toHaveLength(1);
  });

  it('is none without such an element', () => {
    expect(messages(readText(document(staged), (log) => createPendingExportReader(log)))).toEqual([]);
  });
});
