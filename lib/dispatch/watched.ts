import { isFailure } from '../aws/sdk/failure';

/** For `Worker.watched`: the code of a refusal in place of what cannot be read, as in an account that cannot be entered. */
export const codeIfDenied = (error: unknown): string => {
  if (isFailure(error, 'denied')) return error.code;
  throw error;
};
