import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { PARTS } from '../parts';

/**
 * Client tokens: the same request with the same token is answered as the first time, and has no second effect; with
 * other parameters it is refused (EC2 developer guide, "Ensuring idempotency").
 */
export class Tokens<O> {
  readonly #answered = new Map<string, { readonly parameters: string; readonly output: O }>();

  constructor(world: World) {
    world.ec2.tokens.push(this);
  }

  [PARTS](): readonly object[] {
    return [this.#answered];
  }

  once(call: Call, input: { readonly ClientToken?: string | undefined }, act: () => O): O {
    const { ClientToken: token, ...parameters } = input;
    if (token === undefined) return act();
    if (token.length > 64) throw new AwsError('InvalidParameterValue', 'ClientToken is longer than 64 characters.');
    const key = `${call.accountId}/${call.region}/${token}`;
    const asked = JSON.stringify(parameters);
    const before = this.#answered.get(key);
    if (before && before.parameters !== asked)
      throw new AwsError('IdempotentParameterMismatch', 'The client token was used with other parameters.');
    if (before) return before.output;
    const output = act();
    this.#answered.set(key, { parameters: asked, output });
    return output;
  }
}
