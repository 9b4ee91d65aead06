import { AwsError } from '../wire/errors';

/** An error in a template, which makes the stack fail. */
export class TemplateFailure extends Error {}

/** The reason that a stack gives for its failure. Rethrows bugs of the twin. */
export function reasonOf(error: unknown): string {
  if (error instanceof TemplateFailure) return error.message;
  if (error instanceof AwsError) return `${error.message} (${error.code})`;
  // An SDK client's error: resources are created through SDK clients, too.
  if (error instanceof Error && '$metadata' in error) return `${error.message} (${error.name})`;
  throw error;
}

/** What is created under a name that is taken, also by the resource that it replaces in the same stack. */
export const alreadyExists = (type: string, name: string): TemplateFailure =>
  new TemplateFailure(`Resource of type '${type}' with identifier '${name}' already exists. (AlreadyExists)`);
