import { AwsError } from '../wire/errors';

/** What makes a stack fail rather than the twin: an error in its template. */
export class TemplateFailure extends Error {}

/** The reason that a stack gives for its failure. Throws what is no failure of the stack but a bug of the twin. */
export function reasonOf(error: unknown): string {
  if (error instanceof TemplateFailure) return error.message;
  if (error instanceof AwsError) return `${error.message} (${error.code})`;
  // An SDK client's: resources are made through the same door that everybody uses.
  if (error instanceof Error && '$metadata' in error) return `${error.message} (${error.name})`;
  throw error;
}
