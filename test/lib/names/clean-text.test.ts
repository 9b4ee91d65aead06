import { cleanFields, cleanText, formatStatus } from '../../../lib/names';
import { Failure, classify } from '../../../lib/aws/sdk/failure';

/** What a person could write into a tag, a name or a request, and what is left of it. */
const WRITTEN: readonly [what: string, written: string, clean: string][] = [
  ['a color of a terminal', 'a\u001b[31mb', 'a�[31mb'],
  ['a title of a terminal', 'a\u001b]0;b\u0007c', 'a�]0;b�c'],
  ['an escape sequence of one character', 'a\u009b2Jb', 'a�2Jb'],
  ['a backspace and a delete', 'a\b\u007fb', 'a�b'],
  ['a null character', 'a\0b', 'a�b'],
  ['line feeds', 'a\n\r\nb', 'a b'],
  ['a vertical tab and a form feed', 'a\v\fb', 'a b'],
  ['a next-line character', 'a\u0085b', 'a b'],
  ['a line separator', 'a\u2028b', 'a b'],
  ['a paragraph separator', 'a\u2029b', 'a b'],
  ['a no-break space', 'a\u00a0b', 'a b'],
  ['a right-to-left override', 'a\u202eb\u202c', 'a�b�'],
  ['a left-to-right embedding', 'a\u202ab', 'a�b'],
  ['a bidirectional isolate', 'a\u2067b\u2069', 'a�b�'],
  ['right-to-left and left-to-right marks', 'a\u200f\u200eb', 'a�b'],
  ['an Arabic letter mark', 'a\u061cb', 'a�b'],
  ['a zero-width space', 'tr\u200bue', 'tr�ue'],
  ['a zero-width joiner and non-joiner', 'a\u200c\u200db', 'a�b'],
  ['a byte order mark', '\ufeffa', '�a'],
  ['a word joiner', 'a\u2060b', 'a�b'],
  ['a soft hyphen', 'a\u00adb', 'a�b'],
  ['an invisible letter', 'a\u3164b', 'a�b'],
  ['a variation selector', 'a\ufe0fb', 'a�b'],
  ['tag characters', 'a\u{e0041}\u{e0042}b', 'a�b'],
  ['a lone high surrogate', 'a\ud800b', 'a�b'],
  ['a lone low surrogate', 'a\udfffb', 'a�b'],
  ['a noncharacter', 'a\uffffb', 'a�b'],
  ['a private character', 'a\ue000b', 'a�b'],
];

describe('[A18] a text that a person in a spoke wrote', () => {
  test.each(WRITTEN)('loses %s', (_what, written, clean) => {
    expect(cleanText(written)).toBe(clean);
    expect(cleanText(clean)).toBe(clean);
  });

  test.each(['staging (EU)', 'Zürich', 'ツリー', '👋 team', '"true", expected …', 'שלום', ''])(
    'keeps what is seen: %s',
    (text) => expect(cleanText(text)).toBe(text),
  );

  test.each([
    ['x'.repeat(300), 'x'.repeat(255)],
    [`${'x'.repeat(254)}👋👋`, 'x'.repeat(254)],
  ])('is cut where it is too long, and ends in … (%s)', (text, start) =>
    expect(cleanText(text, 256)).toBe(`${start}…`),
  );

  test.each(['\u202egnol', 'a\nb\u001b[2J'])('enters no status tag as it was written: %j', (value) => {
    const text = formatStatus({ phase: 'refused', text: `the tag is "${value}"` });
    expect(text).toBe(`refused the tag is "${cleanText(value)}"`);
    expect(formatStatus({ phase: 'joined', segment: value })).toBe(`joined ${cleanText(value)}`);
  });

  test.each(['\u2066evil\u2069', 'a\r\nb\u200b'])('enters no failure as it was written: %j', (value) => {
    const context = { action: 'ec2:CreateTags', accountId: '200000000003', region: 'ap-southeast-3' };
    const failure = classify(Object.assign(new Error(`invalid: ${value}`), { name: 'InvalidParameterValue' }), context);
    expect(failure).toBeInstanceOf(Failure);
    expect(String(failure)).toContain(`invalid: ${cleanText(value)}`);
  });

  test.each(['\u2066evil\u2069', 'a\r\nb\u200b'])('enters no notice as it was written: %j', (value) => {
    const detail = { because: value, changes: [value], nested: { name: value }, count: 1, none: undefined };
    const clean = cleanText(value);
    expect(cleanFields(detail)).toEqual({ because: clean, changes: [clean], nested: { name: clean }, count: 1 });
  });
});
