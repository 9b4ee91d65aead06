import { segmentName } from './fields';
import { didYouMean } from './nearest';
import { abridged, pathText } from './problem';

export type Path = readonly (string | number)[];

/** Something that is right in itself and wrong beside the rest. The message says what was expected; advice follows "; ". */
export interface Contradiction {
  readonly path: Path;
  readonly message: string;
}

/** The list, if every item of it is right in itself. */
export const complete = <Item>(list: readonly (Item | undefined)[] | undefined): readonly Item[] | undefined => {
  const known = (list ?? []).filter((item) => item !== undefined);
  return known.length === list?.length ? known : undefined;
};

/** Each value that an earlier one equals. `path` is where the value at an index stands. */
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

/** A name that no segment has. Where a segment's own name is wrong in itself, it is not known which name is right. */
export function* unknownSegment(
  name: string,
  segments: Readonly<Record<string, unknown>> | undefined,
  path: Path,
): Generator<Contradiction> {
  const names = Object.keys(segments ?? {});
  if (segments === undefined || names.some((known) => !segmentName.safeParse(known).success)) return;
  if (!names.includes(name)) yield { path, message: `expected the name of a segment${choices(name, names)}` };
}

/** `; did you mean "prod"?`, or the choices there are. */
export const choices = (word: string, known: readonly string[]): string =>
  `; ${didYouMean(word, known) ?? (known.length === 0 ? 'there is none' : `there are ${abridged(known)}`)}`;
