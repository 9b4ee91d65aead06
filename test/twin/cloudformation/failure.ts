import { AwsError } from '../wire/errors';

/** What makes a stack fail rather than the twin: an error in its template. */
export class TemplateFailure extends Error {}

/** The reason that a stack gives for its failure. Throws what is no failure of the stack but a bug of the twin. */
export function reasonOf(error: unknown): string {
  if (error instanceof AwsError) return `${error.message} (${error.code})`;
  if (error instanceof TemplateFailure) return error.message;
  throw error;
}
