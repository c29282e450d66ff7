import { RunError } from '@pulumi/pulumi';

/**
 * An error that the engine shows as its message alone. Its stack is the message: to show another one, the SDK inspects the
 * stack twice, and Node 20 takes up to half a minute for a line with a file directly below an npm scope.
 */
export function userFacing(message: string): RunError {
  return Object.assign(new RunError(message), { stack: message });
}
