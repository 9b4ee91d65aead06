import { isDelegated, namingOf, wantedKinds, type LandingZone } from '../../landing-zone';
import {
  FUNCTIONS,
  MANAGEMENT_ROLES,
  OPERATOR_ROLES,
  delegatedRoleName,
  forwarderRoleName,
  functionRoleName,
  managementRoleName,
  operatorRoleName,
} from '../../names';
import { about, counted, ok, orOk, restored, type Verdict } from './finding';

/** What is deployed. Both are undefined for a deployment that does not publish them, such as 0.1.0. */
export interface Deployed {
  readonly version?: string | undefined;
  /** The fingerprint of the config. */
  readonly config?: string | undefined;
}

/** Compares what is deployed with this program and its `landing-zone.yaml`. */
export function judgeDeployment(found: Deployed, here: Required<Deployed>): readonly Verdict[] {
  const next = 'look at wheelwright diff, then wheelwright deploy';
  if (found.version === undefined || found.config === undefined)
    return [{ status: 'warning', text: 'the stack automation does not say what it was deployed from', next }];
  if (found.version !== here.version)
    return [
      {
        status: 'warning',
        text: `version ${found.version} is deployed, this is ${here.version}, so the configs are not compared`,
        next,
      },
    ];
  if (found.config !== here.config)
    return [{ status: 'warning', text: 'another landing-zone.yaml is deployed than this one', next }];
  return ok(`version ${found.version}, from this landing-zone.yaml`);
}

/** The roles of ours in the hub account. */
export function hubRoles(landingZone: LandingZone): readonly string[] {
  const naming = namingOf(landingZone);
  const functions = FUNCTIONS.filter((name) => name !== 'notify' || wantedKinds(landingZone).size > 0);
  return [
    ...functions.map((name) => functionRoleName(name, naming)),
    ...OPERATOR_ROLES.map((role) => operatorRoleName(role, naming)),
    forwarderRoleName('hub', naming),
    ...(isDelegated(landingZone) ? MANAGEMENT_ROLES.map((role) => delegatedRoleName(role, naming)) : []),
  ];
}

/** The roles of ours in the management account. Where the hub account is the delegated administrator, operators have no way to look. */
export function managementRoles(landingZone: LandingZone): readonly string[] {
  const naming = namingOf(landingZone);
  return [
    ...MANAGEMENT_ROLES.map((role) => managementRoleName(role, naming)),
    ...(landingZone.rulesInUsEast1 === 'none' && landingZone.organization.controlTowerHomeRegion === undefined
      ? []
      : [forwarderRoleName('management', naming)]),
  ];
}

/** Whether the roles exist. */
export const judgeRoles = (expected: readonly string[], found: ReadonlySet<string>): readonly Verdict[] =>
  orOk(
    about(
      expected.filter((name) => !found.has(name)),
      {
        status: 'failed',
        text: 'roles that our stacks have made do not exist',
        next: restored('each of them'),
      },
    ),
    counted(expected.length, 'role'),
  );

interface NeededAccess {
  readonly principal: string;
  readonly why: string;
  /** The command that turns it on, in the management account. */
  readonly command: string;
}

/** The services of AWS that need trusted access to the organization for what Wheelwright does. */
const neededAccess = ({ organization }: LandingZone): readonly NeededAccess[] => [
  {
    principal: 'member.org.stacksets.cloudformation.amazonaws.com',
    why: 'no account gets roles or rules',
    command: 'aws cloudformation activate-organizations-access --region us-east-1',
  },
  {
    principal: 'account.amazonaws.com',
    why: 'no region can be enabled or looked up in member accounts',
    command: 'aws organizations enable-aws-service-access --service-principal account.amazonaws.com',
  },
  ...(organization.sharing
    ? [
        {
          principal: 'ram.amazonaws.com',
          why: 'accounts lose what the hub shares',
          command: 'aws ram enable-sharing-with-aws-organization',
        },
      ]
    : []),
  ...(organization.trail === 'create'
    ? [
        {
          principal: 'cloudtrail.amazonaws.com',
          why: 'the trail of the organization records no accounts, and most events do not arrive',
          command: 'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
        },
      ]
    : []),
];

/** Whether the services that need it have trusted access. `enabled`: service principals. */
export const judgeServiceAccess = (landingZone: LandingZone, enabled: ReadonlySet<string>): readonly Verdict[] =>
  orOk(
    neededAccess(landingZone)
      .filter(({ principal }) => !enabled.has(principal))
      .map(({ principal, why, command }) => ({
        status: 'failed',
        text: `trusted access is off: ${why}`,
        about: [principal],
        next: `in the management account: ${command}`,
      })),
    `trusted access of ${counted(neededAccess(landingZone).length, 'service')}`,
  );

/** What the hub account has to be the delegated administrator of. */
export const DELEGATED_SERVICES = [
  'account.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
] as const;

/** Whether the hub account is the delegated administrator that the config wants. `administrators`: account ids by service. */
export function judgeDelegation(
  landingZone: LandingZone,
  administrators: Readonly<Record<string, readonly string[]>>,
): readonly Verdict[] {
  const { accountId } = landingZone.hub;
  if (!isDelegated(landingZone)) return ok('the management account administers, as the config says');
  return orOk(
    DELEGATED_SERVICES.filter((service) => administrators[service]?.includes(accountId) !== true).map((service) => ({
      status: 'failed',
      text: 'the hub account is no delegated administrator',
      about: [service],
      next: `in the management account: aws organizations register-delegated-administrator --account-id ${accountId} --service-principal ${service}`,
    })),
    `the hub account administers ${counted(DELEGATED_SERVICES.length, 'service')}`,
  );
}
