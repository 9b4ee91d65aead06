/**
 * The states of a VPC. An account and a cluster have those that apply to them: `joined` is enrolled, and can pull. What each
 * means and what follows it is in docs/architecture.md, "States".
 */
export const STATES = [
  'asked',
  'joining',
  'joined',
  'quarantined',
  'refused',
  'awaiting-approval',
  'leaving',
  'left',
  'failing',
] as const;
export type State = (typeof STATES)[number];

/** What may hold beside any state. */
export const FLAGS = ['shadowed', 'frozen', 'plan-only', 'unreadable'] as const;
export type Flag = (typeof FLAGS)[number];

/** Whether a text is a flag. */
export const isFlag = (text: string): text is Flag => FLAGS.some((flag) => flag === text);
