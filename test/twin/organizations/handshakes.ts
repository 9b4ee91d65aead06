import type * as organizations from '@aws-sdk/client-organizations';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { requireMayLeave } from './accounts';
import { accountOf, invalidInput, paged, requireManagement, requireMember } from './common';
import type { Handshake } from './types';

/** Invitations expire after 15 days. */
const VALID_MS = 15 * 86_400_000;

/** Inviting accounts, accepting, declining, and leaving. */
export const handshakeOps = (world: World): Ops<typeof organizations> => {
  const state = world.organizations;

  const view = (handshake: Handshake): organizations.Handshake => ({
    Id: handshake.id,
    Arn: handshake.arn,
    Action: 'INVITE',
    State: handshake.state,
    RequestedTimestamp: handshake.requestedAt,
    ExpirationTimestamp: handshake.expiresAt,
    Parties: [
      { Id: state.organizationId.slice(2), Type: 'ORGANIZATION' },
      { Id: handshake.accountId, Type: 'ACCOUNT' },
    ],
    Resources: [
      { Type: 'ORGANIZATION', Value: state.organizationId },
      { Type: 'ACCOUNT', Value: handshake.accountId },
      ...(handshake.notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: handshake.notes }]),
    ],
  });

  function handshakeOf(id: string | undefined): Handshake {
    const handshake = state.handshakes.get(id ?? '');
    if (!handshake)
      throw new AwsError(
        'HandshakeNotFoundException',
        "We can't find a handshake with the HandshakeId that you specified.",
      );
    return handshake;
  }

  /** The open invitation that the call answers. */
  function answerable(id: string | undefined, mayAnswer: (handshake: Handshake) => boolean): Handshake {
    const handshake = handshakeOf(id);
    if (!mayAnswer(handshake))
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
    if (handshake.state === 'OPEN') return handshake;
    if (handshake.state === 'EXPIRED')
      throw new AwsError('InvalidHandshakeTransitionException', 'The handshake has expired.');
    throw new AwsError('HandshakeAlreadyInStateException', `The handshake is already in the ${handshake.state} state.`);
  }

  const isInvited = (call: Call) => (handshake: Handshake) => handshake.accountId === call.accountId;

  return {
    InviteAccountToOrganization(input, call) {
      requireManagement(world, call);
      const { Type, Id: id = '' } = input.Target ?? {};
      if (Type !== 'ACCOUNT')
        throw new AwsError('NotImplemented', 'The twin invites accounts by their id only.', {}, 501);
      if (!/^\d{12}$/.test(id)) throw invalidInput('INVALID_PATTERN_TARGET_ID', 'You specified an invalid account ID.');
      if (state.isMember(id))
        throw new AwsError('HandshakeConstraintViolationException', 'The account is already in an organization.', {
          Reason: 'ALREADY_IN_AN_ORGANIZATION',
        });
      if (!state.standalone(id))
        throw new AwsError('AccountOwnerNotVerifiedException', `The world has no account ${id} that could be invited.`);
      if ([...state.handshakes.values()].some((one) => one.accountId === id && one.state === 'OPEN'))
        throw new AwsError(
          'DuplicateHandshakeException',
          'A handshake with the same action and target already exists.',
        );
      const handshakeId = world.ids.id('h-', 10, 'abcdefghijklmnopqrstuvwxyz0123456789');
      const requestedAt = world.clock.now();
      const handshake: Handshake = {
        id: handshakeId,
        arn: state.arn('handshake', `invite/${handshakeId}`),
        accountId: id,
        requestedAt,
        expiresAt: new Date(requestedAt.getTime() + VALID_MS),
        notes: input.Notes,
        state: 'OPEN',
      };
      state.handshakes.set(handshakeId, handshake);
      world.clock.after(VALID_MS, () => {
        if (handshake.state === 'OPEN') handshake.state = 'EXPIRED';
      });
      return { Handshake: view(handshake) };
    },

    AcceptHandshake(input, call) {
      const handshake = answerable(input.HandshakeId, isInvited(call));
      const newcomer = state.standalone(call.accountId);
      if (!newcomer || state.accounts().length >= state.accountQuota)
        throw new AwsError('HandshakeConstraintViolationException', 'The account cannot join the organization.', {
          Reason: newcomer ? 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' : 'ALREADY_IN_AN_ORGANIZATION',
        });
      handshake.state = 'ACCEPTED';
      state.join(newcomer, 'INVITED');
      return { Handshake: view(handshake) };
    },

    DeclineHandshake(input, call) {
      const handshake = answerable(input.HandshakeId, isInvited(call));
      handshake.state = 'DECLINED';
      return { Handshake: view(handshake) };
    },

    CancelHandshake(input, call) {
      const handshake = answerable(input.HandshakeId, () => call.accountId === state.managementAccountId);
      handshake.state = 'CANCELED';
      return { Handshake: view(handshake) };
    },

    ListHandshakesForAccount(input, call) {
      if (input.Filter) throw new AwsError('NotImplemented', 'The twin lists handshakes unfiltered only.', {}, 501);
      const mine = [...state.handshakes.values()].filter(isInvited(call));
      const { items, next } = paged(mine, input);
      return { Handshakes: items.map(view), NextToken: next };
    },

    LeaveOrganization(_input, call) {
      requireMember(world, call);
      const account = accountOf(world, call.accountId);
      requireMayLeave(world, account);
      state.depart(account, 'LEFT');
      return {};
    },
  };
};
