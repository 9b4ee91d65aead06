/** Members whose values a client checks or uses itself, by service: an enum of checksums, the host of a queue URL. */
export const FIXED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  S3: { Bucket: 'bucket-name', ChecksumAlgorithm: 'CRC32', RequestRoute: 'route' },
  EC2: { SourceRegion: 'eu-central-1' },
  SQS: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/100000000001/queue' },
};

/** Optional members that the round trip cannot carry, by service. */
export const OMITTED: Readonly<Record<string, readonly string[]>> = {
  // The length of the body that is sent, not the value of an operation or a sample.
  S3: ['ContentLength'],
  // A global endpoint is signed with SigV4A, which needs a package of its own.
  EventBridge: ['EndpointId'],
};

const ENCRYPTION_KEY = 'The client sends the key as base64 and adds its hash.';
const COPY = 'The client takes an empty response of 200 for an aborted copy.';
const EMPTY_BODY = 'A payload that is not there is zero bytes on the wire.';
const FORMER_EXPIRES = 'The client adds the header as text.';
const METADATA = 'The client returns an empty map where no header is.';
const UNSIGNED = 'Calls without a signature are not served.';
const OTHER_NAME = 'Signed under another name, of a service that the twin does not have.';
const EVENT_STREAM = 'Streams of events are beyond the wire.';

/**
 * Where what arrives is not what was sent, and the wire is not the reason: mostly S3's client, which changes messages
 * under way. By service, as `Operation size direction members`.
 */
export const KNOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CloudWatch Logs': {
    'GetLogObject: event stream': EVENT_STREAM,
    'StartLiveTail: event stream': EVENT_STREAM,
  },
  EC2: {
    'CopySnapshot minimal input: DestinationRegion PresignedUrl': 'The client presigns the copy for the source region.',
  },
  S3: {
    'CompleteMultipartUpload maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'CopyObject maximal input: SSECustomerKey SSECustomerKeyMD5 CopySourceSSECustomerKey CopySourceSSECustomerKeyMD5':
      ENCRYPTION_KEY,
    'CopyObject minimal: InternalError': COPY,
    'CreateBucket minimal input: CreateBucketConfiguration': 'The client adds its region.',
    'CreateMultipartUpload maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'GetObject maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'GetObject maximal output: ExpiresString': FORMER_EXPIRES,
    'GetObject minimal output: Body Metadata': METADATA,
    'GetObjectAnnotation minimal output: AnnotationPayload': EMPTY_BODY,
    'GetObjectAttributes maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'GetObjectTorrent minimal output: Body': EMPTY_BODY,
    'HeadObject maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'HeadObject maximal output: ExpiresString': FORMER_EXPIRES,
    'HeadObject minimal output: Metadata': METADATA,
    'ListDirectoryBuckets maximal: NotImplemented': OTHER_NAME,
    'ListDirectoryBuckets minimal: NotImplemented': OTHER_NAME,
    'ListParts maximal input: SSECustomerKey SSECustomerKeyMD5': ENCRYPTION_KEY,
    'PutObject maximal input: SSECustomerKey SSECustomerKeyMD5 ContentLength': ENCRYPTION_KEY,
    'PutObject minimal input: Body ContentType ChecksumCRC32': EMPTY_BODY,
    'PutObjectAnnotation minimal input: ChecksumCRC32': 'The client adds the checksum that the sample names.',
    'SelectObjectContent: event stream': EVENT_STREAM,
    'UploadPart maximal input: SSECustomerKey SSECustomerKeyMD5 ContentLength': ENCRYPTION_KEY,
    'UploadPart minimal input: Body ChecksumCRC32': EMPTY_BODY,
    'UploadPartCopy maximal input: SSECustomerKey SSECustomerKeyMD5 CopySourceSSECustomerKey CopySourceSSECustomerKeyMD5':
      ENCRYPTION_KEY,
    'UploadPartCopy minimal: InternalError': COPY,
    'WriteGetObjectResponse maximal: NotImplemented': OTHER_NAME,
    'WriteGetObjectResponse minimal: NotImplemented': OTHER_NAME,
  },
  STS: {
    'AssumeRoleWithSAML maximal: MissingAuthenticationToken': UNSIGNED,
    'AssumeRoleWithSAML minimal: MissingAuthenticationToken': UNSIGNED,
    'AssumeRoleWithWebIdentity maximal: MissingAuthenticationToken': UNSIGNED,
    'AssumeRoleWithWebIdentity minimal: MissingAuthenticationToken': UNSIGNED,
  },
};
