import type { ChangeInfo, ResourceRecordSet, VPC, VPCRegion } from '@aws-sdk/client-route-53';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { accessDenied } from './errors';

/** A VPC as Route 53 names it. */
export interface ZoneVpc {
  readonly vpcId: string;
  readonly region: VPCRegion;
}

export interface HostedZone {
  /** Without `/hostedzone/`. */
  readonly id: string;
  /** Canonical: lower case, trailing dot. */
  readonly name: string;
  readonly ownerId: string;
  readonly callerReference: string;
  comment: string | undefined;
  readonly privateZone: boolean;
  readonly nameServers: readonly string[];
  readonly vpcs: Map<string, ZoneVpc>;
  /** With the time from which an association sees each. */
  readonly authorizations: Map<string, ZoneVpc & { readonly seenAt: number }>;
  /** By `recordKey`. */
  records: Map<string, ResourceRecordSet>;
  readonly tags: Map<string, string>;
}

export const recordKey = (record: { readonly Name: string | undefined; readonly Type: string | undefined }): string =>
  `${record.Name} ${record.Type}`;

export const toVpc = ({ vpcId, region }: ZoneVpc): VPC => ({ VPCId: vpcId, VPCRegion: region });

/** A change batch of a zone, which its owner can watch. */
export interface Change {
  /** Without `/change/`. */
  readonly id: string;
  readonly zoneId: string;
  readonly ownerId: string;
  readonly submittedAt: Date;
  readonly comment: string | undefined;
  status: 'PENDING' | 'INSYNC';
}

export const toChangeInfo = (change: Change): ChangeInfo => ({
  Id: `/change/${change.id}`,
  Status: change.status,
  SubmittedAt: change.submittedAt,
  ...(change.comment === undefined ? {} : { Comment: change.comment }),
});

/** The hosted zones of all accounts: Route 53 is global. */
export class Route53State {
  readonly zones = new Map<string, HostedZone>();
  readonly changes = new Map<string, Change>();
  /** Caller references by account; one is never free again, even when its zone is deleted. */
  readonly callerReferences = new Set<string>();
  /** Quotas: Route 53 Developer Guide, "Quotas". */
  readonly quotas = { zonesPerAccount: 500, vpcsPerZone: 300, authorizationsPerZone: 1000, recordsPerZone: 10_000 };
  /** How long after its request an authorization is seen by AssociateVPCWithHostedZone. AWS documents no time. */
  authorizationDelayMs = 0;
  /**
   * Whether a VPC that does not exist any more cannot be disassociated (InvalidVPCId). Its zones go on listing it (issue 2832 of
   * the Terraform provider); no document says whether it can be removed.
   */
  deletedVpcsAreInvalid = false;
  /** Makes simultaneous changes of one zone's authorizations fail with ConcurrentModification, as AWS at times does. */
  authorizationsCollide = false;
  /** Makes a zone refuse changes with PriorRequestNotComplete while an earlier one is PENDING, as AWS at times does. */
  priorRequestsPend = false;

  constructor(private readonly world: World) {}

  /** The zone, of any account. Raises NoSuchHostedZone. */
  zone(id: string | undefined): HostedZone {
    const zone = this.zones.get(id ?? '');
    if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, {}, 404);
    return zone;
  }

  /** The caller's zone. Raises NoSuchHostedZone, and AccessDenied for another account's. */
  ownZone(id: string | undefined, call: Call): HostedZone {
    const zone = this.zone(id);
    if (zone.ownerId !== call.accountId) throw accessDenied(call);
    return zone;
  }

  zonesOfAccount(accountId: string): HostedZone[] {
    return [...this.zones.values()].filter((zone) => zone.ownerId === accountId);
  }

  /** The private zones associated with the VPC, in order of id. */
  zonesOfVpc(vpcId: string): readonly HostedZone[] {
    return [...this.zones.values()].filter((zone) => zone.vpcs.has(vpcId)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Raises PriorRequestNotComplete if the zone still works on an earlier change and the switch is on. */
  requireIdle(zone: HostedZone): void {
    if (!this.priorRequestsPend) return;
    const pending = [...this.changes.values()].some(({ zoneId, status }) => zoneId === zone.id && status === 'PENDING');
    if (pending)
      throw new AwsError(
        'PriorRequestNotComplete',
        `The request was rejected because Route 53 was still processing a prior request for hosted zone ${zone.id}.`,
      );
  }

  /** Records a change that takes `world.times.other` to reach all name servers. */
  submit(zone: HostedZone, comment?: string): ChangeInfo {
    const change: Change = {
      id: this.world.ids.upper('C', 20),
      zoneId: zone.id,
      ownerId: zone.ownerId,
      submittedAt: this.world.clock.now(),
      comment,
      status: 'PENDING',
    };
    this.changes.set(change.id, change);
    this.world.clock.after(this.world.times.other, () => {
      change.status = 'INSYNC';
    });
    return toChangeInfo(change);
  }
}
