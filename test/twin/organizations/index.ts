import * as organizations from '@aws-sdk/client-organizations';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { accountOps } from './accounts';
import { createAccountOps } from './create-account';
import { handshakeOps } from './handshakes';
import { policyOps } from './policies';
import { policyAttachmentOps } from './policy-attachments';
import { serviceAccessOps } from './service-access';
import { structureOps } from './structure';
import { tagOps } from './tags';

/** AWS Organizations, of which a world has one. Of its policies it has SCPs. */
export const organizationsService = (world: World): Service =>
  defineService(organizations)({
    ...structureOps(world),
    ...accountOps(world),
    ...createAccountOps(world),
    ...handshakeOps(world),
    ...tagOps(world),
    ...serviceAccessOps(world),
    ...policyOps(world),
    ...policyAttachmentOps(world),
  });
