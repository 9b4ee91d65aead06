import { type Document, type ErrorCode, type Node, isCollection, isNode, isScalar, visit } from 'yaml';
import type { Fault } from './yaml-structure';

const NO_COLON = 'expected "key: value", found no colon with a space after it; add what is missing';

/** Messages for the errors of the YAML parser that a user is likely to see. `rest` is the text from the error on. */
const MESSAGES: Readonly<Partial<Record<ErrorCode, (rest: string, message: string) => string | undefined>>> = {
  BAD_INDENT: () =>
    'expected the indentation of the lines before, found another; align the keys of a section, and indent those below them further',
  BAD_SCALAR_START: (rest) =>
    `expected a value, found the reserved character ${rest.slice(0, 1)}; put the value in quotes`,
  BLOCK_IN_FLOW: () =>
    'expected a comma between two settings or values in brackets, found none; add it, or put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: () =>
    'expected one value, found another key on the same line; put a value with a colon in quotes, or begin a new line for a section',
  BAD_DQ_ESCAPE: (rest) =>
    `expected an escape sequence such as \\n, found ${rest.slice(0, 2)}; in single quotes a backslash is a plain character`,
  MISSING_CHAR: (_rest, message) => (message.startsWith('Implicit map keys') ? NO_COLON : undefined),
  MULTILINE_IMPLICIT_KEY: () => NO_COLON,
  MULTIPLE_DOCS: () =>
    'expected one document, found "---" and another one; a file holds one landing zone, so remove the line or what follows it',
  TAG_RESOLVE_FAILED: (rest) =>
    `expected a plain value, found the tag ${/^\S+/.exec(rest)?.[0] ?? ''}; remove the tag, as tags have no meaning here`,
};

/**
 * The first syntax error of the text. The parser misreads what follows it, so later errors would mislead.
 */
export function syntaxFault(document: Document, text: string): Fault | undefined {
  const [error] = [...document.errors, ...document.warnings].sort((one, other) => one.pos[0] - other.pos[0]);
  if (error === undefined) return undefined;
  return tab(text) ?? unclosed(document, text) ?? described(error.code, error.message, error.pos[0], text);
}

function described(code: ErrorCode, message: string, offset: number, text: string): Fault {
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    // A key that is indented further than the line before continues the value there, and the parser's error is at that value.
    const [line = '', indentation = ''] = /^([^\n]*\n)( *)/.exec(text.slice(offset))?.slice(1) ?? [];
    if (line !== '' && !/:\s/.test(line))
      return described('BAD_INDENT', message, offset + line.length + indentation.length, text);
  }
  const known = MESSAGES[code]?.(text.slice(offset), message);
  return { offset, message: known ?? `expected YAML, found what YAML cannot read: ${message}` };
}

/** A tab before the first character of a line. */
function tab(text: string): Fault | undefined {
  const found = /^ *\t/m.exec(text);
  if (found === null) return undefined;
  return {
    offset: found.index + found[0].length - 1,
    message: 'expected spaces as indentation, found a tab; replace each tab at the beginning of a line by spaces',
  };
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}', '"': '"', "'": "'" };

/** The innermost list, section or text that begins with a bracket or a quote and has no end. */
function unclosed(document: Document, text: string): Fault | undefined {
  let fault: Fault | undefined;
  const look = (node: Node): void => {
    const [offset = 0, end = 0] = node.range ?? [];
    const opening = text.charAt(offset);
    const closing = CLOSING[opening];
    if (closing === undefined || (end - offset > 1 && text.charAt(end - 1) === closing)) return;
    fault = {
      offset,
      message: `expected a closing ${closing} for the ${opening} here, found none; add it`,
    };
  };
  visit(document, (_key, node) => {
    if (isNode(node) && (isCollection(node) || isScalar(node))) look(node);
  });
  return fault;
}
