import { InvalidArgumentError } from 'commander';

/**
 * Reads the value of an option of a command line: a whole number within limits, in decimal digits.
 * @throws InvalidArgumentError, which says what was expected, for any other text
 */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : -1;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `Expected a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}.`,
    );
  };
