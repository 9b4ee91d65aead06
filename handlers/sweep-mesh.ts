import { attachmentOwners, type AttachmentOwner } from '../lib/aws/read/attachment-owners';
import { vpcsOfZones } from '../lib/aws/read/zone-vpcs';
import { isFailure } from '../lib/aws/sdk/failure';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { hubOf } from '../lib/landing-zone';
import { zonesToRead, type MeshRead } from '../lib/routing/zones-handed-on';
import type { Runtime } from './runtime';
import type { Wiring } from './wiring';

/** What sweeps read of all VPCs at once. Only they may: it grows with the mesh. */
export interface SweptMesh {
  /** Lists the attachments of the transit gateway. */
  attachments(): Promise<readonly AttachmentOwner[]>;
  /** The zones of the mesh's VPCs, some minutes old at most. Undefined where they were refused: then `join` reads those of each VPC. */
  zones(): Promise<MeshRead | undefined>;
}

/** The steps of a sweep follow each other for up to an hour. An instance that runs several reads again after so long. */
const KEPT_MS = 5 * 60_000;

export function sweptMesh(
  { landingZone, hubs, clock }: Runtime,
  { sessions, own }: Wiring,
  telemetry: Telemetry,
): SweptMesh {
  const { accountId, region } = landingZone.hub;
  const attachments = attachmentOwners(sessions.own(accountId, region), hubOf(hubs, region).transitGatewayId);
  const zoneIds = zonesToRead(landingZone, hubs);
  let last: { readonly at: Date; readonly read: Promise<MeshRead | undefined> } | undefined;
  const read = async (at: Date): Promise<MeshRead | undefined> => {
    try {
      const zonesOf = await vpcsOfZones(own, zoneIds);
      return { at: at.toISOString(), attachments: await attachments(), zoneIds, zonesOf };
    } catch (error) {
      if (!isFailure(error)) throw error;
      telemetry.error('zones not read in bulk: join reads those of every VPC', { because: error.message });
      return undefined;
    }
  };
  return {
    attachments,
    async zones() {
      if (zoneIds.length === 0) return undefined;
      const now = clock.now();
      if (last === undefined || now.getTime() - last.at.getTime() > KEPT_MS) last = { at: now, read: read(now) };
      return last.read;
    },
  };
}
