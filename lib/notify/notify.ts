import { isFailure } from '../aws/sdk/failure';
import { operators, type LandingZone, type Recipient } from '../landing-zone';
import { marks } from './marks';
import { noticeOf, type Notice, type NoticeEvent } from './notice';
import type { Posted } from './post';
import { send, type Sender } from './send';
import { operatorText, teamText } from './texts';

/** How telling one recipient ended. `unconfirmed`: it was sent or is being sent, and how that ended is not known. */
export interface Told {
  readonly recipient: string;
  readonly status: 'sent' | 'sent before' | 'not sent' | 'unconfirmed' | 'unknown contact';
  readonly because?: string;
}

interface Addressed {
  /** Stays the same while the recipient does: marks are kept by it. */
  readonly id: string;
  readonly recipient: Recipient;
  readonly text: string;
}

/**
 * Tells all who want to know of an event of the outbound bus: each once a transition, all of them at the same time.
 */
export const notifier = (sender: Sender) => {
  const marked = marks(sender.own, sender.clock);
  const claimAndSend = async (notice: Notice, { id, recipient, text }: Addressed): Promise<Told> => {
    const claim = await marked.claim(notice.transition, id);
    if (claim === 'sent') return { recipient: id, status: 'sent before' };
    if (claim === 'sending')
      return { recipient: id, status: 'unconfirmed', because: 'it was begun before, and not recorded how it ended' };
    const posted = await send(sender, recipient, notice, text);
    if (posted.status === 'refused') await marked.release(notice.transition, id);
    if (posted.status === 'sent') await marked.sent(notice.transition, id);
    return toldOf(id, posted);
  };
  /** Without the mark it is not known whether the notice was sent; none of the other recipients has to do with that. */
  const tell = (notice: Notice, addressed: Addressed): Promise<Told> =>
    claimAndSend(notice, addressed).catch((error: unknown): Told => {
      if (!isFailure(error)) throw error;
      return { recipient: addressed.id, status: 'unconfirmed', because: error.message };
    });
  return async (event: NoticeEvent): Promise<readonly Told[]> => {
    const notice = noticeOf(event);
    if (notice === undefined) return [];
    const { contact } = notice.facts;
    const isUnknown = contact !== undefined && contactOf(sender.landingZone, contact) === undefined;
    return [
      ...(await Promise.all(recipientsOf(sender.landingZone, notice).map((each) => tell(notice, each)))),
      ...(isUnknown ? [{ recipient: contact, status: 'unknown contact' as const }] : []),
    ];
  };
};

const toldOf = (recipient: string, posted: Posted): Told => {
  if (posted.status === 'sent') return { recipient, status: 'sent' };
  const status = posted.status === 'refused' ? 'not sent' : 'unconfirmed';
  return { recipient, status, because: posted.because };
};

/** The operators who want this kind of notice, and the contact of the account. */
function recipientsOf(landingZone: LandingZone, notice: Notice): readonly Addressed[] {
  const wants = ({ on }: Recipient): boolean => on.includes(notice.kind);
  const told = operators(landingZone)
    .filter(wants)
    .map((recipient) => ({
      id: `${recipient.to} ${'address' in recipient ? recipient.address : recipient.secret}`,
      ...{ recipient, text: operatorText(notice) },
    }));
  const { contact = '' } = notice.facts;
  const recipient = contactOf(landingZone, contact);
  return recipient && wants(recipient)
    ? [...told, { id: `contact ${contact}`, recipient, text: teamText(notice) }]
    : told;
}

const contactOf = ({ contacts }: LandingZone, name: string): Recipient | undefined =>
  Object.hasOwn(contacts, name) ? contacts[name] : undefined;
