import { EXAMPLE, problemsIn } from './answers';
import type { Answers } from './landing-zone-text';

/** An answer as a person types it. */
export type Typed = Readonly<Record<keyof Answers, string>>;

/** The questions in their order. */
export const QUESTIONS: Readonly<Record<keyof Answers, string>> = {
  organizationId: 'The id of the organization',
  rootId: 'The id of its root',
  managementAccount: 'The id of the management account',
  hubAccount: 'The id of the hub account',
  region: 'The region of the hub',
  mesh: 'The range of the whole mesh, of which each segment gets a part',
  segments: 'Segments and the OUs that may join them, as name=ou-…,ou-… with spaces between',
  notify: 'E-mail addresses for alarms, with spaces between, or nothing',
};

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

const segmentsOf = (text: string): Answers['segments'] =>
  Object.fromEntries(
    words(text).map((word) => {
      const [name = '', units = ''] = word.split('=');
      return [name, units.split(',').filter((unit) => unit !== '')];
    }),
  );

/** Answers as they are typed. */
export const typed = (answers: Answers): Typed => ({
  ...answers,
  segments: Object.entries(answers.segments)
    .map(([name, units]) => `${name}=${units.join(',')}`)
    .join(' '),
  notify: answers.notify.join(' '),
});

/** What has been typed as answers, which may be wrong. */
export const answersOf = (text: Typed): Answers => ({
  ...text,
  segments: segmentsOf(text.segments),
  notify: words(text.notify),
});

/** What is wrong with one answer, where all others are right; undefined if nothing is. */
export const problemWith = (key: keyof Answers, text: string): string | undefined =>
  problemsIn(answersOf({ ...typed(EXAMPLE), [key]: text.trim() }))[0];
