import { LandingZoneError } from './problem';

const NEWLINE = 0x0a;
const UTF16_BYTE_ORDER_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/**
 * The text of a file in UTF-8, without a byte order mark.
 * @throws LandingZoneError with line and column of the first byte that is not UTF-8
 */
export function decoded(bytes: Uint8Array, fileName: string): string {
  if (UTF16_BYTE_ORDER_MARKS.some(([first, second]) => bytes[0] === first && bytes[1] === second))
    throw notUtf8(fileName, { line: 1, column: 1, found: 'UTF-16' });
  const text = textOf(bytes);
  if (text === undefined || text.includes('\0')) throw notUtf8(fileName, firstWrongByte(bytes));
  return text;
}

/** Undefined if the bytes are not UTF-8: a fatal decoder throws for no other reason. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const notUtf8 = (fileName: string, place: { readonly line: number; readonly column: number; readonly found: string }) =>
  new LandingZoneError(fileName, [
    {
      ...{ line: place.line, column: place.column, path: '' },
      message: `expected text in UTF-8, found ${place.found}; save the file with the encoding UTF-8`,
    },
  ]);

/** No UTF-8 character spans two lines, so lines are decoded one by one. A zero byte indicates UTF-16 without a mark. */
function firstWrongByte(bytes: Uint8Array): { line: number; column: number; found: string } {
  let start = 0;
  for (let line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    const content = bytes.subarray(start, end === -1 ? bytes.length : end);
    const column = wrongColumn(content);
    if (column !== undefined)
      return {
        ...{ line, column: column.characters + 1 },
        found: `the byte 0x${(content[column.offset] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`,
      };
    start += content.length + 1;
  }
  return { line: 1, column: 1, found: 'another encoding' };
}

/** How many bytes and characters of a line come before the first wrong byte; undefined if there is none. */
function wrongColumn(line: Uint8Array): { offset: number; characters: number } | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let characters = 0;
  let offset = 0;
  for (const [index, byte] of line.entries()) {
    try {
      const more = byte === 0 ? undefined : decoder.decode(line.subarray(index, index + 1), { stream: true });
      if (more === undefined) return { offset, characters };
      if (more !== '') {
        characters += 1;
        offset = index + 1;
      }
    } catch {
      return { offset, characters };
    }
  }
  return offset === line.length ? undefined : { offset, characters };
}
