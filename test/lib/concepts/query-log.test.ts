import { learn } from '../../../lib/concepts/query-log/plan';

test.each([
  ['ACTIVE', 'active'],
  ['CREATING', 'starting'],
  ['absent', 'starting'],
  ['FAILED', 'off'],
  ['ACTION_NEEDED', 'off'],
  ['DELETING', 'off'],
])('query logging with the association status %s is %s for later concepts', (status, queryLog) => {
  expect(learn({ vpcId: 'vpc-1', status, error: '' })).toEqual({ queryLog });
});
