import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, so that no core waits at the end for a file that began last. */
const longest = [
  'servers/remediation',
  'engine/cutover',
  'workflows/workflows',
  'engine/documented-blocks',
  'workflows/nightly',
];

/** Vitest's order, in which larger files come first where no run is remembered, behind the files that are known to take long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}
