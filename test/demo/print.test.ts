import { reachMatrix, reachSentences, type Row } from './print';

const plain = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

const row = (name: string, segment: string | null, state = 'joined'): Row => ({
  ...{ account: name, name, vpcId: `vpc-${name}`, cidrs: ['10.0.0.0/20'], segment, state },
});
const rows = [row('hub', 'shared', 'hub'), row('a', 'dev'), row('b', 'dev'), row('c', null, 'left')];
const pair = (from: string, to: string, reachable: boolean, allowed = reachable) => ({
  ...{ from: `vpc-${from}`, to: `vpc-${to}`, allowed, reachable },
});
const reach = [
  ...[pair('hub', 'a', true), pair('hub', 'b', true), pair('hub', 'c', false)],
  ...[pair('a', 'hub', true), pair('a', 'b', true), pair('a', 'c', true, false)],
  ...[pair('b', 'hub', true), pair('b', 'a', false, true), pair('b', 'c', false)],
  ...[pair('c', 'hub', false), pair('c', 'a', false), pair('c', 'b', false)],
];

test('sentences tell which segments were found to reach each other', () => {
  expect(reachSentences(rows, reach)).toEqual([
    'shared (hub) reaches dev',
    'dev reaches shared and itself',
    'c reaches no VPC',
  ]);
});

test('the matrix names what must not be: a leak, and a path that is lost', () => {
  expect(reachMatrix(rows, reach).map(plain)).toEqual([
    '          1    2    3    4',
    ' 1 hub    ·  yes  yes    –',
    ' 2 a    yes    ·  yes LEAK',
    ' 3 b    yes LOST    ·    –',
    ' 4 c      –    –    –    ·',
  ]);
});
