import type { AdmissionInput } from './input';
import type { Objection } from './verdict';
import { JOIN, SEGMENT } from '../names';

/**
 * The segment that a VPC's `wheelwright:join` asks for, among those its account may use.
 *
 * | VPC tag        | account tag `wheelwright:segment` | answer                                            |
 * |----------------|-----------------------------------|---------------------------------------------------|
 * | `true`         | none                              | the only allowed segment; of several: ambiguous   |
 * | `true`         | an allowed segment                | that one                                          |
 * | `true`         | anything else                     | forbidden                                         |
 * | an allowed one | not looked at                     | that one                                          |
 * | another one    | not looked at                     | forbidden                                         |
 * | anything else  | not looked at                     | no value this tag can have                        |
 */
export const chooseSegment = (
  input: AdmissionInput,
  asked: string,
  allowed: readonly string[],
): { readonly segment: string } | Objection => {
  const { account, landingZone } = input;
  const choices = allowed.join(', ');
  const choose = (wanted: string, from: string): { readonly segment: string } | Objection =>
    allowed.includes(wanted)
      ? { segment: wanted }
      : {
          reason: 'segment-forbidden',
          because: `${from} asks for segment "${wanted}", but the account's OU permits ${choices}; set it to one of these or move the account`,
        };
  if (asked !== 'true') {
    if (Object.hasOwn(landingZone.segments, asked)) return choose(asked, `the tag ${JOIN}`);
    return {
      reason: 'tag-value',
      because: `the tag ${JOIN} is "${asked}", expected "true" or one of the segments ${choices}; correct the tag`,
    };
  }
  const picked = account.tags[SEGMENT];
  if (picked !== undefined) return choose(picked, `the account's tag ${SEGMENT}`);
  const [only, another] = allowed;
  if (only !== undefined && another === undefined) return { segment: only };
  return {
    reason: 'segment-ambiguous',
    because: `the account may use ${choices} and nothing says which; tag the account ${SEGMENT} or the VPC ${JOIN} with one of these`,
  };
};
