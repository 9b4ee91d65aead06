import * as ram from '@aws-sdk/client-ram';
import { defineService } from '../wire/define';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { associationOps } from './associations';
import { invitationOps } from './invitations';
import { shareOps } from './shares';

/** Resource Access Manager, with the permissions that RAM chooses by default. */
export const ramService = (world: World): Service =>
  defineService(ram)({ ...shareOps(world), ...associationOps(world), ...invitationOps(world) });
