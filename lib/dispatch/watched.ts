import { isFailure } from '../aws/sdk/failure';

/** For `Worker.watched`: returns the code of a denied read in place of its result. Throws any other error. */
export const deniedCodeOrThrow = (error: unknown): string => {
  if (isFailure(error, 'denied')) return error.code;
  throw error;
};
