import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/** AWS docs: SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttributeValue>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  return md5(Buffer.concat(names.flatMap((name) => encoded(name, attributes[name]))));
}

function encoded(name: string, attribute: MessageAttributeValue | undefined): Buffer[] {
  const { DataType = '', StringValue, BinaryValue } = attribute ?? {};
  const value = BinaryValue ? Buffer.from(BinaryValue) : Buffer.from(StringValue ?? '');
  return [
    ...prefixed(Buffer.from(name)),
    ...prefixed(Buffer.from(DataType)),
    Buffer.from([BinaryValue ? 2 : 1]),
    ...prefixed(value),
  ];
}

function prefixed(data: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return [length, data];
}
