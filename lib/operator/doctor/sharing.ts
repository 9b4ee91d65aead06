import { about, counted, orOk, type Verdict } from './finding';

/** A resource or a principal of a RAM share. */
export interface Association {
  readonly shareArn: string;
  readonly shareName: string;
  /** An ARN, or an account id. */
  readonly entity: string;
  /** ASSOCIATING, ASSOCIATED, FAILED, DISASSOCIATING, DISASSOCIATED, … */
  readonly status: string;
}

const live = ({ status }: Association): boolean => status !== 'DISASSOCIATED';

/** Whether our shares have the hub's resources, and every member as a principal. */
export function judgeShares({
  resources,
  principals,
  members,
  expectedResources,
}: {
  readonly resources: readonly Association[];
  readonly principals: readonly Association[];
  readonly members: readonly string[];
  /** Ends of ARNs, such as `transit-gateway/tgw-…`. */
  readonly expectedResources: readonly string[];
}): readonly Verdict[] {
  const associated = (list: readonly Association[], status = 'ASSOCIATED'): readonly string[] =>
    list.filter((each) => each.status === status).map(({ entity }) => entity);
  const shared = associated(resources);
  const admitted = associated(principals);
  const pending = associated(principals, 'ASSOCIATING');
  return orOk(
    [
      ...about(
        expectedResources.filter((end) => !shared.some((arn) => arn.endsWith(end))),
        {
          status: 'failed',
          text: 'resources of the hub are not shared: no VPC can join',
          next: 'share them again: aws ram associate-resource-share --resource-share-arn <share> --resource-arns <arn>',
        },
      ),
      ...about(
        members.filter((id) => !admitted.includes(id) && !pending.includes(id)),
        {
          status: 'failed',
          text: 'accounts are no principals of the share: their VPCs cannot join, or lose the mesh prefix list',
          next: 'wheelwright sweep, which shares with them; if it stays so, wheelwright explain <account>',
        },
      ),
      ...about(
        members.filter((id) => !admitted.includes(id) && pending.includes(id)),
        {
          status: 'warning',
          text: 'RAM has not completed the share with these accounts, or they have not accepted its invitation',
          next: 'wheelwright explain <account>, if it stays so',
        },
      ),
      ...about(
        [...new Set(principals.filter(live).map(({ entity }) => entity))].filter((entity) => !members.includes(entity)),
        {
          status: 'warning',
          text: 'principals that may use no segment: they leave, or somebody added them and they can attach VPCs',
          next: 'wheelwright status, which has the accounts that leave; take others out with aws ram disassociate-resource-share',
        },
      ),
    ],
    `${counted(expectedResources.length, 'resource')} with ${counted(members.length, 'account')}`,
  );
}

export interface FoundGateway {
  /** Undefined where the hub account has no transit gateway of the id. */
  readonly options?: {
    readonly autoAccept: boolean;
    readonly defaultAssociation: boolean;
    readonly defaultPropagation: boolean;
  };
  /** The shares that have it. */
  readonly shares: readonly Association[];
}

/** Whether only Wheelwright connects VPCs to the transit gateway. */
export function judgeGateway(
  id: string,
  { options, shares }: FoundGateway,
  ourShareArns: readonly string[],
): readonly Verdict[] {
  if (options === undefined)
    return [
      {
        status: 'failed',
        text: `the hub account has no transit gateway ${id}`,
        next: 'look at hub.transitGateway in the config, and at who deleted it',
      },
    ];
  const modify = (option: string): string =>
    `aws ec2 modify-transit-gateway --transit-gateway-id ${id} --options ${option}=disable`;
  const foreign = shares.filter((share) => live(share) && !ourShareArns.includes(share.shareArn));
  return orOk(
    [
      ...about(
        foreign.map(({ shareName, shareArn }) => `${shareName} (${shareArn})`),
        {
          status: 'warning',
          text: 'other shares have the transit gateway: their accounts can ask for attachments, which Wheelwright accepts for none of its segments',
          next: 'delete them, or take the transit gateway out of them, when nobody needs them',
        },
      ),
      ...(options.autoAccept
        ? [
            {
              status: 'warning' as const,
              text: 'attachments are accepted without anybody: every account that it is shared with attaches what it likes',
              next: modify('AutoAcceptSharedAttachments'),
            },
          ]
        : []),
      ...(options.defaultAssociation
        ? [
            {
              status: 'failed' as const,
              text: 'default association is on: every attachment gets the routes of the default table, whatever its segment',
              next: modify('DefaultRouteTableAssociation'),
            },
          ]
        : []),
      ...(options.defaultPropagation
        ? [
            {
              status: 'failed' as const,
              text: 'default propagation is on: every attachment is reachable from the default table, whatever its segment',
              next: modify('DefaultRouteTablePropagation'),
            },
          ]
        : []),
    ],
    `${id} is shared by us alone, and accepts nothing by itself`,
  );
}
