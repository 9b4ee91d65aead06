import { EC2Client } from '@aws-sdk/client-ec2';
import type { ServiceClient } from '../session';

export const ec2: ServiceClient = { namespace: 'com.amazonaws.ec2', create: (config) => new EC2Client(config) };
