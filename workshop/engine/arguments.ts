import { UserError } from '../../src/domain/errors.js';

/** What `npm run pulumi -- …` was asked for. */
export interface WrapperArguments {
  /** The embedded organization's story: a folder of scenarios/. */
  readonly scenario?: string;
  /** Whether to forget the embedded organization and its stack first. */
  readonly reset: boolean;
  readonly stack: string;
  /** What the Pulumi CLI gets, unchanged. */
  readonly pulumi: readonly string[];
}

const usage = [
  'usage: npm run pulumi -- [--scenario NAME] [--reset] <arguments of the Pulumi CLI>',
  'for example: npm run pulumi -- preview --stack staging',
].join('\n');

/** Commands of the CLI that name their stack without a flag: `pulumi stack select prod`. */
const namesItsStack = ['init', 'select', 'rm'];

/**
 * Takes the wrapper's own options from the front and finds out which stack the rest is about: `--stack`, `-s`, the name
 * after `stack select`, the environment's PULUMI_STACK, else staging.
 * @throws UserError for an own option without value, or when nothing is asked for
 */
export function parseArguments(args: readonly string[], environment: NodeJS.ProcessEnv): WrapperArguments {
  let scenario: string | undefined;
  let reset = false;
  let position = 0;
  for (; position < args.length; position++) {
    const argument = args[position] ?? '';
    if (argument === '--reset') reset = true;
    else if (argument === '--scenario') scenario = valueAfter(args, position++);
    else if (argument.startsWith('--scenario=')) scenario = argument.slice('--scenario='.length);
    else break;
  }
  const pulumi = args.slice(position);
  if (pulumi.length === 0 && !reset) throw new UserError(`No command was given.\n${usage}`);
  const stack = stackNamed(pulumi) ?? environment.PULUMI_STACK ?? 'staging';
  return { reset, stack, pulumi, ...(scenario !== undefined && { scenario }) };
}

function stackNamed(pulumi: readonly string[]): string | undefined {
  for (const [position, argument] of pulumi.entries()) {
    if (argument === '--') break;
    if (argument === '--stack' || argument === '-s') return pulumi[position + 1];
    const attached = /^(?:--stack=|-s=?)(.+)$/.exec(argument);
    if (attached !== null) return attached[1];
  }
  const [command, action = '', name] = pulumi;
  return command === 'stack' && namesItsStack.includes(action) && name?.startsWith('-') === false ? name : undefined;
}

function valueAfter(args: readonly string[], position: number): string {
  const value = args[position + 1];
  if (value === undefined || value.startsWith('-')) throw new UserError(`${args[position]} needs a value.\n${usage}`);
  return value;
}
