/** Control characters that separate lines or words, the line and paragraph separators, and spaces other than the usual one. */
const SEPARATORS = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+|(?! )\p{Zs}/gu;

/**
 * Characters that are not seen, or that change how others are seen: control characters (ESC begins a terminal's escape
 * sequences), bidirectional marks, zero-width characters, lone surrogates, and code points without a character.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]+/gu;

/** Characters of a text at most. It leaves room for EC2's encoded authorization messages, which operators decode. */
const LONGEST = 4096;

/**
 * A text that may contain what people in spokes wrote (tag values, names, messages of AWS that repeat them), in the form in
 * which it enters a status tag, a log line, a notice, the ledger or a terminal: on one line, in visible characters. What
 * separates lines becomes a space, and what is not seen becomes `�`, so that a reader sees that something was there. A text
 * that is longer than `longest` characters (UTF-16 code units) is cut and ends in `…`. Cleaning twice changes nothing more.
 * Decisions are made with the text as it was written.
 */
export function cleanText(text: string, longest = LONGEST): string {
  const clean = text.replace(SEPARATORS, ' ').replace(UNSEEN, '�');
  // A cut may divide a character of two code units; its first half is left out.
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** The same for every text in the fields of a notice. Their names are ours. */
export const cleanFields = (fields: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanValue(value)]));

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  return typeof value === 'object' && value !== null ? cleanFields(value) : value;
}
