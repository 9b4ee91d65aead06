import * as tags from './tags';

/** The names from which event patterns, service control policies and roles are generated. */
export interface Naming {
  /** The IAM path of our roles; it begins and ends with a slash. */
  readonly rolePath: string;
  /** The prefix of the names of our roles. */
  readonly rolePrefix: string;
  /** The tag keys. */
  readonly tags: Readonly<
    Record<'join' | 'attach' | 'drain' | 'segment' | 'planOnly' | 'frozen' | 'contact', string> &
      Record<'managed' | 'cidrs' | 'localCidrs' | 'shadowed' | 'former' | 'cluster' | 'member' | 'status', string>
  >;
}

export const NAMING: Naming = {
  rolePath: '/',
  rolePrefix: 'wheelwright-',
  tags: {
    ...{
      join: tags.JOIN,
      attach: tags.ATTACH,
      drain: tags.DRAIN,
      segment: tags.SEGMENT,
      planOnly: tags.PLAN_ONLY,
      frozen: tags.FROZEN,
      contact: tags.CONTACT,
    },
    ...{ managed: tags.MANAGED, cidrs: tags.CIDRS, localCidrs: tags.LOCAL_CIDRS, shadowed: tags.SHADOWED },
    ...{ former: tags.FORMER, cluster: tags.CLUSTER },
    ...{ member: tags.MEMBER, status: tags.STATUS },
  },
};

/** The tag keys that teams set on VPCs and subnets. */
export const freeTags = ({ tags: { join, attach, drain } }: Naming): readonly string[] => [join, attach, drain];
/** The tag keys that only Wheelwright and operators set. */
export const reservedTags = (naming: Naming): readonly string[] =>
  Object.values(naming.tags).filter((key) => !freeTags(naming).includes(key));
