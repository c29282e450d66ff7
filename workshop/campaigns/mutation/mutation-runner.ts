// Stryker's test runner for `npm run mutation`: the tests are loaded once into the process, and a mutant costs the tests
// that touch it and nothing else (docs/decisions/0015).
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  INSTRUMENTER_CONSTANTS,
  type MutantCoverage,
  type MutantResult,
  type StrykerOptions,
} from '@stryker-mutator/api/core';
import {
  commonTokens,
  declareClassPlugin,
  declareFactoryPlugin,
  PluginKind,
  tokens,
} from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collectTests, getFn, getHooks, type Suite, type Test, type VitestRunner } from '@vitest/runner';

/** The folders whose tests are run, where Stryker names no files. */
const folders = ['test/validation', 'test/gate'];

/**
 * What a `describe` calls itself runs once, whatever the mutant: it counts for no test, and not as code of a module either,
 * for whose mutants Stryker would start the process again.
 */
const groups = 'groups of tests';

/** What the instrumented code looks at. */
interface Instrumentation {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: MutantCoverage;
}

const instrumentation: Instrumentation = {};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: instrumentation });

class InProcessRunner implements TestRunner {
  readonly #tests = new Map<string, Test>();
  /** When each test killed last, and how long it took: what killed the mutants before will likely kill the next one. */
  readonly #kills = new Map<string, number>();
  readonly #milliseconds = new Map<string, number>();

  readonly #testFiles: readonly string[];

  constructor(testFiles: readonly string[]) {
    this.#testFiles = testFiles;
  }

  /**
   * No mutant is active while modules are loaded: what runs there and in tests too needs no new process, only the tests.
   * Stryker would start one for each such mutant.
   */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const files = this.#testFiles.length > 0 ? this.#testFiles : folders.flatMap(testFilesOf);
    const collected = await collectTests(files.map((file) => resolve(file)).sort(), collector);
    instrumentation.currentTestId = undefined;
    for (const file of collected) {
      const problem = file.result?.errors?.[0];
      if (problem !== undefined) throw new Error(`${file.filepath}: ${problem.message}`);
      this.#add(file, relative(process.cwd(), file.filepath));
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const id of this.#tests.keys()) tests.push(await this.#run(id));
    const { mutantCoverage } = instrumentation;
    delete mutantCoverage?.perTest[groups];
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun({ activeMutant, hitLimit, testFilter }: MutantRunOptions): Promise<MutantRunResult> {
    const results: TestResult[] = [];
    instrumentation.hitLimit = hitLimit;
    instrumentation.hitCount = 0;
    for (const id of this.#bestFirst(testFilter ?? [...this.#tests.keys()])) {
      instrumentation.activeMutant = activeMutant.id;
      const result = await this.#run(id);
      instrumentation.activeMutant = undefined;
      results.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    const reached = determineHitLimitReached(instrumentation.hitCount, hitLimit);
    instrumentation.hitCount = undefined;
    const killer = results.at(-1);
    if (killer?.status === TestStatus.Failed) this.#kills.set(killer.id, performance.now());
    // A mutant that broke what outlives a test would take the credit for every mutant after it: the process starts again.
    if (killer?.status === TestStatus.Failed && (await this.#run(killer.id)).status === TestStatus.Failed)
      throw new Error(`after mutant ${activeMutant.id}, ${killer.id} fails without a mutant too`);
    return toMutantRunResult(reached ?? { status: DryRunStatus.Complete, tests: results });
  }

  #bestFirst(ids: readonly string[]): string[] {
    const of = (map: ReadonlyMap<string, number>, id: string): number => map.get(id) ?? 0;
    return [...ids].sort(
      (a, b) => of(this.#kills, b) - of(this.#kills, a) || of(this.#milliseconds, a) - of(this.#milliseconds, b),
    );
  }

  #add(suite: Suite, prefix: string): void {
    if (Object.values(getHooks(suite)).some((hooks) => hooks.length > 0))
      throw new Error(
        `${prefix}: hooks are not run here; do without, or teach workshop/campaigns/mutation/mutation-runner.ts`,
      );
    for (const task of suite.tasks) {
      const id = `${prefix} › ${task.name}`;
      if (task.type === 'suite') this.#add(task, id);
      else this.#tests.set(this.#tests.has(id) ? `${id} (${this.#tests.size})` : id, task);
    }
  }

  async #run(id: string): Promise<TestResult> {
    const test = this.#tests.get(id);
    if (test === undefined) throw new Error(`no test is called ${id}`);
    const begin = performance.now();
    instrumentation.currentTestId = id;
    let failureMessage: string | undefined;
    try {
      await getFn(test)();
    } catch (error) {
      failureMessage = error instanceof Error ? error.message : String(error);
    } finally {
      instrumentation.currentTestId = undefined;
    }
    const result = { id, name: id, timeSpentMs: performance.now() - begin };
    this.#milliseconds.set(id, result.timeSpentMs);
    return failureMessage === undefined
      ? { ...result, status: TestStatus.Success }
      : { ...result, status: TestStatus.Failed, failureMessage };
  }
}

/** Those that look at the clock are left out: on a slow machine they would count mutants as killed that nothing noticed. */
function testFilesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.alone.test.ts'))
    .map((name) => join(folder, name));
}

/** Just enough of vitest to find the tests of a file. */
const collector = {
  config: {
    root: process.cwd(),
    setupFiles: [],
    sequence: { hooks: 'stack', seed: 0, setupFiles: 'list' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    tags: [],
    strictTags: false,
    allowOnly: false,
    maxConcurrency: 1,
    passWithNoTests: false,
    includeTaskLocation: false,
  },
  trace: (_name: string, attributes: unknown, run?: () => unknown) => (run ?? (attributes as () => unknown))(),
  importFile: async (path: string) => {
    instrumentation.currentTestId = undefined;
    await import(pathToFileURL(path).href);
    instrumentation.currentTestId = groups;
  },
} as unknown as VitestRunner;

function createRunner({ testFiles }: StrykerOptions): TestRunner {
  return new InProcessRunner(testFiles);
}
createRunner.inject = tokens(commonTokens.options);

/** Names each survivor as soon as it is known: a run that is broken off has told something. */
class SurvivorReporter implements Reporter {
  onMutantTested({ fileName, location, status, replacement = '' }: Readonly<MutantResult>): void {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    const { line, column } = location.start;
    console.log(`${relative(process.cwd(), fileName)}:${line}:${column} ${status}: ${replacement}`);
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner),
  declareClassPlugin(PluginKind.Reporter, 'survivors', SurvivorReporter),
];
