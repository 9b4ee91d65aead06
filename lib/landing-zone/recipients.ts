import { NOTICE_TOPIC } from '../names';
import { hubArn } from './derived';
import type { LandingZone } from './schema';

type Notifying = Pick<LandingZone, 'notify' | 'contacts'>;

/** Who gets notices of some kinds. */
export type Recipient = Exclude<LandingZone['notify'][number], string>;

/** The addresses that get alarms. */
export const alarmAddresses = ({ notify }: Pick<LandingZone, 'notify'>): readonly string[] =>
  notify.filter((entry) => typeof entry === 'string');

/** Those who get notices about every account. */
export const operators = ({ notify }: Pick<LandingZone, 'notify'>): readonly Recipient[] =>
  notify.filter((entry) => typeof entry === 'object');

const all = (landingZone: Notifying): readonly Recipient[] => [
  ...operators(landingZone),
  ...Object.values(landingZone.contacts),
];

/** The kinds of notices that somebody gets; none where nobody is to be told. */
export const wantedKinds = (landingZone: Notifying): ReadonlySet<Recipient['on'][number]> =>
  new Set(all(landingZone).flatMap(({ on }) => on));

/** The addresses that get notices, each once. */
export const noticeAddresses = (landingZone: Notifying): readonly string[] => [
  ...new Set(all(landingZone).flatMap((entry) => (entry.to === 'email' ? [entry.address] : []))),
];

/** The ARNs of the secrets that notices need, each once. */
export const noticeSecrets = (landingZone: Notifying): readonly string[] => [
  ...new Set(all(landingZone).flatMap((entry) => (entry.to === 'email' ? [] : [entry.secret]))),
];

/** The name of the topic of an address: of its characters, a topic's name has letters, digits and hyphens only. */
export const noticeTopicName = (address: string): string =>
  `${NOTICE_TOPIC}-${address.replaceAll(/[^A-Za-z0-9-]/gu, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`)}`;

export const noticeTopicArn = (landingZone: Pick<LandingZone, 'hub'>, address: string): string =>
  hubArn(landingZone, 'sns', noticeTopicName(address));
