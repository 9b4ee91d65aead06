import * as z from 'zod';
import { section, text } from './fields';

const GITHUB_ID = 'expected a whole number above 0; gh api repos/OWNER/REPOSITORY --jq ".owner.id, .id" prints it';
const githubId = z.int({ error: GITHUB_ID }).positive({ error: GITHUB_ID });

/** Image repositories of the hub, the GitHub workflows that push to them, and the service accounts that pull. */
export const registry = section({
  repositories: z.array(text(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'a repository name such as piksel/odc')).default([]),
  /** An account has one OIDC provider per issuer. `existing`: the hub account has GitHub's, with `sts.amazonaws.com`. */
  githubProvider: z.enum(['create', 'existing']).default('create'),
  /** GitHub repositories whose workflows may push, each from one ref. */
  push: z
    .array(
      section({
        repository: text(/^[\w.-]+\/[\w.-]+$/, 'a GitHub repository such as piksel-ina/odc'),
        ref: text(/^refs\/(heads|tags)\/.+$/, 'a ref such as refs/heads/main'),
        /** The image repositories that it may push to. Left out: those that end in the GitHub repository's name. */
        to: z.array(z.string()).min(1, { error: 'expected at least one image repository' }).optional(),
        /** Ids that GitHub puts into the token subjects of repositories created, renamed or moved since July 2026. */
        ids: section({ owner: githubId, repository: githubId }).optional(),
      }),
    )
    .default([]),
  /** The pods that may pull with the role of their EKS cluster. */
  pull: section({
    /**
     * `<namespace>:<service account>`, with `*` for any characters in one part, not in both: that would allow every pod.
     * The default allows every service account of that name, in any namespace.
     */
    serviceAccounts: z
      .array(
        text(
          /^(?!\*+:\*+$)[a-z0-9*-]{1,63}:[a-z0-9.*-]{1,63}$/,
          'a namespace and a service account such as payments:image-puller, not both of them *',
        ),
      )
      .min(1, { error: 'expected at least one service account' })
      .max(10, { error: 'expected 10 service accounts at most; IAM takes 2,048 characters of trust policy' })
      .default(['*:wheelwright-pull']),
  }).prefault({}),
});
