import type { AdmissionInput } from './input';
import type { Objection } from './verdict';
import { JOIN, SEGMENT, cleanText } from '../names';

/** Characters of a tag value in a sentence: the rest of the sentence must fit into a tag, too. */
const LONGEST_VALUE = 64;

/**
 * The segment that the VPC's tag `wheelwright:join` names, among those that its account may use.
 *
 * | VPC tag        | account tag `wheelwright:segment` | result                                            |
 * |----------------|-----------------------------------|---------------------------------------------------|
 * | `true`         | none                              | the only allowed segment; if several: ambiguous   |
 * | `true`         | an allowed segment                | that one                                          |
 * | `true`         | anything else                     | forbidden                                         |
 * | an allowed one | ignored                           | that one                                          |
 * | another one    | ignored                           | forbidden                                         |
 * | anything else  | ignored                           | not a value of this tag                           |
 */
export const chooseSegment = (
  input: AdmissionInput,
  joinTag: string,
  allowed: readonly string[],
): { readonly segment: string } | Objection => {
  const { account, landingZone } = input;
  const isNamed = allowed.some((name) => landingZone.segments[name]?.accounts.includes(account.id));
  const permits = isNamed ? 'the config has the account in' : "the account's OU permits";
  const choices = allowed.join(', ');
  const choose = (wanted: string, from: string): { readonly segment: string } | Objection =>
    allowed.includes(wanted)
      ? { segment: wanted }
      : {
          reason: 'segment-forbidden',
          because: `${from} names segment "${cleanText(wanted, LONGEST_VALUE)}", but ${permits} ${choices}; set it to one of these or move the account`,
        };
  if (joinTag !== 'true') {
    if (Object.hasOwn(landingZone.segments, joinTag)) return choose(joinTag, `the tag ${JOIN}`);
    return {
      reason: 'tag-value',
      because: `the tag ${JOIN} is "${cleanText(joinTag, LONGEST_VALUE)}", expected "true" or one of the segments ${choices}; correct the tag`,
    };
  }
  const picked = account.tags[SEGMENT];
  if (picked !== undefined) return choose(picked, `the account's tag ${SEGMENT}`);
  const [only, another] = allowed;
  if (only !== undefined && another === undefined) return { segment: only };
  return {
    reason: 'segment-ambiguous',
    because: `the account may use several segments, ${choices}, and no tag picks one; tag the account ${SEGMENT} or the VPC ${JOIN} with one of these`,
  };
};
