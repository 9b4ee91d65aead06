/** The facts of an error, each a part of a sentence without a full stop. */
export interface ErrorFacts {
  readonly found: string;
  readonly expected?: string;
  /** What the operator may do next: a sentence, or a command. */
  readonly next: string;
}

/** An error that an operator can end. The message says what was found and what was expected; `next` says what to do. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
  readonly next: string;

  constructor({ found, expected, next }: ErrorFacts, options?: ErrorOptions) {
    super(expected === undefined ? found : `expected ${expected}, found ${found}`, options);
    this.next = next;
  }
}
