import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import { LandingZoneError } from './problem';
import { structureFaults, type Fault } from './yaml-structure';
import { syntaxFault } from './yaml-syntax';

type Path = readonly PropertyKey[];

/** A YAML file with one map at its top: its content, and the place of each setting. */
export interface YamlFile {
  readonly content: Readonly<Record<string, unknown>>;
  /** Line and column, both from 1, of a key if one is named, else of a value, else of the nearest section above it. */
  readonly place: (path: Path, key?: string) => { readonly line: number; readonly column: number };
  /** The value at the path as text, for an error. */
  readonly found: (path: Path) => string;
}

/**
 * Reads YAML 1.2.
 * @throws LandingZoneError with the errors of the file as YAML
 */
export function readYaml(text: string, fileName: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const syntax = syntaxFault(document, text);
  const faults = syntax ? [syntax] : structureFaults(document, (offset) => place(offset).line);
  if (faults.length > 0) throw faulty(fileName, faults, place);
  const content = valueOf(document);
  if (content === TOO_MANY_ALIASES) throw faulty(fileName, [tooManyAliases], place);
  if (!isMap(document.contents) || !isSection(content)) throw faulty(fileName, [withoutSections(content)], place);
  return {
    content,
    place: (path, key) => place(offsetOf(document, path, key)),
    found: (path) => found(document, content, path),
  };
}

const TOO_MANY_ALIASES = Symbol('too many aliases');

/** Aliases of aliases can expand a small file into a huge one; the package throws a ReferenceError then. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return TOO_MANY_ALIASES;
    throw error;
  }
}

const tooManyAliases: Fault = {
  offset: 0,
  message: 'expected a file that can be written out, found too many aliases of aliases; write the values out',
};

const faulty = (
  fileName: string,
  faults: readonly Fault[],
  place: (offset: number) => { readonly line: number; readonly column: number },
): LandingZoneError =>
  new LandingZoneError(
    fileName,
    faults.map(({ offset, path = '', message }) => ({ ...place(offset), path, message })),
  );

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutSections = (content: unknown): Fault => ({
  offset: 0,
  message: `expected settings that begin with "version: 1", found ${content === null ? 'an empty file' : shown(content)}; "wheelwright init" writes a file to begin with`,
});

const offsetOf = (document: Document, path: Path, key?: string): number => {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node) && key !== undefined) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
};

const LONGEST = 80;

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST - 3)}...` : json;
};

/** A number as it is written, because YAML reads `007` as 7; any other value as JSON. */
function found(document: Document, content: unknown, path: Path): string {
  const node: unknown = document.getIn(path, true);
  if (isScalar(node) && typeof node.value === 'number' && node.source !== undefined) return node.source;
  let value = content;
  for (const step of path) value = Array.isArray(value) || isSection(value) ? Reflect.get(value, step) : undefined;
  return shown(value);
}
