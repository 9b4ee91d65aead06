import type { Calls } from '../aws/sdk/calls';
import type { ServiceClient } from '../aws/sdk/session';
import type { LandingZone } from '../landing-zone';
import type { ManagementRole, SpokeRole, WorkerName } from '../names';
import type { Report } from '../reconcile/engine';
import type { Step } from '../reconcile/step';
import type { SpokeContext } from './spoke-context';

/** The declaration of a worker, from which its handler, permissions, queues and tests are derived. */
export interface WorkerDeclaration {
  readonly name: WorkerName;
  /** Its concepts in the order of joining; leaving runs in reverse. */
  readonly steps: readonly Step[];
  /** Those of them that run with this config; absent: all. */
  readonly stepsWith?: (landingZone: LandingZone) => readonly Step[];
  /** The calls that it makes beside those of its concepts. */
  readonly calls: readonly Calls[];
  /** The SDK clients for all of these calls; the bundle contains no others. */
  readonly services: readonly ServiceClient[];
  /** The role that it assumes in spokes. */
  readonly spokeRole: SpokeRole;
  /** Whether it assumes that role at all with this config. */
  readonly entersSpokes: (landingZone: LandingZone) => boolean;
  /** The role that it assumes in the management account. */
  readonly managementRole: ManagementRole;
  /** It records admitted ranges, and wakes spokes that wait for one. */
  readonly admits?: true;
  /** The worker that it wakes when a spoke cannot be read. */
  readonly mendedBy?: WorkerName;
  /**
   * How many of its invocations Lambda runs at a time, from 2 to 1,000, with up to ten spokes each, side by side. FIFO queues alone
   * would run one for each spoke, and all
   * share the request rates of the hub and of the organization, and the Lambda concurrency of the hub account.
   */
  readonly maxConcurrency: number;
  /** The workers that it wakes when a spoke is done. */
  readonly dependents: readonly WorkerName[];
}

/** What a worker does with one spoke. */
export interface Worker {
  readonly steps: readonly Step[];
  /** Everything that would change the plan while the spoke waits, as JSON for comparison. */
  watched(spoke: SpokeContext): Promise<unknown>;
  /** Reads, decides and changes; throws a `Failure` for what it could not read. */
  reconcile(spoke: SpokeContext): Promise<readonly Report[]>;
}
