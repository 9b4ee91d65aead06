import * as z from 'zod';
import type { StackInstance } from '../../aws/read/enrollment';
import { STACK_SETS } from '../../names';
import { configuredUnit, ruleRegions, type LandingZone } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Refused, type Waiting } from '../../reconcile/outcome';

/** The regions in which an account has an instance of each, with the governed `regions` that it has VPCs in. */
export const stackSetRegions = (
  landingZone: LandingZone,
  regions: readonly string[],
): Readonly<Record<(typeof STACK_SETS)[number], readonly string[]>> => ({
  'wheelwright-roles': [landingZone.stsRegion],
  'wheelwright-rules': ruleRegions(landingZone, regions).toSorted(),
});

export type Instance = Omit<StackInstance, 'accountId'>;

const STACK_SETS_ROLE = /^arn:aws:iam::\d{12}:role\/stacksets-exec-/;
/** The service-linked role with which StackSets assumes its roles; only the service itself can assume it. */
const ADMINISTRATOR =
  /^arn:aws:iam::(\d{12}):role\/aws-service-role\/stacksets\.cloudformation\.amazonaws\.com\/AWSServiceRoleForCloudFormationStackSetsOrgAdmin$/;

const trustPolicy = z.looseObject({
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ AWS: z.union([z.string(), z.array(z.string())]) }),
      Action: z.literal('sts:AssumeRole'),
      Condition: z.unknown().optional(),
    }),
  ),
});

/** Whether the service control policies exempt a role, by its ARN, as a role of the StackSets. */
export const isExempt = (arn: string): boolean => STACK_SETS_ROLE.test(arn);

/**
 * The accounts whose StackSets a role `stacksets-exec-…` trusts, sorted. None where it trusts anything else, or is under
 * a path: then no StackSet made it.
 */
export function trustedAdministrators(arn: string, trust: string): readonly string[] {
  const policy = trustPolicy.safeParse(parsed(trust)).data;
  if (policy === undefined || arn.split('/').length !== 2) return [];
  const accounts = policy.Statement.flatMap(({ Principal }) => Principal.AWS).map(
    (each) => ADMINISTRATOR.exec(each)?.[1],
  );
  return accounts.every((id) => id !== undefined) ? [...new Set(accounts)].sort() : [];
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export interface Desired {
  /** Regions by StackSet. Empty on leaving: auto-deployment removes the instances. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  /**
   * The OU on the account's path that a segment names. A StackSet with auto-deployment takes a single account only as the
   * intersection with an OU; an OU below would become a further target, which its template does not have.
   */
  readonly organizationalUnitId: string;
  readonly now: Date;
}

export interface Actual {
  readonly accountId: string;
  readonly instances: readonly Instance[];
  /** ARNs of roles that the service control policies exempt although no StackSet of the organization made them. */
  readonly foreignRoles: readonly string[];
}

export type Change = ChangeBase &
  Readonly<{ stackSet: string; regions: readonly string[]; organizationalUnitId: string }>;

const OPERATION_SECONDS = 20;
/** A deployment that failed because a name is taken is tried again after this time, to find that the name is free. */
const CONFLICT_MS = 3600_000;

/** The id of an operation of ours contains when it began: a later reconcile reads there when it was tried last. */
export const operationId = (now: Date, accountId: string, region: string): string =>
  `wheelwright-${now.getTime()}-${accountId}-${region}`;
const triedAt = ({ operation }: Instance): number => Number(/^wheelwright-(\d+)-/.exec(operation)?.[1] ?? 0);
/** Details of an instance that is being deployed. */
export const IN_PROGRESS: ReadonlySet<string> = new Set(['PENDING', 'RUNNING']);

export function desire(target: Target, inputs: PlanInputs): Desired {
  const organizationalUnitId = configuredUnit(inputs.landingZone, inputs.ouPath) ?? '';
  const { now } = inputs;
  if (target.intent === 'leave') return { regions: {}, organizationalUnitId, now };
  return { regions: stackSetRegions(inputs.landingZone, [inputs.region]), organizationalUnitId, now };
}

/** A name of ours is taken in the account, and our last attempt to deploy is recent. CloudFormation gives no error code. */
const isConflict = (instance: Instance | undefined, now: Date): instance is Instance =>
  instance !== undefined &&
  instance.status !== 'CURRENT' &&
  /already exists/i.test(instance.reason) &&
  now.getTime() - triedAt(instance) < CONFLICT_MS;

/**
 * Auto-deployment runs when an account enters an OU, before its opt-in regions are enabled: it fails there, and AWS does
 * not try again. Missing and failed instances are therefore created here, one StackSet after the other. An account that
 * has a role of a name of ours, or one that the service control policies exempt, is refused: before anything is shared.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting | Refused {
  const { accountId: key, instances, foreignRoles } = actual;
  const { organizationalUnitId, now } = desired;
  if (Object.keys(desired.regions).length > 0 && foreignRoles.length > 0)
    return refused(
      'foreign-role',
      `account ${key} has ${foreignRoles.join(', ')}: the service control policies exempt roles of such ARNs, and no StackSet of the organization made it; delete it`,
    );
  for (const stackSet of STACK_SETS) {
    const wanted = desired.regions[stackSet] ?? [];
    const instanceIn = (region: string) =>
      instances.find((each) => each.stackSet === stackSet && each.region === region);
    if (wanted.some((region) => IN_PROGRESS.has(instanceIn(region)?.detail ?? '')))
      return waiting(`${stackSet} is being deployed to account ${key}`, OPERATION_SECONDS);
    const conflict = wanted.map(instanceIn).find((instance) => isConflict(instance, now));
    if (conflict)
      return refused(
        'name-taken',
        `account ${key} already had a resource of a name of ours, so ${stackSet} could not be deployed there: ${conflict.reason}; delete it`,
      );
    const regions = wanted.filter((region) => instanceIn(region)?.status !== 'CURRENT');
    if (regions.length > 0) {
      const because = `account ${key} has no current instance of ${stackSet} in ${regions.join(', ')}`;
      const wait = { because: `${stackSet} is being deployed to account ${key}`, retryAfterSeconds: OPERATION_SECONDS };
      return [{ verb: 'create', key, stackSet, regions, organizationalUnitId, because, wait }];
    }
  }
  return [];
}
