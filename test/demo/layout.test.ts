import { columns, factLine, lasting, listed, timeOf, wrapped } from './layout';
import { isPart, operationOf, phraseFor } from './phrases';
import { writesOfConcepts } from './timeline';

/** Without the codes of colours, which a terminal does not count. */
const plain = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

test.each(writesOfConcepts().filter((what) => !isPart(what)))('%s has words that fit beside its name', (what) => {
  for (const intent of ['join', 'leave'] as const) {
    const text = phraseFor(what, 3, intent);
    expect(text).not.toBe(operationOf(what));
    expect(text.length).toBeLessThanOrEqual(29);
  }
});

test('a fact has its API call beside it where the line has room', () => {
  const fact = {
    at: '00:06:57',
    subject: 'dev-1',
    text: 'attachment created',
    call: 'CreateTransitGatewayVpcAttachment',
  };
  const line = plain(factLine(fact, { width: 100, subject: 15 }));
  expect(line).toBe('00:06:57  dev-1           attachment created             CreateTransitGatewayVpcAttachment');
  expect(plain(factLine(fact, { width: 80, subject: 15 }))).toBe('00:06:57  dev-1           attachment created');
});

test('a table that is too wide puts its last column on a line of its own', () => {
  const rows = [
    ['VPC', 'ID'],
    ['dev-1', 'vpc-0519e64db69596a7f'],
  ];
  expect(columns(rows, 28)).toEqual(['VPC    ID', 'dev-1  vpc-0519e64db69596a7f']);
  expect(columns(rows, 27)).toEqual(['VPC', '  ID', 'dev-1', '  vpc-0519e64db69596a7f']);
});

test('a text is broken between words', () => {
  expect(wrapped('one two three', { width: 9, indent: 2 })).toEqual(['one two', '  three']);
  expect(wrapped('one', { width: 9, indent: 2 })).toEqual(['one']);
});

test.each([
  [0, '0 s'],
  [43_000, '43 s'],
  [120_000, '2 min'],
  [165_000, '2 min 45 s'],
  [3_660_000, '1 h 1 min'],
  [7_200_000, '2 h'],
])('%d ms last %s', (ms, text) => {
  expect(lasting(ms)).toBe(text);
});

test('times count from the start of the world, past a day too', () => {
  expect(timeOf('2026-01-02T02:30:17Z')).toBe('26:30:17');
});

test('lists end with "and"', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    ...['', 'a', 'a and b', 'a, b and c'],
  ]);
});
