/** One constant per service, so that a function bundles only the clients it uses. A program that is not bundled imports their files. */
export { account } from './account';
export { cloudformation } from './cloudformation';
export { dynamodb } from './dynamodb';
export { ec2 } from './ec2';
export { eks } from './eks';
export { eventbridge } from './eventbridge';
export { iam } from './iam';
export { organizations } from './organizations';
export { ram } from './ram';
export { route53 } from './route53';
export { route53resolver } from './route53resolver';
export { s3 } from './s3';
export { secretsmanager } from './secretsmanager';
export { sns } from './sns';
export { sqs } from './sqs';
