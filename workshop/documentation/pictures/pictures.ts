import type { Subject } from './subjects.js';

/** A picture of docs/images: what it shows, and as what. */
export interface Picture {
  readonly file: string;
  readonly subject: Subject;
  readonly width: number;
  readonly height: number;
  readonly dark?: true;
  readonly print?: true;
  /** The view, behind `#`. */
  readonly address?: string;
  /** What the top of the picture is. */
  readonly from?: string;
}

const person = 'person=9e7867c1-509f-4371-8ea1-3d79ea6cf3a7';
const desktop = { width: 1200, height: 1100 };
const phone = { width: 390, height: 1100 };

/** Every state of the report in the sizes and colors in which people read it, the comment and the demo. */
export const pictures: readonly Picture[] = [
  { file: 'report-blocked.png', subject: 'blocked', ...desktop },
  { file: 'report-blocked-dark.png', subject: 'blocked', ...desktop, dark: true },
  { file: 'report-findings.png', subject: 'blocked', ...desktop, from: '#findings-heading' },
  { file: 'report-phone.png', subject: 'blocked', ...phone },
  { file: 'report-findings-phone.png', subject: 'blocked', ...phone, from: '#findings-heading' },
  { file: 'report-print.png', subject: 'blocked', width: 720, height: 1018, print: true },
  { file: 'report-person.png', subject: 'blocked', width: 1200, height: 800, address: person },
  { file: 'report-person-dark.png', subject: 'blocked', width: 1200, height: 800, address: person, dark: true },
  { file: 'report-person-phone.png', subject: 'blocked', ...phone, address: person },
  { file: 'report-cleared.png', subject: 'cleared', ...desktop },
  { file: 'report-cleared-dark.png', subject: 'cleared', ...desktop, dark: true },
  { file: 'report-indeterminate.png', subject: 'indeterminate', ...desktop },
  { file: 'report-indeterminate-dark.png', subject: 'indeterminate', ...desktop, dark: true },
  { file: 'report-indeterminate-phone.png', subject: 'indeterminate', ...phone },
  { file: 'report-large.png', subject: 'large', ...desktop },
  { file: 'report-large-dark.png', subject: 'large', ...desktop, from: '#findings-heading', dark: true },
  { file: 'report-large-phone.png', subject: 'large', ...phone, from: '#findings-heading' },
  {
    file: 'report-nothing-found.png',
    subject: 'large',
    width: 1200,
    height: 800,
    address: 'q=nobody',
    from: '#findings-heading',
  },
  { file: 'comment.png', subject: 'comment', width: 900, height: 900 },
  { file: 'demo.png', subject: 'demo', width: 1000, height: 1180 },
];
