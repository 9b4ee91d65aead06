import { S3Client } from '@aws-sdk/client-s3';
import type { ServiceClient } from '../session';

export const s3: ServiceClient = { namespace: 'com.amazonaws.s3', create: (config) => new S3Client(config) };
