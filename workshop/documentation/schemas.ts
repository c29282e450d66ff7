import { schemaMaker } from './type-schemas.js';

/** The record of each kind of evidence file, and where its type stands. */
const evidence: Readonly<Record<string, readonly [file: string, type: string]>> = {
  'on-prem': ['src/domain/objects.ts', 'OnPremObject'],
  entra: ['src/domain/service.ts', 'EntraRecord'],
  'pending-exports': ['src/domain/connect.ts', 'PendingExport'],
  disconnectors: ['src/domain/connect.ts', 'Disconnector'],
  'export-errors': ['src/domain/connect.ts', 'ExportError'],
  'sync-status': ['src/domain/connect.ts', 'SyncStatus'],
  'connect-config': ['src/domain/connect.ts', 'ConnectConfiguration'],
  okta: ['src/domain/okta.ts', 'OktaRecord'],
};

/** The schemas of `--format json` and of each line of an evidence file, made from the types. */
export function typeSchemas(): readonly { readonly path: string; readonly text: string }[] {
  const make = schemaMaker();
  const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;
  const records = Object.entries(evidence).map(([kind, [file, type]]) => ({
    path: `schemas/evidence/${kind}.schema.json`,
    // A line says with `at` which line or record of its origin it was.
    text: text(withLineNumber(make(file, type, `A record line of a ${kind} evidence file`))),
  }));
  return [
    {
      path: 'schemas/assessment.schema.json',
      text: text(make('src/reports/json.ts', 'AssessmentReport', 'entra-cutover assess --format json')),
    },
    ...records,
  ];
}

function withLineNumber(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'at' ? { type: 'integer', minimum: 0 } : value,
  );
}
