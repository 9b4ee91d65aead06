import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaTraitsObject, StaticErrorSchema, StaticOperationSchema } from '@smithy/types';

/**
 * The wire's own description of a service, and the only file that depends on how the AWS SDK for JavaScript describes one.
 * The SDK's schemas are public types, but neither their raw layout nor the resolved client configuration is a promise:
 * an unknown layout throws here, and the round-trip test of every operation checks a new SDK version.
 */
export type Traits = Readonly<SchemaTraitsObject>;
export type Protocol = (typeof PROTOCOLS)[number];
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

export interface Member {
  readonly name: string;
  /** The member's own traits: a target's `xmlName` names only the root element of a document. */
  readonly traits: Traits;
  readonly shape: Shape;
}
interface ScalarShape {
  readonly kind: 'string' | 'number' | 'boolean' | 'blob';
  readonly name: string;
  readonly traits: Traits;
  readonly streaming: boolean;
}
interface TimestampShape {
  readonly kind: 'timestamp';
  readonly name: string;
  readonly traits: Traits;
  /** Absent: the default of the protocol and of the place in the message. */
  readonly format?: TimestampFormat;
}
interface ListShape {
  readonly kind: 'list';
  readonly name: string;
  readonly traits: Traits;
  readonly member: Member;
}
interface MapShape {
  readonly kind: 'map';
  readonly name: string;
  readonly traits: Traits;
  readonly key: Member;
  readonly value: Member;
}
export interface StructShape {
  readonly kind: 'struct' | 'union';
  readonly name: string;
  readonly traits: Traits;
  /** Required members come first. */
  readonly members: readonly Member[];
  readonly required: number;
}
export type LeafShape = ScalarShape | TimestampShape;
export type Shape = LeafShape | ListShape | MapShape | StructShape;

export interface Operation {
  readonly name: string;
  readonly input: StructShape;
  readonly output: StructShape;
  readonly http?: readonly [method: string, uri: string, status: number];
}
export interface ErrorModel {
  readonly name: string;
  readonly shape: StructShape;
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** What the query protocols call the error. */
  readonly queryCode?: string;
}
export interface ServiceModel {
  /** `Route 53`, `EC2`. */
  readonly id: string;
  /** What IAM actions begin with: `ec2`. */
  readonly iamPrefix: string;
  readonly signingName: string;
  readonly protocol: Protocol;
  /** What `x-amz-target` begins with. */
  readonly targetPrefix: string;
  readonly version: string;
  readonly xmlNamespace: string;
  /** A JSON service that used the query protocol before, still serves it, and returns its old error codes. */
  readonly queryCompatible: boolean;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
  readonly errorsByQueryCode: ReadonlyMap<string, ErrorModel>;
}
export interface ModelOverrides {
  readonly iamPrefix?: string;
  readonly protocol?: Protocol;
}

const PROTOCOLS = ['awsJson1_0', 'awsJson1_1', 'awsQuery', 'ec2Query', 'restXml', 'restJson1'] as const;
const isProtocol = (name: string): name is Protocol => PROTOCOLS.some((protocol) => protocol === name);
/** The model of SQS lost its namespace when the service moved to JSON; old clients still expect one. */
const XML_NAMESPACES: Readonly<Record<string, string>> = { sqs: 'http://queue.amazonaws.com/doc/2012-11-05/' };

/** An operation without input or output has this in its place. */
export const UNIT: StructShape = { kind: 'struct', name: 'Unit', traits: {}, members: [], required: 0 };

const models = new WeakMap<object, ServiceModel>();

/** Reads the model of a service from its client module (`import * as ec2 from '@aws-sdk/client-ec2'`). */
export function importModel(clientModule: object, overrides: ModelOverrides = {}): ServiceModel {
  let model = models.get(clientModule);
  if (!model) {
    model = readModel(clientModule, overrides);
    models.set(clientModule, model);
  }
  return model;
}

function readModel(clientModule: object, overrides: ModelOverrides): ServiceModel {
  const exported: [string, unknown][] = Object.entries(clientModule);
  const config = clientConfig(exported);
  const id = text(config, 'serviceId');
  const signingName = optionalText(config, 'signingName') ?? text(config, 'defaultSigningName');
  const settings = part(config, 'protocolSettings');
  const protocol = overrides.protocol ?? protocolOf(id, config);
  const operations = new Map<string, Operation>();
  const errors = new Map<string, ErrorModel>();
  for (const [, value] of exported) {
    if (isOperation(value)) operations.set(value[2], new LazyOperation(value));
    if (isError(value)) errors.set(value[2], errorModel(value));
  }
  if (operations.size === 0) throw new Error(`The client of ${id} exports no operation schemas.`);
  return {
    id,
    iamPrefix: overrides.iamPrefix ?? signingName,
    signingName,
    protocol,
    targetPrefix: text(settings, 'serviceTarget'),
    version: text(settings, 'version'),
    xmlNamespace: optionalText(settings, 'xmlNamespace') ?? XML_NAMESPACES[signingName] ?? '',
    queryCompatible: 'awsQueryCompatible' in settings && settings.awsQueryCompatible === true,
    operations,
    errors,
    errorsByQueryCode: new Map(
      [...errors.values()].flatMap((error) => (error.queryCode ? [[error.queryCode, error]] : [])),
    ),
  };
}

/** The SDK puts what a protocol needs into the resolved configuration of a client; making one does no I/O. */
function clientConfig(exported: readonly [string, unknown][]): object {
  const client = exported.find(([name, value]) => /^(?!__).+Client$/.test(name) && typeof value === 'function')?.[1];
  if (typeof client !== 'function') throw new Error('The module exports no client.');
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  return part(Reflect.construct(client, [{ region: 'us-east-1', credentials }]), 'config');
}

function protocolOf(id: string, config: object): Protocol {
  const protocol = part(config, 'protocol');
  const getShapeId: unknown = Reflect.get(protocol, 'getShapeId');
  const shapeId = typeof getShapeId === 'function' ? String(Reflect.apply(getShapeId, protocol, [])) : 'none';
  const name = shapeId.replace('aws.protocols#', '');
  if (!isProtocol(name)) throw new Error(`${id} uses ${shapeId}, a protocol that the wire does not have.`);
  return name;
}

function part(owner: unknown, name: string): object {
  const value: unknown = typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
  if (typeof value !== 'object' || value === null) throw new Error(`The SDK's client has no ${name}.`);
  return value;
}
function optionalText(owner: object, name: string): string | undefined {
  const value: unknown = Reflect.get(owner, name);
  return typeof value === 'string' ? value : undefined;
}
function text(owner: object, name: string): string {
  const value = optionalText(owner, name);
  if (value === undefined) throw new Error(`The SDK's client has no ${name}.`);
  return value;
}

const isOperation = (value: unknown): value is StaticOperationSchema => Array.isArray(value) && value[0] === 9;
/** The base class that the SDK makes for a service's exceptions looks like an error, but no service raises it. */
const isError = (value: unknown): value is StaticErrorSchema =>
  Array.isArray(value) && value[0] === -3 && !String(value[1]).startsWith('smithy.ts.sdk.synthetic.');

/** EC2 has 823 operations with 6,000 shapes: they are read when first used. */
class LazyOperation implements Operation {
  readonly name: string;
  readonly http?: readonly [string, string, number];
  readonly #schema: StaticOperationSchema;
  constructor(schema: StaticOperationSchema) {
    this.#schema = schema;
    this.name = schema[2];
    const traits = schema[3];
    if (typeof traits === 'object' && traits.http) this.http = traits.http;
  }
  get input(): StructShape {
    return structOf(NormalizedSchema.of(this.#schema[4]));
  }
  get output(): StructShape {
    return structOf(NormalizedSchema.of(this.#schema[5]));
  }
}

function errorModel(schema: StaticErrorSchema): ErrorModel {
  const shape = structOf(NormalizedSchema.of(schema));
  const { error, httpError, awsQueryError } = shape.traits;
  const fault = error === 'server' ? 'server' : 'client';
  const query: readonly unknown[] = Array.isArray(awsQueryError) ? awsQueryError : [];
  const [queryCode, queryStatus] = query;
  const status = [queryStatus, httpError].find((candidate) => typeof candidate === 'number');
  return {
    name: schema[2],
    shape,
    status: status ?? (fault === 'server' ? 500 : 400),
    fault,
    ...(typeof queryCode === 'string' ? { queryCode } : {}),
  };
}

const structs = new WeakMap<object, StructShape>();

function structOf(schema: NormalizedSchema): StructShape {
  if (schema.isUnitSchema()) return UNIT;
  const raw = schema.getSchema();
  if (!schema.isStructSchema() || typeof raw !== 'object') throw new Error(`${schema.getName()} is not a structure.`);
  const known = structs.get(raw);
  if (known) return known;
  const members: Member[] = [];
  const required = raw[6];
  const shape: StructShape = {
    kind: schema.isUnionSchema() ? 'union' : 'struct',
    name: schema.getName() ?? '',
    traits: schema.getOwnTraits(),
    members,
    required: typeof required === 'number' ? required : 0,
  };
  structs.set(raw, shape); // before its members are read: a DynamoDB attribute value contains attribute values
  for (const [name, member] of schema.structIterator()) members.push(memberOf(name, member));
  return shape;
}

function memberOf(name: string, schema: NormalizedSchema): Member {
  return { name, traits: schema.getMemberTraits(), shape: shapeOf(schema) };
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isStructSchema() || schema.isUnitSchema()) return structOf(schema);
  const named = { name: schema.getName() ?? '', traits: schema.getOwnTraits() };
  if (schema.isListSchema()) return { kind: 'list', ...named, member: memberOf('member', schema.getValueSchema()) };
  if (schema.isMapSchema()) {
    const key = memberOf('key', schema.getKeySchema());
    return { kind: 'map', ...named, key, value: memberOf('value', schema.getValueSchema()) };
  }
  if (schema.isTimestampSchema()) return { kind: 'timestamp', ...named, ...timestampFormat(schema) };
  return { kind: scalarKind(schema), ...named, streaming: schema.isStreaming() };
}

function timestampFormat(schema: NormalizedSchema): { format?: TimestampFormat } {
  const raw = schema.getSchema();
  if (raw === 5) return { format: 'date-time' };
  if (raw === 6) return { format: 'http-date' };
  if (raw === 7) return { format: 'epoch-seconds' };
  return {};
}

function scalarKind(schema: NormalizedSchema): ScalarShape['kind'] {
  if (schema.isStringSchema()) return 'string';
  if (schema.isNumericSchema()) return 'number';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isBlobSchema()) return 'blob';
  throw new Error(
    `${schema.getName()} is of a kind that the wire does not support: ${JSON.stringify(schema.getSchema())}.`,
  );
}
