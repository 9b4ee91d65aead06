/**
 * An AWS error as an operation raises it. The protocol decides how it looks on the wire.
 * `code` is the shape name (`NoSuchHostedZone`) or, for EC2, the free-form code (`InvalidVpcID.NotFound`).
 */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Extra members of a modelled error. */
    readonly fields: Readonly<Record<string, unknown>> = {},
    /** HTTP status; the error's model or the protocol's default when absent. */
    readonly status?: number,
  ) {
    super(message);
    this.name = 'AwsError';
  }
}
