import { escapeTerminal } from '../../src/reports/escape.js';
import type { Story } from './people.js';

/** One command of a rehearsal. */
export interface Step {
  readonly name: string;
  readonly succeeded: boolean;
  /** What the engine said, when it failed. */
  readonly output?: string;
}

export interface Rehearsal {
  readonly schemaVersion: 1;
  readonly stack: string;
  readonly syncTool: string;
  readonly steps: readonly Step[];
  /** Moments with two writers; none, or the rehearsal has failed. */
  readonly violations: readonly string[];
  /** Everybody after the cutover, compared with the evidence. */
  readonly people: readonly Story[];
  /** Somebody who was created in Active Directory after the cutover; left out where it did not come to that. */
  readonly joiner?: RehearsedJoiner;
}

/** What became of a newcomer. */
export interface RehearsedJoiner {
  readonly userPrincipalName: string;
  /** What keeps them from signing in through Okta; left out when they are in. */
  readonly problem?: string;
  /** Why the rehearsal can't tell whether they sign in; left out when it can. */
  readonly unproven?: string;
}

/** True when every step went as it should and nobody lost an account or its anchor. */
export function wentWell({ steps, violations, people, joiner }: Rehearsal): boolean {
  const harmed = people.some(({ outcome }) => outcome === 'deleted' || outcome === 'anchorChanged');
  return (
    steps.every(({ succeeded }) => succeeded) && violations.length === 0 && !harmed && joiner?.problem === undefined
  );
}

/** The first thing that the engine says is wrong with a step, as the rest of a line; nothing where it says nothing. */
export function reasonOf({ output = '' }: Step): string {
  const [, reason] = /\berror: (?:.* has a problem: )?(.+)/.exec(output) ?? [];
  return reason === undefined ? '' : `: ${escapeTerminal(reason.trim())}`;
}

/** The rehearsal for people. Names come from a directory, so that nothing in them may be Markdown. */
export function rehearsalMarkdown(rehearsal: Rehearsal): string {
  const { stack, syncTool, steps, violations, people, joiner } = rehearsal;
  const counts = new Map<string, number>();
  for (const { outcome } of people) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const changed = people.filter(({ outcome }) => outcome !== 'unchanged');
  return [
    `# Rehearsal of ${stack}: ${wentWell(rehearsal) ? 'it went well' : 'it did not go well'}`,
    '',
    syncTool === 'connect'
      ? 'The stand-ins of Okta, Microsoft Graph and Entra Connect held the evidence of the stack, and the operator of the server did what each update asked for; the engine and the provider were the real ones. What the stand-in of Entra Connect does is evidence about Entra Connect only where docs/entra-connect-stand-in.md says so, and cutover:budget was not judged.'
      : 'The stand-ins of Okta and Microsoft Graph held the evidence of the stack; the engine and the provider were the real ones.',
    '',
    '| step | result |',
    '| --- | --- |',
    ...steps.map(({ name, succeeded }) => `| ${name} | ${succeeded ? 'done' : '**failed**'} |`),
    '',
    `Moments with two writers: ${violations.length}. People: ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ') || 'none'}.`,
    '',
    ...(joiner === undefined ? [] : [joinerText(joiner), '']),
    ...(changed.length === 0 ? [] : ['| person | what happened | properties |', '| --- | --- | --- |']),
    ...changed.map(
      ({ userPrincipalName, outcome, changed: names }) =>
        `| \`${plain(userPrincipalName)}\` | ${outcome} | ${names.map((name) => `\`${plain(name)}\``).join(', ')} |`,
    ),
    ...steps.flatMap(({ name, output }) =>
      output === undefined ? [] : ['', `## ${name}`, '', ...output.split('\n').map((line) => `    ${line}`)],
    ),
    '',
  ].join('\n');
}

function joinerText({ userPrincipalName, problem, unproven }: RehearsedJoiner): string {
  const who = `A newcomer (\`${plain(userPrincipalName)}\`), created in Active Directory after the cutover,`;
  if (unproven !== undefined)
    return `${who} **was not proven to sign in**: ${plain(unproven)}. Assess what \`collect okta\` writes, and sign in as a newcomer of the pilot before others depend on it.`;
  return problem === undefined
    ? `${who} has an account, and signs in by the ImmutableID that Okta sends.`
    : `${who} **can’t sign in**: ${plain(problem)}.`;
}

function plain(text: string): string {
  return text.replaceAll(/[`|\p{Cc}]/gu, '?');
}
