import { existsSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, so that no core waits at the end for a file that began last. */
const longest = [
  'pipeline/assess/compact/compact.test',
  'pipeline/repairs/remediation.system.test',
  'resources/cutover.system.test',
  'workflows/workflows.system.test',
  'resources/documented-blocks.system.test',
  'workflows/nightly.system.test',
  'workshop/campaigns/fuzz/metamorphic.system.test',
].map((name) => `/test/${name}.ts`);

for (const path of longest)
  if (!existsSync(new URL(`../..${path}`, import.meta.url)))
    throw new Error(`workshop/vitest/longest-first.ts names ${path}: gone.`);

/** Vitest's order, in which larger files come first where no run is remembered, behind the files that are known to take long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((path) => moduleId.endsWith(path));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}
