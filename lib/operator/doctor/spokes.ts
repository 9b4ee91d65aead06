import { IN_PROGRESS } from '../../concepts/spoke-access/plan';
import { enabledByDefault, type LandingZone } from '../../landing-zone';
import { about, counted, ok, orOk, type Verdict } from './finding';

/** An instance of a StackSet in one account and region. */
interface StackInstance {
  readonly accountId: string;
  readonly region: string;
  /** CURRENT, OUTDATED or INOPERABLE. */
  readonly status: string;
  /** PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED, … */
  readonly detail: string;
  readonly reason: string;
}

/** Undefined where there is no StackSet of the name. */
export interface FoundStackSet {
  readonly autoDeployment: boolean;
  readonly organizationalUnitIds: readonly string[];
  readonly instances: readonly StackInstance[];
}

const placeOf = ({ accountId, region }: Pick<StackInstance, 'accountId' | 'region'>): string =>
  `${accountId}/${region}`;

/** Whether every member has a current instance of a StackSet. `members`: the accounts that may use a segment. */
export function judgeStackSet(
  { segments }: Pick<LandingZone, 'segments'>,
  stackSet: string,
  {
    found,
    members,
    regions,
  }: {
    readonly found: FoundStackSet | undefined;
    readonly members: readonly string[];
    readonly regions: readonly string[];
  },
): readonly Verdict[] {
  const deploy = 'wheelwright deploy --account management, or --account hub where that is the delegated administrator';
  if (found === undefined)
    return [{ status: 'failed', text: `there is no ${stackSet}: no account is joined`, next: deploy }];
  const units = new Set(Object.values(segments).flatMap(({ organizationalUnits }) => organizationalUnits));
  const missing = members
    .flatMap((accountId) => regions.map((region) => ({ accountId, region })))
    .filter((place) => !found.instances.some((instance) => placeOf(instance) === placeOf(place)));
  const ofMembers = found.instances.filter(({ accountId }) => members.includes(accountId));
  const wrong = ofMembers.filter(({ status }) => status !== 'CURRENT');
  const busy = wrong.filter(({ detail }) => IN_PROGRESS.has(detail));
  return [
    ...about(
      [...units].filter((unit) => !found.organizationalUnitIds.includes(unit)),
      { status: 'failed', text: `${stackSet} does not have these OUs of segments as targets`, next: deploy },
    ),
    ...(found.autoDeployment
      ? []
      : [
          {
            status: 'failed' as const,
            text: `${stackSet} is not deployed to new accounts by itself`,
            next: `turn automatic deployment on: wheelwright deploy`,
          },
        ]),
    ...about(missing.map(placeOf), {
      status: 'failed',
      text: `${stackSet} has no instance: nothing of these accounts is heard or done`,
      next: `wheelwright sweep, which deploys it; if it is missing then, wheelwright explain <account>`,
    }),
    ...about(busy.map(placeOf), {
      status: 'warning',
      text: `${stackSet} is being deployed`,
      next: 'run wheelwright doctor again in some minutes',
    }),
    ...wrong
      .filter((instance) => !busy.includes(instance))
      .map((instance) => ({
        status: 'failed' as const,
        text: `${stackSet} is ${instance.status} (${instance.detail})${instance.reason === '' ? '' : `: ${instance.reason}`}`,
        about: [placeOf(instance)],
        next:
          instance.status === 'INOPERABLE'
            ? 'delete what is left of the stack in the account, and then its instance: AWS repairs none that is INOPERABLE'
            : 'remove the cause, then wheelwright sweep',
      })),
  ];
}

/** The instances of StackSets that all are as they have to be. */
export const stackSetsFine = (members: readonly string[]): string =>
  `both are current in ${counted(members.length, 'account')}`;

/** Regions that an account has to enable. */
export const optInRegions = ({ regions }: Pick<LandingZone, 'regions'>): readonly string[] =>
  regions.filter((region) => !enabledByDefault(region));

export interface RegionOptIn {
  readonly accountId: string;
  readonly region: string;
  /** ENABLED, ENABLING, DISABLING, DISABLED or ENABLED_BY_DEFAULT. */
  readonly status: string;
}

/** Whether members have enabled the governed regions. */
export function judgeRegions(
  landingZone: Pick<LandingZone, 'regions'>,
  found: readonly RegionOptIn[],
): readonly Verdict[] {
  const optIn = optInRegions(landingZone);
  if (optIn.length === 0) return ok('every governed region is enabled from the start');
  const withStatus = (...statuses: readonly string[]): readonly string[] =>
    found.filter(({ status }) => statuses.includes(status)).map(placeOf);
  const enabled = withStatus('ENABLED', 'ENABLED_BY_DEFAULT');
  const enabling = withStatus('ENABLING');
  const others = found.map(placeOf).filter((place) => !enabled.includes(place) && !enabling.includes(place));
  return orOk(
    [
      ...about(enabling, {
        status: 'warning',
        text: 'AWS enables the region, which takes minutes or hours',
        next: 'wait; the worker enroll goes on by itself',
      }),
      ...about(others, {
        status: 'failed',
        text: 'the region is not enabled: no VPC there can join',
        next: 'wheelwright sweep, which enables it; if it stays so, wheelwright explain <account>',
      }),
    ],
    `${optIn.join(', ')} in ${counted(new Set(found.map(({ accountId }) => accountId)).size, 'account')}`,
  );
}
