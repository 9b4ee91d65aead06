import { type VpcStatus, formatStatus, parseStatus } from '../../../lib/names';

test.each<[VpcStatus, string]>([
  [{ phase: 'joining', segment: 'dev' }, 'joining dev'],
  [{ phase: 'joined', segment: 'dev' }, 'joined dev'],
  [{ phase: 'quarantined', segment: 'prod' }, 'quarantined prod'],
  [{ phase: 'leaving' }, 'leaving'],
  [{ phase: 'leaving', drainedUntil: new Date('2026-01-01T00:30:00.500Z') }, 'leaving until 2026-01-01T00:30:00.500Z'],
  [{ phase: 'refused', reason: 'no usable subnet in two zones' }, 'refused no usable subnet in two zones'],
])('%j is written as "%s", and read back', (status, text) => {
  expect(formatStatus(status)).toBe(text);
  expect(parseStatus(text)).toEqual(status);
});

test('a long reason is cut to what a tag holds, and what is left reads as refused', () => {
  const text = formatStatus({ phase: 'refused', reason: 'x'.repeat(300) });
  expect(text).toHaveLength(256);
  expect(parseStatus(text)).toEqual({ phase: 'refused', reason: `${'x'.repeat(247)}…` });
});

test.each([undefined, '', 'done', 'Joined dev', ' joined dev'])('%j is no status of ours', (value) => {
  expect(parseStatus(value)).toBeUndefined();
});

test('a drain whose end somebody spoilt is a drain that has not begun', () => {
  expect(parseStatus('leaving until tomorrow')).toEqual({ phase: 'leaving' });
});
