import type { AttachmentOwner } from '../aws/read/attachment-owners';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import { fieldsOfZones } from '../hub/zones-read';
import { hubOf, sweepReadsZones, type Hubs, type LandingZone } from '../landing-zone';
import { by } from '../names';
import type { Woken } from './sweep-targets';

/** What a sweep has read of the mesh. */
export interface MeshRead {
  /** When it began: ISO time. */
  readonly at: string;
  readonly attachments: readonly AttachmentOwner[];
  readonly zoneIds: readonly string[];
  /** The zones of each VPC that has one. */
  readonly zonesOf: ReadonlyMap<string, readonly string[]>;
}

/** Bytes of what is handed on, in a message of at most 256 KiB for ten accounts. */
const MOST_BYTES = 12_000;

/** The zones that a sweep reads in bulk. */
export const zonesToRead = (landingZone: LandingZone, hubs: Hubs): readonly string[] =>
  sweepReadsZones(landingZone) ? Object.values(hubOf(hubs, landingZone.hub.region).zoneIds).sort() : [];

/**
 * What the message for an account says about zones of its VPCs. In each sweep one VPC of the account is left out, by turns: `join`
 * reads its zones, of all owners. Undefined where there is no other, or so many that the message would grow.
 */
export function zonesHandedOn(mesh: MeshRead, accountId: string, turn: number): ZonesRead | undefined {
  const { at, zoneIds, zonesOf } = mesh;
  const vpcIds = mesh.attachments
    .filter((attachment) => attachment.live && attachment.accountId === accountId)
    .map(({ vpcId }) => vpcId)
    .sort(by((vpcId) => vpcId));
  const told = vpcIds.filter((_, index) => index !== turn % vpcIds.length);
  if (told.length === 0) return undefined;
  const read = { at, zoneIds, vpcs: Object.fromEntries(told.map((vpcId) => [vpcId, zonesOf.get(vpcId) ?? []])) };
  return JSON.stringify(fieldsOfZones(read)).length > MOST_BYTES ? undefined : read;
}

/** The wake-ups of `join`, and of enroll, which passes it on, with what was read of zones. */
export const withZones = (woken: readonly Woken[], mesh: MeshRead | undefined, turn: number): readonly Woken[] =>
  woken.map((each) => {
    if (mesh === undefined || each.worker === 'grant-pull' || each.accountChanged) return each;
    const zones = zonesHandedOn(mesh, each.accountId, turn);
    return zones === undefined ? each : { ...each, zones };
  });
