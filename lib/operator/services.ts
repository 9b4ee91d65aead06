import { dynamodb } from '../aws/sdk/services/dynamodb';
import { ec2 } from '../aws/sdk/services/ec2';
import { eventbridge } from '../aws/sdk/services/eventbridge';
import { sqs } from '../aws/sdk/services/sqs';

/** The clients of the commands that act. */
export const ACT_SERVICES = [dynamodb, ec2, eventbridge, sqs] as const;
