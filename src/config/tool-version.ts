import { createRequire } from 'node:module';

/** The version of this package. The module lies as deep as the chunks of dist/ do, so that both find package.json. */
export const toolVersion: string = (createRequire(import.meta.url)('../../package.json') as { version: string })
  .version;
