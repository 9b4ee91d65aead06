import { CreateFlowLogsCommand, DeleteFlowLogsCommand, DescribeFlowLogsCommand } from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {
    describeFlowLogs: DescribeFlowLogsCommand,
    createFlowLogs: CreateFlowLogsCommand,
    deleteFlowLogs: DeleteFlowLogsCommand,
  },
  hub: {},
  alsoNeeds: { spoke: ['ec2:CreateTags', 'logs:CreateLogDelivery', 'logs:DeleteLogDelivery'] },
} satisfies Calls;
