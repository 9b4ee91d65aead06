import { duplicates, unknownSegment, type Contradiction, type Path } from './contradiction';
import type { Parts } from './parts';
import type { LandingZone } from './schema';

/** The hub stack makes zones in its own account only, and functions assume a role in the owner's. */
function* zoneOwner(
  zone: Partial<LandingZone['zones']['private'][number]> | undefined,
  { hub, organization }: Pick<Parts, 'hub' | 'organization'>,
  path: Path,
): Generator<Contradiction> {
  if (zone?.accountId === undefined) return;
  if (zone.existing === undefined)
    yield {
      path: [...path, 'accountId'],
      message: 'expected "existing" beside it, the id of the zone; the hub stack makes zones of the hub account only',
    };
  if (zone.accountId === hub?.accountId)
    yield {
      path: [...path, 'accountId'],
      message: "expected another account than the hub's; without accountId the hub account owns the zone",
    };
  if (zone.accountId === organization?.managementAccountId)
    yield {
      path: [...path, 'accountId'],
      message:
        'expected another account than organization.managementAccountId, in which no function gets a role for zones; make the zone in a member account',
    };
}

/** Contradictions about hosted zones. */
export function* zoneContradictions({ hub, organization, zones, segments }: Parts): Generator<Contradiction> {
  for (const [index, zone] of (zones?.private ?? []).entries()) {
    yield* zoneOwner(zone, { hub, organization }, ['zones', 'private', index]);
    for (const [position, name] of (zone?.segments ?? []).entries())
      yield* unknownSegment(name, segments, ['zones', 'private', index, 'segments', position]);
    yield* duplicates(zone?.segments ?? [], (position) => ['zones', 'private', index, 'segments', position]);
  }
  yield* duplicates(
    (zones?.private ?? []).map((zone) => zone?.name),
    (index) => ['zones', 'private', index, 'name'],
  );
  yield* duplicates(zones?.public ?? [], (index) => ['zones', 'public', index]);
}
