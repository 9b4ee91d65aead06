import type * as route53 from '@aws-sdk/client-route-53';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { accessDenied, invalidInput, invalidToken, pageSize } from './errors';
import { toVpc, type HostedZone, type ZoneVpc } from './state';

const AUTHORIZATION_PAGE = 50;
/** How many turns of the event loop a colliding authorization change holds its zone. */
const COLLISION_TURNS = 5;

export const associationOps = (world: World): Ops<typeof route53> => {
  const state = world.route53;
  const changing = new Set<string>();

  /** With `authorizationsCollide`, of two simultaneous changes of one zone's authorizations the second is refused. */
  async function oneAtATime<T>(zone: HostedZone, change: () => T): Promise<T> {
    if (!state.authorizationsCollide) return change();
    if (changing.has(zone.id))
      throw new AwsError(
        'ConcurrentModification',
        `Another user submitted a request to change the authorizations of hosted zone ${zone.id} at the same time.`,
      );
    changing.add(zone.id);
    try {
      for (let turn = 0; turn < COLLISION_TURNS; turn++) await new Promise(setImmediate);
      return change();
    } finally {
      changing.delete(zone.id);
    }
  }

  return {
    async CreateVPCAssociationAuthorization(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      if (!zone.privateZone)
        throw invalidInput(`Hosted zone ${zone.id} is public: it cannot be associated with a VPC.`);
      const vpc = requireVpc(world, input.VPC);
      return oneAtATime(zone, () => {
        if (!zone.authorizations.has(vpc.vpcId) && zone.authorizations.size >= state.quotas.authorizationsPerZone)
          throw new AwsError(
            'TooManyVPCAssociationAuthorizations',
            `Hosted zone ${zone.id} has the most authorizations it can have: ${state.quotas.authorizationsPerZone}.`,
          );
        // Authorizing again is no error.
        const seenAt = world.clock.now().getTime() + state.authorizationDelayMs;
        if (!zone.authorizations.has(vpc.vpcId)) zone.authorizations.set(vpc.vpcId, { ...vpc, seenAt });
        return { HostedZoneId: zone.id, VPC: toVpc(vpc) };
      });
    },

    ListVPCAssociationAuthorizations(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      const { items, next } = page([...zone.authorizations.values()], {
        limit: pageSize(input.MaxResults, AUTHORIZATION_PAGE),
        token: input.NextToken,
        invalidToken,
      });
      return {
        HostedZoneId: zone.id,
        VPCs: items.map(toVpc),
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },

    async DeleteVPCAssociationAuthorization(input, call) {
      const zone = state.ownZone(input.HostedZoneId, call);
      const vpc = named(input.VPC);
      return oneAtATime(zone, () => {
        if (zone.authorizations.get(vpc.vpcId)?.region !== vpc.region)
          throw new AwsError(
            'VPCAssociationAuthorizationNotFound',
            `The VPC ${vpc.vpcId} that you specified is not authorized to be associated with hosted zone ${zone.id}.`,
            {},
            404,
          );
        // An association made meanwhile stays.
        zone.authorizations.delete(vpc.vpcId);
        return {};
      });
    },

    AssociateVPCWithHostedZone(input, call) {
      const zone = state.zone(input.HostedZoneId);
      const vpc = requireOwnVpc(world, input.VPC, call);
      if (!zone.privateZone)
        throw new AwsError(
          'PublicZoneVPCAssociation',
          `The hosted zone ${zone.id} is public: only a private hosted zone can be associated with a VPC.`,
        );
      const { seenAt = Infinity } = zone.authorizations.get(vpc.vpcId) ?? {};
      if (zone.ownerId !== call.accountId && seenAt > world.clock.now().getTime())
        throw new AwsError(
          'NotAuthorizedException',
          `The VPC: ${vpc.vpcId} has not authorized to associate with your hosted zone.`,
          {},
          401,
        );
      requireConflictFree(world, zone, vpc);
      if (zone.vpcs.size >= state.quotas.vpcsPerZone)
        throw new AwsError('LimitsExceeded', `The limit of ${state.quotas.vpcsPerZone} VPCs is reached.`);
      state.requireIdle(zone);
      zone.vpcs.set(vpc.vpcId, vpc);
      return { ChangeInfo: state.submit(zone, input.Comment) };
    },

    /** Either account may undo an association. */
    DisassociateVPCFromHostedZone(input, call) {
      const zone = state.zone(input.HostedZoneId);
      const vpc = named(input.VPC);
      if (zone.ownerId !== call.accountId) {
        const { ownerId } = world.ec2.vpc(vpc.vpcId) ?? {};
        if (ownerId !== call.accountId) throw accessDenied(call);
      }
      if (state.deletedVpcsAreInvalid) requireVpc(world, input.VPC);
      if (zone.vpcs.get(vpc.vpcId)?.region !== vpc.region)
        throw new AwsError(
          'VPCAssociationNotFound',
          `The VPC ${vpc.vpcId} and the hosted zone ${zone.id} that you specified are not associated.`,
          {},
          404,
        );
      if (zone.vpcs.size === 1)
        throw new AwsError(
          'LastVPCAssociation',
          `The VPC ${vpc.vpcId} is the last one of the private hosted zone ${zone.id}: it cannot be disassociated.`,
        );
      state.requireIdle(zone);
      zone.vpcs.delete(vpc.vpcId);
      return { ChangeInfo: state.submit(zone, input.Comment) };
    },
  };
};

/** The VPC that a request names, whether or not it exists. */
function named(vpc: route53.VPC | undefined): ZoneVpc {
  if (vpc?.VPCId === undefined || vpc.VPCRegion === undefined) throw invalidInput('VPCId and VPCRegion are required.');
  return { vpcId: vpc.VPCId, region: vpc.VPCRegion };
}

/** An existing VPC of any account. Raises InvalidVPCId. */
function requireVpc(world: World, input: route53.VPC | undefined): ZoneVpc {
  const vpc = named(input);
  if (world.ec2.vpc(vpc.vpcId)?.region !== vpc.region) throw invalidVpc(vpc);
  return vpc;
}

/** An existing VPC of the caller's. Raises InvalidVPCId, which AWS also answers for another account's VPC. */
export function requireOwnVpc(world: World, input: route53.VPC | undefined, call: Call): ZoneVpc {
  const vpc = requireVpc(world, input);
  if (world.ec2.vpc(vpc.vpcId)?.ownerId !== call.accountId) throw invalidVpc(vpc);
  return vpc;
}

const invalidVpc = ({ vpcId, region }: ZoneVpc): AwsError =>
  new AwsError(
    'InvalidVPCId',
    `The VPC ID ${vpcId} in region ${region} is not valid, or the account is not authorized to access this VPC.`,
  );

/**
 * A VPC can be associated with one zone of a name. AWS answers ConflictingDomainExists for another zone of that name
 * and for the very same zone alike; only the zone id in the message distinguishes them (seen in practice).
 */
export function requireConflictFree(
  world: World,
  { name }: { readonly name: string },
  { vpcId, region }: ZoneVpc,
): void {
  const conflicting = world.route53.zonesOfVpc(vpcId).find((zone) => zone.name === name);
  if (conflicting)
    throw new AwsError(
      'ConflictingDomainExists',
      `The VPC ${vpcId} in region ${region} has already been associated with the hosted zone ${conflicting.id} with the same domain name.`,
    );
}
