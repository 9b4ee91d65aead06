import type { Sender } from '../../events';
import { NAMING, ourRoleArns } from '../../lib/names';

/** The `userIdentity` of a session of the role, or of the federated session of the IAM user, with this ARN. */
export const callerOf = (arn: string) => {
  const accountId = arn.split(':')[4] ?? '';
  const userName = arn.replace(/^.*\//, '');
  const ofUser = arn.includes(':user/');
  return {
    type: ofUser ? 'FederatedUser' : 'AssumedRole',
    principalId: 'AROAEXAMPLE:session',
    arn: `arn:aws:sts::${accountId}:assumed-role/${userName}/session`,
    accountId,
    sessionContext: {
      sessionIssuer: { type: ofUser ? 'IAMUser' : 'Role', principalId: 'AROAEXAMPLE', arn, accountId, userName },
      attributes: { mfaAuthenticated: 'false' },
    },
  };
};

/**
 * Callers in an account that are not ours, by what they are: role names that begin with our prefix, names of our roles
 * under other paths and of other accounts' kinds, IAM users and the root user.
 */
export const impostors = (sender: Sender, accountId: string): readonly (readonly [what: string, object])[] => {
  const ours = ourRoleArns(sender, accountId, NAMING);
  const names = ours.map((arn) => arn.replace(/^.*\//, ''));
  const arn = (text: string): string => `arn:aws:iam::${accountId}:${text}`;
  const others = (['spoke', 'hub', 'management'] as const)
    .flatMap((holder) => ourRoleArns(holder, accountId, NAMING))
    .filter((each) => !ours.includes(each));
  const issuers = [
    ...['any/path/wheelwright-evil', 'wheelwright-evil', 'wheelwright-', 'wheelwright-joiner'].map(
      (name) => `role/${name}`,
    ),
    ...names.flatMap((name) => [
      ...[`role/ops/${name}`, `role/a/b/${name}`, `role/${name}/x`, `role/${name}-2`, `role/${name.toUpperCase()}`],
      ...[`user/${name}`, `user/ops/${name}`, `user/x:role/${name}`],
    ]),
  ];
  return [
    ...issuers.map((text) => [text, callerOf(arn(text))] as const),
    ...others.map((each) => [each, callerOf(each)] as const),
    ...names.map(
      (userName) =>
        [
          `IAM user ${userName}`,
          { type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: arn(`user/${userName}`), accountId, userName },
        ] as const,
    ),
    ...names.map(
      (userName) =>
        [
          `IAM user ${userName} with MFA`,
          {
            ...{ type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: arn(`user/${userName}`), accountId, userName },
            sessionContext: { sessionIssuer: {}, attributes: { mfaAuthenticated: 'true' } },
          },
        ] as const,
    ),
    ['the root user', { type: 'Root', principalId: accountId, arn: arn('root'), accountId }],
  ];
};
