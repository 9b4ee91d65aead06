import { EnableRegionCommand, GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {},
  hub: {},
  management: { getStatus: GetRegionOptStatusCommand, enableRegion: EnableRegionCommand },
} satisfies Calls;
