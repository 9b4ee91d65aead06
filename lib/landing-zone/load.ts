import type * as z from 'zod';
import { contradictions } from './contradictions';
import { decoded } from './decode';
import { didYouMean } from './nearest';
import { partsOf } from './parts';
import { LandingZoneError, listed, pathText, withFound, type Problem } from './problem';
import { fields, type LandingZone } from './schema';
import { readYaml, type YamlFile } from './yaml-file';

/**
 * Reads and checks a `landing-zone.yaml`: its bytes, or its text. `fileName` is its name in messages.
 * @throws LandingZoneError with every problem at once, in the order of the file: each with line, column, path, what was
 * expected and what was found. A file that is not YAML is not checked further; an invalid setting is compared with no other.
 */
export const parseLandingZone = (source: string | Uint8Array, fileName: string): LandingZone => {
  const file = readYaml(typeof source === 'string' ? source : decoded(source, fileName), fileName);
  const result = fields.safeParse(file.content, { error: describe });
  const problems = [
    ...(result.error?.issues ?? []).flatMap((issue) => concrete(issue, [])).map((placed) => fieldProblem(file, placed)),
    ...contradictions(result.data ?? partsOf(file.content)).map(({ path, message }) => problem(file, path, message)),
  ].sort((one, other) => one.line - other.line || one.column - other.column);
  if (result.success && problems.length === 0) return result.data;
  throw new LandingZoneError(fileName, problems);
};

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  record: 'named sections',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  string: 'text',
};

/** The messages of issues whose schema has none of its own. */
const describe = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value': {
      const words = issue.values.filter((value) => typeof value === 'string');
      const meant = typeof issue.input === 'string' ? didYouMean(issue.input, words) : undefined;
      return `expected ${listed(issue.values.map(String))}${meant === undefined ? '' : `; ${meant}`}`;
    }
    default:
      return undefined;
  }
};

/** An issue at its full path. `key`: it is about this key in the section at the path. */
interface Placed {
  readonly path: Path;
  readonly key?: string | undefined;
  readonly message: string;
  readonly unknownKey?: boolean;
  /** What the schema says of the value at the path. */
  readonly issue?: Issue;
}

/** A union fails as a whole. Reported are the issues of the alternative that was meant: of the right type, with the fewest issues. */
const concrete = (issue: Issue, above: Path): readonly Placed[] => {
  const path = [...above, ...issue.path];
  const { message } = issue;
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({
      ...{ path: path.slice(0, -1), key: String(path.at(-1)) },
      message: inner.message,
    }));
  if (issue.code === 'unrecognized_keys') {
    const messages = message.split('\n');
    return issue.keys.map((key, index) => ({ path, key, message: messages[index] ?? message, unknownKey: true }));
  }
  if (issue.code !== 'invalid_union') return [{ path, message, issue }];
  const meant = issue.errors
    .filter((issues) => !issues.some(({ code, path: at }) => at.length === 0 && code !== 'unrecognized_keys'))
    .sort((one, other) => rejectsExisting(one) - rejectsExisting(other) || one.length - other.length)[0];
  return meant === undefined ? [{ path, message, issue }] : meant.flatMap((inner) => concrete(inner, path));
};

/** A section with the key `existing` means the alternative with this key, even if other settings are missing. */
const rejectsExisting = (issues: readonly Issue[]): number =>
  Number(issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('existing')));

type PlacedProblem = Problem & { readonly line: number; readonly column: number };

const fieldProblem = (file: YamlFile, { path, key, message, unknownKey = false, issue }: Placed): PlacedProblem => {
  const found = key === undefined ? file.found(path) : `"${key}"`;
  const advice =
    issue !== undefined && fitsWithoutQuotes(issue, /^"(.*)"$/.exec(found)?.[1]) ? '; remove the quotes' : '';
  return {
    ...file.place(path, key),
    path: pathText(path),
    message: unknownKey ? message : `${withFound(message, found)}${advice}`,
  };
};

/** Whether a value in quotes has the type that the schema expects once the quotes are gone. */
const fitsWithoutQuotes = (issue: Issue, quoted: string | undefined): boolean => {
  if (quoted === undefined) return false;
  switch (issue.code) {
    case 'invalid_type':
      return UNQUOTED[issue.expected]?.test(quoted) === true;
    case 'invalid_value':
      return issue.values.some((value) => typeof value !== 'string' && String(value) === quoted);
    case 'invalid_union':
      return issue.errors.flat().some((inner) => inner.path.length === 0 && fitsWithoutQuotes(inner, quoted));
    default:
      return false;
  }
};

const UNQUOTED: Readonly<Record<string, RegExp>> = { number: /^-?\d+$/, boolean: /^(true|false)$/ };

/** A contradiction may be about a default, which is not in the file, or may state itself what was found. */
const problem = (file: YamlFile, path: Path, message: string): PlacedProblem => {
  const found = file.found(path);
  const isComplete = found === 'nothing' || message.includes(', found ');
  return { ...file.place(path), path: pathText(path), message: isComplete ? message : withFound(message, found) };
};
