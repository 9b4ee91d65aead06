import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as sqs from '@aws-sdk/client-sqs';
import { Echo } from './echo';
import { AwsError } from './errors';
import { importModel } from './model';

const echoOf = (client: object): Echo => new Echo({ client, model: importModel(client) });
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/100000000001/queue';

async function inputOf(client: object, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const echo = echoOf(client);
  await echo.raw({ headers: FORM, body: new URLSearchParams(parameters).toString() });
  return echo.input;
}

describe('a query request', () => {
  it('lists in the order of its numbers, which need be neither sorted nor without gaps', async () => {
    const ids = { 'VpcId.10': 'ten', 'VpcId.2': 'two', 'VpcId.1': 'one' };
    expect(await inputOf(ec2, { Action: 'DescribeVpcs', ...ids })).toEqual({ VpcIds: ['one', 'two', 'ten'] });
  });
  it('can name the items of a list in any way, or not at all', async () => {
    const names = { 'StackStatusFilter.member.1': 'a', 'StackStatusFilter.member.2': 'b' };
    const expected = { StackStatusFilter: ['a', 'b'] };
    expect(await inputOf(cloudformation, { Action: 'ListStacks', ...names })).toEqual(expected);
    const bare = { 'StackStatusFilter.1': 'a', 'StackStatusFilter.2': 'b' };
    expect(await inputOf(cloudformation, { Action: 'ListStacks', ...bare })).toEqual(expected);
  });
  it('can contain an empty list', async () => {
    const empty = { StackName: 's', Capabilities: '' };
    expect(await inputOf(cloudformation, { Action: 'CreateStack', ...empty })).toEqual({
      StackName: 's',
      Capabilities: [],
    });
  });
  it('can be a URL', async () => {
    const echo = echoOf(iam);
    await echo.raw({ method: 'GET', query: 'Action=GetRole&Version=2010-05-08&RoleName=a%2Bb+c' });
    expect(echo).toMatchObject({ operation: 'GetRole', input: { RoleName: 'a+b c' } });
  });
  it.each([
    [{ MaxResults: 'many' }, 'MaxResults is not a number.'],
    [{ DryRun: 'perhaps' }, 'DryRun is not a boolean.'],
  ])('is refused with %j', async (parameters, message) => {
    const body = new URLSearchParams({ Action: 'DescribeVpcs', ...parameters }).toString();
    const answer = await echoOf(ec2).raw({ headers: FORM, body });
    expect(answer.body).toContain(`<Code>InvalidParameterValue</Code><Message>${message}</Message>`);
  });
});

describe('SQS', () => {
  it('reads the query protocol of clients older than its JSON', async () => {
    const attribute = { Name: 'kind', 'Value.DataType': 'String', 'Value.StringValue': 'x' };
    const numbered = Object.fromEntries(
      Object.entries(attribute).map(([key, value]) => [`MessageAttribute.1.${key}`, value]),
    );
    const input = await inputOf(sqs, { Action: 'SendMessage', QueueUrl: QUEUE, MessageBody: 'hello', ...numbered });
    expect(input).toEqual({
      QueueUrl: QUEUE,
      MessageBody: 'hello',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
    });
    const created = await inputOf(sqs, {
      Action: 'CreateQueue',
      QueueName: 'q',
      'Attribute.1.Name': 'FifoQueue',
      'Attribute.1.Value': 'true',
    });
    expect(created).toEqual({ QueueName: 'q', Attributes: { FifoQueue: 'true' } });
  });

  it('responds to them in it', async () => {
    const echo = echoOf(sqs);
    echo.answer = () => ({ Messages: [{ MessageId: '1', Body: '<a>', Attributes: { MessageGroupId: 'g' } }] });
    const answer = await echo.raw({
      headers: FORM,
      body: `Action=ReceiveMessage&QueueUrl=${encodeURIComponent(QUEUE)}`,
    });
    expect(answer.body).toContain(
      '<ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult>' +
        '<Message><MessageId>1</MessageId><Body>&lt;a&gt;</Body>' +
        '<Attribute><Name>MessageGroupId</Name><Value>g</Value></Attribute></Message></ReceiveMessageResult>',
    );
  });

  it('calls an error by its old name in both protocols, and by its new one in JSON', async () => {
    const echo = echoOf(sqs);
    echo.answer = () => {
      throw new AwsError('QueueDoesNotExist', 'Gone.');
    };
    const query = await echo.raw({ headers: FORM, body: `Action=GetQueueUrl&QueueName=q` });
    expect(query.body).toContain('<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
    const headers = { 'x-amz-target': 'AmazonSQS.GetQueueUrl', 'content-type': 'application/x-amz-json-1.0' };
    const json = await echo.raw({ headers, body: '{"QueueName":"q"}' });
    expect(json).toMatchObject({
      status: 400,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender',
      },
      body: '{"__type":"QueueDoesNotExist","message":"Gone."}',
    });
  });
});
