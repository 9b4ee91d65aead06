import { parseArn } from '../arn';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import { Scoped } from '../scoped';
import { PARTS } from '../parts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly tags: ReadonlyMap<string, string>;
  value: string | undefined;
  versionId: string;
}

/** The secrets of each account and region, by name. */
export class SecretsManagerState {
  readonly #secrets = new Scoped<Map<string, Secret>>(() => new Map());

  [PARTS](): readonly object[] {
    return [this.#secrets];
  }

  secrets(place: { readonly accountId: string; readonly region: string }): Map<string, Secret> {
    return this.#secrets.of(place);
  }

  /** Found by its name, its ARN, or its ARN without the six characters that AWS adds. */
  find(id: string, place: { readonly accountId: string; readonly region: string }): Secret | undefined {
    return [...this.secrets(place).values()].find(
      ({ name, arn }) => name === id || arn === id || arn.slice(0, -'-AbC123'.length) === id,
    );
  }

  secret(id: string | undefined, call: Call): Secret {
    const owner = parseArn(id ?? '')?.accountId;
    if (owner !== undefined && owner !== call.accountId)
      throw new AwsError(
        'AccessDeniedException',
        `${call.caller.arn} is not authorized: the twin has no policies of secrets.`,
      );
    const found = this.find(id ?? '', call);
    if (!found)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", {}, 400);
    return found;
  }
}
