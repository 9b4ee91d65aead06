import type * as eventbridge from '@aws-sdk/client-eventbridge';
import { parseObject } from '../json';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalid, listed, notFound, ownBus, requireName } from './common';
import { compilePattern, type Matcher } from './pattern';
import type { Archive, Rule } from './records';
import { ruleArn } from './rules';

const MANAGED_BY = 'prod.vhs.events.aws.internal';

/** Archives: each has a managed rule on its bus, which leaves replayed events out. */
export const archiveOps = (world: World): Ops<typeof eventbridge> => ({
  CreateArchive(input, call) {
    const { EventSourceArn, Description, EventPattern, RetentionDays = 0, KmsKeyIdentifier } = input;
    if (KmsKeyIdentifier !== undefined) throw invalid('The twin has no keys of an archive.');
    const name = requireName('archiveName', input.ArchiveName, 48);
    const { archives } = world.eventbridge.scope(call);
    if (archives.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
    const bus = ownBus(world, call, EventSourceArn ?? '');
    const rule: Rule = {
      name: `Events-Archive-${name}`,
      arn: ruleArn(bus, `Events-Archive-${name}`),
      bus,
      createdBy: call.accountId,
      managedBy: MANAGED_BY,
      state: 'ENABLED',
      targets: new Map([[name, { Id: name, Arn: `arn:aws:events:${call.region}:::` }]]),
      tags: new Map(),
      ...managedPattern(EventPattern),
    };
    const archive: Archive = {
      name,
      arn: `arn:aws:events:${call.region}:${call.accountId}:archive/${name}`,
      bus,
      createdAt: world.clock.now(),
      rule,
      retentionDays: RetentionDays,
      events: [],
      ...(Description === undefined ? {} : { description: Description }),
      ...(EventPattern === undefined ? {} : { pattern: EventPattern }),
    };
    bus.rules.set(rule.name, rule);
    archives.set(name, archive);
    return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: archive.createdAt };
  },

  DescribeArchive({ ArchiveName }, call) {
    const archive = archiveNamed(world, call, ArchiveName);
    return {
      ...summary(world, archive),
      ArchiveArn: archive.arn,
      ...(archive.description === undefined ? {} : { Description: archive.description }),
      ...(archive.pattern === undefined ? {} : { EventPattern: archive.pattern }),
    };
  },

  ListArchives({ EventSourceArn, State, ...input }, call) {
    if ([EventSourceArn, State, input.NamePrefix].filter((one) => one !== undefined).length > 1)
      throw invalid(
        'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
      );
    const archives = [...world.eventbridge.scope(call).archives.values()].filter(
      ({ bus }) => (EventSourceArn ?? bus.arn) === bus.arn && (State ?? 'ENABLED') === 'ENABLED',
    );
    const { items, more } = listed(archives, input);
    return { Archives: items.map((archive) => summary(world, archive)), ...more };
  },

  UpdateArchive({ ArchiveName, Description, EventPattern, RetentionDays, KmsKeyIdentifier }, call) {
    if (KmsKeyIdentifier !== undefined) throw invalid('The twin has no keys of an archive.');
    const archive = archiveNamed(world, call, ArchiveName);
    if (EventPattern !== undefined) {
      Object.assign(archive.rule, managedPattern(EventPattern));
      archive.pattern = EventPattern;
    }
    if (Description !== undefined) archive.description = Description;
    if (RetentionDays !== undefined) archive.retentionDays = RetentionDays;
    return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: archive.createdAt };
  },

  DeleteArchive({ ArchiveName }, call) {
    const archive = archiveNamed(world, call, ArchiveName);
    archive.bus.rules.delete(archive.rule.name);
    world.eventbridge.scope(call).archives.delete(archive.name);
    return {};
  },
});

function managedPattern(pattern: string | undefined): { pattern: string; matches: Matcher } {
  if (pattern !== undefined) compilePattern(pattern);
  const managed = JSON.stringify({ ...parseObject(pattern ?? '{}'), 'replay-name': [{ exists: false }] });
  return { pattern: managed, matches: compilePattern(managed) };
}

function archiveNamed(world: World, call: Call, name: string | undefined): Archive {
  const archive = world.eventbridge.scope(call).archives.get(name ?? '');
  if (!archive) throw notFound(`Archive ${name ?? ''} does not exist.`);
  return archive;
}

/** What an archive holds now: events leave it when their retention ends; none or 0 days keeps them forever. */
export function archived(world: World, archive: Archive): Archive['events'] {
  const { retentionDays } = archive;
  if (retentionDays === 0) return archive.events;
  const oldest = world.clock.now().getTime() - retentionDays * 86_400_000;
  archive.events = archive.events.filter(({ archivedAt }) => archivedAt.getTime() > oldest);
  return archive.events;
}

function summary(world: World, archive: Archive) {
  const events = archived(world, archive);
  return {
    ArchiveName: archive.name,
    EventSourceArn: archive.bus.arn,
    State: 'ENABLED' as const,
    RetentionDays: archive.retentionDays,
    SizeBytes: events.reduce((sum, { bytes }) => sum + bytes, 0),
    EventCount: events.length,
    CreationTime: archive.createdAt,
  };
}
