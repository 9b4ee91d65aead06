import { type VpcStatus, formatStatus, parseStatus } from '../../../lib/names';

test.each<[VpcStatus, string]>([
  [{ phase: 'joining', segment: 'dev' }, 'joining dev'],
  [{ phase: 'joined', segment: 'dev' }, 'joined dev'],
  [{ phase: 'quarantined', segment: 'prod' }, 'quarantined prod'],
  [{ phase: 'leaving' }, 'leaving'],
  [{ phase: 'leaving', drainedUntil: new Date('2026-01-01T00:30:00.500Z') }, 'leaving until 2026-01-01T00:30:00.500Z'],
  [{ phase: 'refused', text: 'no usable subnet in two zones' }, 'refused no usable subnet in two zones'],
])('%j is written as "%s", and read back', (status, text) => {
  expect(formatStatus(status)).toBe(text);
  expect(parseStatus(text)).toEqual(status);
});

describe('the reason of a refusal', () => {
  /** Characters that `refused ` leaves of the 256 of a tag value. */
  const ROOM = 248;

  test('is cut and ends in … where it is too long for a tag value, and is still read as a refusal', () => {
    const text = formatStatus({ phase: 'refused', text: 'x'.repeat(ROOM + 1) });
    expect(text).toHaveLength(256);
    expect(text).toMatch(/^refused x+…$/);
    expect(parseStatus(text)).toEqual({ phase: 'refused', text: `${'x'.repeat(ROOM - 1)}…` });
  });

  test('is whole where it just fits', () => {
    const status: VpcStatus = { phase: 'refused', text: 'x'.repeat(ROOM) };
    expect(formatStatus(status)).toHaveLength(256);
    expect(parseStatus(formatStatus(status))).toEqual(status);
  });
});

test.each([undefined, '', 'done', 'Joined dev', ' joined dev'])('%j is not read as a status', (value) => {
  expect(parseStatus(value)).toBeUndefined();
});

test('a leaving status whose time cannot be read is a drain that has not begun', () => {
  expect(parseStatus('leaving until tomorrow')).toEqual({ phase: 'leaving' });
});
