import type { Assessment } from '../domain/assessment.js';
import type { RuleMetadata } from '../domain/rule.js';
import type { Digest } from './mask.js';

export type ReportFormat = 'text' | 'json' | 'markdown' | 'html' | 'junit' | 'sarif' | 'csv';

export const reportFormats: readonly ReportFormat[] = ['text', 'json', 'markdown', 'html', 'junit', 'sarif', 'csv'];

export interface ReportOptions {
  /** ANSI colors in the text report; the other formats do not look at it. */
  readonly colour: boolean;
  /** Columns of the terminal that the text report is for; 80 where there is none. */
  readonly width: number;
  /** The registry of src/validation/rules: titles, help and the list of rules that JUnit and SARIF name as checked. */
  readonly ruleMetadata?: readonly RuleMetadata[];
  /** Masks everybody's names and addresses, for a report that leaves the environment: the digest tells people apart. */
  readonly maskPeople?: Digest;
  /** Address of the folder with the rules' pages, where they can be linked. */
  readonly rulePages?: string;
  /** How many findings a rule shows in text and Markdown before "and N more"; 20 when left out. */
  readonly findingsPerRule?: number;
}

/** A report in pieces, in order: one string of a million findings would be longer than JavaScript allows. */
export type RenderParts = (assessment: Assessment, options: ReportOptions) => Iterable<string>;

/** A report as one string. */
export type Render = (assessment: Assessment, options: ReportOptions) => string;
