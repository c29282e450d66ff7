import { states } from './report-states.js';
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
const paper = { width: 720, height: 1018, print: true } as const;

/** Every state of the report in the sizes and colors in which people read it. */
const everyState = states.flatMap((subject): Picture[] => [
  { file: `report-${subject}.png`, subject, ...desktop },
  { file: `report-${subject}-dark.png`, subject, ...desktop, dark: true },
  { file: `report-${subject}-phone.png`, subject, ...phone },
  { file: `report-${subject}-phone-dark.png`, subject, ...phone, dark: true },
  { file: `report-${subject}-print.png`, subject, ...paper },
]);

/** What docs/ shows: the report in every state and its parts, the comment and the demo. */
export const pictures: readonly Picture[] = [
  ...everyState,
  { file: 'report-findings.png', subject: 'blocked', ...desktop, from: '#findings-heading' },
  { file: 'report-findings-phone.png', subject: 'blocked', ...phone, from: '#findings-heading' },
  { file: 'report-findings-large.png', subject: 'blocked-large', ...desktop, from: '#findings-heading' },
  { file: 'report-person.png', subject: 'blocked', width: 1200, height: 800, address: person },
  { file: 'report-person-dark.png', subject: 'blocked', width: 1200, height: 800, address: person, dark: true },
  { file: 'report-person-phone.png', subject: 'blocked', ...phone, address: person },
  { file: 'report-person-print.png', subject: 'blocked', ...paper, address: person },
  {
    file: 'report-nothing-found.png',
    subject: 'blocked-large',
    width: 1200,
    height: 800,
    address: 'q=nobody',
    from: '#findings-heading',
  },
  { file: 'comment.png', subject: 'comment', width: 900, height: 900 },
  { file: 'demo.png', subject: 'demo', width: 1000, height: 1180 },
];
