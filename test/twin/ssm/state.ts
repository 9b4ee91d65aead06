import type * as ssm from '@aws-sdk/client-ssm';
import { Scoped } from '../scoped';
import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import { PARTS } from '../parts';

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly tags: Map<string, string>;
  type: ssm.ParameterType;
  value: string;
  version: number;
  modifiedAt: Date;
  description: string | undefined;
}

/** The parameter store of each account and region. */
export class SsmState {
  readonly #parameters = new Scoped<Map<string, Parameter>>(() => new Map());

  [PARTS](): readonly object[] {
    return [this.#parameters];
  }

  parameters(place: { readonly accountId: string; readonly region: string }): Map<string, Parameter> {
    return this.#parameters.of(place);
  }

  /** Found by its name or, as AWS takes it also, by its ARN. */
  find(nameOrArn: string, call: Call): Parameter | undefined {
    const parameters = this.parameters(call);
    return parameters.get(nameOrArn) ?? [...parameters.values()].find(({ arn }) => arn === nameOrArn);
  }

  parameter(nameOrArn: string | undefined, call: Call): Parameter {
    const found = this.find(nameOrArn ?? '', call);
    if (!found) throw new AwsError('ParameterNotFound', `Parameter ${nameOrArn} not found.`);
    return found;
  }
}

export const validation = (message: string): AwsError => new AwsError('ValidationException', message);
