import { isFailure } from '../lib/aws/sdk/failure';
import { LandingZoneError } from '../lib/landing-zone/problem';
import { OperatorError } from '../lib/operator/operator-error';

/** What a person reads of an error: what was found, and what to do next. The stack is for `--verbose`. */
export function errorText(error: unknown, verbose: boolean): string {
  const lines = linesOf(error);
  if (verbose && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  return lines.map((line) => `${line}\n`).join('');
}

function linesOf(error: unknown): string[] {
  if (error instanceof LandingZoneError) return [error.message];
  if (error instanceof OperatorError) return [`error: ${error.message}.`, `Next: ${error.next}`];
  const message = error instanceof Error ? error.message : String(error);
  if (isFailure(error, 'denied'))
    return [`error: AWS denies ${message}`, 'Next: use credentials that may assume the operator role (--profile).'];
  if (isFailure(error, 'throttled')) return [`error: AWS is busy: ${message}`, 'Next: run the command again.'];
  return [`error: ${message}`, 'Next: run the command again with --verbose, which prints where the error arose.'];
}
