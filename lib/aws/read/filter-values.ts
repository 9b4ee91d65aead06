/** Values of one filter at most (EC2 API reference, "Filter"). */
const MOST = 200;

/** The values in lists that one filter takes. */
export const filterValues = (values: readonly string[]): string[][] =>
  values.flatMap((_, index) => (index % MOST === 0 ? [values.slice(index, index + MOST)] : []));
