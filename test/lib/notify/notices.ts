import { noticeEvent, noticeOf, type Notice, type NoticeEvent } from '../../../lib/notify/notice';

export const ACCOUNT = '100000000004';
export const OTHER = '100000000009';
export const VPC = 'vpc-0a1b2c3d4e5f60718';

/** An event of the outbound bus about a VPC. */
export const eventOf = (type: string, detail: Readonly<Record<string, unknown>> = {}): NoticeEvent =>
  noticeEvent.parse({
    ...{ id: 'event-1', time: '2026-01-01T00:00:00Z', 'detail-type': type, source: 'wheelwright' },
    detail: {
      ...{ accountId: ACCOUNT, region: 'eu-west-1', vpcId: VPC, state: 'refused', because: 'the range is taken' },
      ...{ transition: 't-1', ...detail },
    },
  });

export function noticeFrom(type: string, detail: Readonly<Record<string, unknown>> = {}): Notice {
  const notice = noticeOf(eventOf(type, detail));
  if (notice === undefined) throw new Error(`${type} is of no kind.`);
  return notice;
}
