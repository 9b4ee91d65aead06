import { World } from '../twin/world';
import { boundsOf } from './burst';

const { times } = new World();

it.each([
  [20, { waits: 151, enablePropagation: 0, hubRoute53: 3, total: 154 }],
  [200, { waits: 151, enablePropagation: 70, hubRoute53: 75, total: 226 }],
  [2_000, { waits: 151, enablePropagation: 790, hubRoute53: 795, total: 946 }],
])('the bound of a burst of %s accounts is the longest chain of waits and the slowest bucket', (accounts, bounds) => {
  expect(boundsOf(accounts, times)).toMatchObject(bounds);
});
