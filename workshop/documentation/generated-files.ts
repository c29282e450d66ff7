import { z } from 'zod';
import { directoryFileSchema } from '../../src/config/directories.js';
import { generatedConfigurationFiles } from '../../src/config/documentation.js';
import { remediationFileSchema } from '../../src/config/remediation-file.js';
import { waiverFileSchema } from '../../src/config/waivers.js';
import { documentationPage } from '../../src/domain/rule.js';
import { permissionsPage } from '../../src/reports/permissions-page.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { commandReference } from './command-reference.js';
import { componentReference } from './component-reference.js';
import { reportPage } from './report-page.js';
import { ruleIndex, rulePage } from './rule-page.js';
import { typeSchemas } from './schemas.js';
import { vendorFactsPage } from './vendor-facts-page.js';

/** Every committed file that is made from code: path relative to the repository, and what it must hold. */
export async function generatedFiles(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const waivers = z.toJSONSchema(waiverFileSchema, { io: 'input' });
  const remediations = z.toJSONSchema(remediationFileSchema, { io: 'input' });
  const directories = z.toJSONSchema(directoryFileSchema, { io: 'input' });
  const rulePages = ruleRegistry.map(async (rule) => ({
    path: documentationPage(rule.id),
    text: await rulePage(rule),
  }));
  return [
    ...generatedConfigurationFiles(),
    ...typeSchemas(),
    { path: 'src/reports/html/page-assets.ts', text: reportPage() },
    { path: 'docs/commands.md', text: commandReference() },
    { path: 'docs/components.md', text: componentReference() },
    { path: 'docs/permissions.md', text: permissionsPage() },
    { path: 'docs/vendor-facts.md', text: vendorFactsPage() },
    ...(await Promise.all(rulePages)),
    { path: 'docs/rules/README.md', text: ruleIndex(ruleRegistry) },
    { path: 'schemas/directories.schema.json', text: `${JSON.stringify(directories, null, 2)}\n` },
    { path: 'schemas/remediations.schema.json', text: `${JSON.stringify(remediations, null, 2)}\n` },
    { path: 'schemas/waivers.schema.json', text: `${JSON.stringify(waivers, null, 2)}\n` },
  ];
}
