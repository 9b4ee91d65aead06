import { NOTICE_KINDS } from '../../lib/names';
import type { LandingZone } from '../../lib/landing-zone';
import type { World } from '../twin/world';

/** The address that gets every kind of notice. */
export const ADDRESS = 'network@piksel.example';
/** Secrets have a URL of this host, with the name of the channel as its path. */
export const HOST = 'hooks.example';

/** The landing zone with an operator of each kind and the contact `payments`, who get every notice. */
export function withRecipients(landingZone: LandingZone): LandingZone {
  const { accountId, region } = landingZone.hub;
  const secretOf = (name: string) => `arn:aws:secretsmanager:${region}:${accountId}:secret:notices/${name}-AbC123`;
  const on = [...NOTICE_KINDS];
  return {
    ...landingZone,
    notify: [
      { to: 'slack', secret: secretOf('slack'), on },
      { to: 'webhook', secret: secretOf('webhook'), on },
      { to: 'email', address: ADDRESS, on },
    ],
    contacts: { payments: { to: 'teams', secret: secretOf('teams'), on } },
  };
}

/** Puts the secrets that the landing zone names into the hub account. */
export function createSecrets(world: World, { hub }: LandingZone): void {
  for (const channel of ['slack', 'webhook', 'teams']) {
    const name = `notices/${channel}`;
    world.secretsmanager.secrets(hub).set(name, {
      ...{ name, arn: `arn:aws:secretsmanager:${hub.region}:${hub.accountId}:secret:${name}-AbC123` },
      ...{ createdAt: world.clock.now(), tags: new Map<string, string>(), versionId: world.ids.uuid() },
      value: JSON.stringify({ url: `https://${HOST}/${channel}`, key: 'k'.repeat(32) }),
    });
  }
}
