/** One error in a config file, and its place. An error of the whole file, such as a missing file, has no line. */
export interface Problem {
  /** From 1. */
  readonly line?: number;
  /** In characters, from 1. */
  readonly column?: number;
  /** `segments.dev.cidrs[0]`; empty for an error that concerns no setting. */
  readonly path: string;
  readonly message: string;
}

/** A `landing-zone.yaml` that cannot be used. The message lists every problem, one a line. */
export class LandingZoneError extends Error {
  override readonly name = 'LandingZoneError';
  constructor(
    fileName: string,
    readonly problems: readonly Problem[],
  ) {
    super(problems.map((problem) => lineOf(fileName, problem)).join('\n'));
  }
}

const lineOf = (fileName: string, { line, column, path, message }: Problem): string => {
  const place = [fileName, line, column].filter((part) => part !== undefined).join(':');
  return path === '' ? `${place}${line === undefined ? ':' : ''} ${message}` : `${place} ${path}: ${message}`;
};

/** `segments.dev.cidrs[0]` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');

/** `a, b or c` */
export const listed = (values: readonly string[]): string => values.join(', ').replace(/, ([^,]+)$/, ' or $1');

/** `a, b, c, d, e and 7 more` */
export const abridged = (values: readonly string[], shown = 5): string =>
  values.length <= shown + 1
    ? values.join(', ')
    : `${values.slice(0, shown).join(', ')} and ${values.length - shown} more`;

/**
 * Puts what was found into a sentence about what was expected, before the advice: `expected 1; do this` becomes
 * `expected 1, found 2; do this`.
 */
export const withFound = (sentence: string, found: string): string => {
  const end = sentence.indexOf('; ');
  return end === -1 ? `${sentence}, found ${found}` : `${sentence.slice(0, end)}, found ${found}${sentence.slice(end)}`;
};
