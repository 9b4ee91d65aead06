import * as organizations from '@aws-sdk/client-organizations';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { accountOps } from './accounts';
import { createAccountOps } from './create-account';
import { handshakeOps } from './handshakes';
import { serviceAccessOps } from './service-access';
import { structureOps } from './structure';
import { tagOps } from './tags';

/** AWS Organizations, of which a world has one. Policies are not modelled. */
export const organizationsService = (world: World): Service =>
  defineService(organizations)({
    ...structureOps(world),
    ...accountOps(world),
    ...createAccountOps(world),
    ...handshakeOps(world),
    ...tagOps(world),
    ...serviceAccessOps(world),
  });
