import type { Level } from '../iam/decide';
import { organizationPolicy } from '../iam/documents';
import { PARTS } from '../parts';

/** A service control policy, the one type of policy that the twin's organization has. */
export interface ControlPolicy {
  readonly id: string;
  readonly arn: string;
  readonly awsManaged: boolean;
  readonly tags: Map<string, string>;
  name: string;
  description: string;
  content: string;
}

/** The SCP that Organizations attaches to the root and to every OU and account, as long as SCPs are enabled. */
const FULL_AWS_ACCESS = 'p-FullAWSAccess';

/** The SCPs of the organization, and what they are attached to. */
export class PoliciesState {
  /** An organization with all features has SCPs enabled from the start (AWS docs: CreateOrganization). */
  enabled = true;
  /**
   * AWS doubled the first two in May 2026, from 5 and 5,120. Characters count as they are sent: white space too, unless
   * the console takes it out.
   */
  readonly quotas = { attachmentsPerTarget: 10, contentCharacters: 10_240, policies: 10_000 };

  readonly #policies = new Map<string, ControlPolicy>([
    [
      FULL_AWS_ACCESS,
      {
        id: FULL_AWS_ACCESS,
        arn: `arn:aws:organizations::aws:policy/service_control_policy/${FULL_AWS_ACCESS}`,
        awsManaged: true,
        tags: new Map(),
        name: 'FullAWSAccess',
        description: 'Allows access to every operation',
        content: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        }),
      },
    ],
  ]);
  /** Ids of policies by target; a target without changes has FullAWSAccess. */
  readonly #attached = new Map<string, readonly string[]>();

  [PARTS](): readonly object[] {
    return [this.#policies, this.#attached];
  }

  all(): ControlPolicy[] {
    return [...this.#policies.values()];
  }

  get(id: string): ControlPolicy | undefined {
    return this.#policies.get(id);
  }

  add(policy: ControlPolicy): void {
    this.#policies.set(policy.id, policy);
  }

  remove(id: string): void {
    this.#policies.delete(id);
  }

  /** In the order in which they were attached; nothing while SCPs are disabled. */
  attachedTo(targetId: string): readonly string[] {
    return this.enabled ? (this.#attached.get(targetId) ?? [FULL_AWS_ACCESS]) : [];
  }

  attach(id: string, targetId: string): void {
    this.#attached.set(targetId, [...this.attachedTo(targetId), id]);
  }

  detach(id: string, targetId: string): void {
    this.#attached.set(
      targetId,
      this.attachedTo(targetId).filter((each) => each !== id),
    );
  }

  /** To be called when the target is deleted. */
  removeTarget(targetId: string): void {
    this.#attached.delete(targetId);
  }

  /** Every attachment is lost, even when the type is enabled again (AWS docs: Organizations, "Disabling a policy type"). */
  disable(): void {
    this.enabled = false;
    this.#attached.clear();
  }

  /** What is attached to each of the targets. */
  levels(targetIds: readonly string[]): Level[] {
    return targetIds.map((id) => ({
      id,
      policies: this.attachedTo(id).flatMap((policyId) => {
        const policy = this.#policies.get(policyId);
        return policy ? [organizationPolicy(policy.name, policy.content)] : [];
      }),
    }));
  }
}
