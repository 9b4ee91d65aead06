import type { Vpc } from '../../aws/read/shapes';
import { MEMBER, STATUS, parseStatus } from '../../names';

/**
 * Whether the tags of the VPC say that Wheelwright has changed it. They are in the spoke's reach: what is recorded counts beside
 * them. 0.1.0 recorded nothing and set no `wheelwright:member`; its status says the same.
 */
export const isMarked = (tags: Vpc['tags']): boolean => {
  const status = parseStatus(tags[STATUS]);
  return tags[MEMBER] === 'true' || (status !== undefined && status.phase !== 'refused');
};
