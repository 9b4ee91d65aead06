import { segmentName } from './fields';
import { didYouMean } from './nearest';
import { abridged, pathText } from './problem';

export type Path = readonly (string | number)[];

/** A valid setting that contradicts another one. The message states what was expected; advice follows "; ". */
export interface Contradiction {
  readonly path: Path;
  readonly message: string;
}

/** The list, if every item of it is valid. */
export const complete = <Item>(list: readonly (Item | undefined)[] | undefined): readonly Item[] | undefined => {
  const known = (list ?? []).filter((item) => item !== undefined);
  return known.length === list?.length ? known : undefined;
};

/** A contradiction for each value that equals an earlier one. `path` returns the path of the value at an index. */
export function* duplicates(
  values: readonly (string | undefined)[],
  path: (index: number) => Path,
): Generator<Contradiction> {
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value);
    if (value !== undefined && first < index)
      yield {
        path: path(index),
        message: `expected each value once, found ${JSON.stringify(value)} again; ${pathText(path(first))} is the same`,
      };
  }
}

/** A contradiction for a name that no segment has. None where a segment's own name is invalid: it may be the one that is meant. */
export function* unknownSegment(
  name: string,
  segments: Readonly<Record<string, unknown>> | undefined,
  path: Path,
): Generator<Contradiction> {
  const names = Object.keys(segments ?? {});
  if (segments === undefined || names.some((known) => !segmentName.safeParse(known).success)) return;
  if (!names.includes(name)) yield { path, message: `expected the name of a segment${choices(name, names)}` };
}

/** `; did you mean "prod"?`, or the list of choices. */
export const choices = (word: string, known: readonly string[]): string =>
  `; ${didYouMean(word, known) ?? (known.length === 0 ? 'there is none' : `there are ${abridged(known)}`)}`;
