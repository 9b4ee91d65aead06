import { section, text } from './fields';

const NAME = String.raw`[\w+=,.@-]+`;

/**
 * The section `iam` of a landing zone: what the organization requires of roles. Set it before the first deployment: another
 * path or prefix replaces every role of ours.
 */
export const iam = section({
  /**
   * The permissions boundary of our roles: an AWS managed policy by its ARN, or a customer managed policy by its path and name,
   * which every account has before our stacks come. Pull roles have a boundary already, and a role has one: theirs keeps the
   * worker that writes them from granting anything but pulling.
   */
  permissionsBoundary: text(
    new RegExp(`^(arn:aws:iam::aws:policy/)?(${NAME}/){0,8}${NAME}$`),
    'the name of a policy that every account has, such as platform/boundary, or the ARN of an AWS managed policy',
  ).optional(),
  /** The IAM path of our roles, pull roles excepted. IAM reserves some; roles below `/stacksets-exec-…` are the StackSets'. */
  path: text(
    new RegExp(`^/(?!(aws-reserved|aws-service-role|wheelwright/pull)/|stacksets-exec-)(${NAME}/){0,8}$`),
    'a path such as /platform/ that begins and ends with a slash, of at most 8 parts, and not one that AWS or the pull roles have',
  ).default('/'),
  /**
   * The prefix of the names of our roles, but not of those for GitHub workflows. The service control policies deny spokes every
   * role whose name begins so.
   */
  rolePrefix: text(
    /^(?!stacksets-exec-|aws)[A-Za-z][\w+=,.@-]{1,30}-$/i,
    'a prefix of 3 to 32 characters such as acme-network- that ends in a hyphen and that no role of others has',
  ).default('wheelwright-'),
});
