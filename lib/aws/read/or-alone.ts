import { isFailure } from '../sdk/failure';

/**
 * What was read together with others, or else what this one reads alone: a response with something unexpected of one account stops no
 * other. What AWS refuses is refused to all: that `Failure` is thrown.
 */
export const orAlone = <T>(together: Promise<T>, alone: () => T | Promise<T>): Promise<T> =>
  together.catch((error: unknown) => {
    if (isFailure(error)) throw error;
    return alone();
  });
