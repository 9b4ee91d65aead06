import { NAMING, TAG_PREFIX, type Naming } from '../names';
import type { LandingZone } from './schema';

/** A text with our tag keys as the config has them. */
export const withTagPrefix = ({ tags }: Pick<LandingZone, 'tags'>, text: string): string =>
  tags.prefix === TAG_PREFIX ? text : text.replaceAll(new RegExp(TAG_PREFIX, 'gi'), tags.prefix);

/** The names of a landing zone, from which event patterns, service control policies and roles are generated. */
export function namingOf(landingZone: Pick<LandingZone, 'iam' | 'tags'>): Naming {
  const key = (name: keyof Naming['tags']): string => withTagPrefix(landingZone, NAMING.tags[name]);
  const { iam } = landingZone;
  return {
    rolePath: iam.path,
    rolePrefix: iam.rolePrefix,
    tags: {
      ...{ join: key('join'), attach: key('attach'), drain: key('drain') },
      ...{ segment: key('segment'), planOnly: key('planOnly'), frozen: key('frozen'), contact: key('contact') },
      ...{ managed: key('managed'), member: key('member'), status: key('status') },
      ...{ cidrs: key('cidrs'), localCidrs: key('localCidrs'), shadowed: key('shadowed') },
      ...{ former: key('former'), cluster: key('cluster') },
    },
  };
}
