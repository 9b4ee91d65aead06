import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { landingZoneSchema, type LandingZone } from './schema';

/** One thing that is wrong, and where. */
export interface Problem {
  readonly line: number;
  readonly column: number;
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
    super(
      problems
        .map(({ line, column, path, message }) =>
          [`${fileName}:${line}:${column}`, path === '' ? '' : ` ${path}:`, ` ${message}`].join(''),
        )
        .join('\n'),
    );
  }
}

/**
 * Reads and checks the text of a `landing-zone.yaml`.
 * @throws LandingZoneError with path, line, column, what was expected and what was found, for every problem at once
 * (what contradicts the rest is looked for only when every field is right in itself)
 */
export const parseLandingZone = (text: string, fileName: string): LandingZone => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    throw new LandingZoneError(
      fileName,
      broken.map(({ pos, message }) => ({ ...position(lines, pos[0]), path: '', message })),
    );
  const content: unknown = document.toJS();
  const result = landingZoneSchema.safeParse(content, { error: describe });
  if (result.success) return result.data;
  const problems = result.error.issues
    .flatMap((issue) => concrete(issue, []))
    .map((placed) => problem({ ...placed, document, lines }))
    .sort((one, other) => one.line - other.line || one.column - other.column);
  throw new LandingZoneError(fileName, problems);
};

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

const position = (lines: LineCounter, offset: number): { line: number; column: number } => {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
};

const TYPES: Readonly<Record<string, string>> = {
  object: 'a section of settings',
  record: 'named sections',
  array: 'a list',
  boolean: 'true or false',
};

/** The words for issues whose schema has none of its own. */
const describe = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${listed(issue.values.map(String))}`;
    default:
      return undefined;
  }
};

/** `a, b or c` */
const listed = (values: readonly string[]): string => values.join(', ').replace(/, ([^,]+)$/, ' or $1');

/** An issue at its full path. `key`: it is not about the value there but about a key in the section there. */
interface Placed {
  readonly issue: Issue;
  readonly path: Path;
  readonly key?: string | undefined;
}

/** A union fails as a whole; what helps is the alternative that was meant: of the right type, with the fewest faults. */
const concrete = (issue: Issue, above: Path): readonly Placed[] => {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({ issue: inner, path: path.slice(0, -1), key: String(path.at(-1)) }));
  if (issue.code === 'unrecognized_keys') return [{ issue, path, key: issue.keys[0] }];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const meant = issue.errors
    .filter((issues) => !issues.some(({ code, path: at }) => at.length === 0 && code !== 'unrecognized_keys'))
    .sort((one, other) => disowning(one) - disowning(other) || one.length - other.length)[0];
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => concrete(inner, path));
};

/** Whoever writes `existing` means the alternative that knows it, whatever else it lacks. */
const disowning = (issues: readonly Issue[]): number =>
  Number(issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('existing')));

const problem = (at: Placed & { readonly document: Document; readonly lines: LineCounter }): Problem => {
  const { issue, path, key, document, lines } = at;
  const place = { ...position(lines, offsetOf(document, path, key)), path: written(path) };
  if (issue.code === 'unrecognized_keys') return { ...place, message: issue.message };
  const value = key === undefined ? found(document, path) : `"${key}"`;
  return { ...place, message: `${issue.message}, found ${value}` };
};

/** `segments.dev.cidrs[0]` */
const written = (path: Path): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');

const found = (document: Document, path: Path): string => {
  const value: unknown = document.hasIn(path) ? document.getIn(path) : undefined;
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(isNode(value) ? value.toJS(document) : value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
};

/** Where the key stands if one is named, else the value, else the nearest section above a value that is missing. */
const offsetOf = (document: Document, path: Path, key?: string): number => {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node) && key !== undefined) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
};
