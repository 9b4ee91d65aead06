import { cloudformationService } from './cloudformation';
import { ramService } from './ram';
import { stsService } from './sts';
import { iamService } from './iam';
import { ec2Service } from './ec2';
import { ecrService } from './ecr';
import { eksService } from './eks';
import { accountService } from './account';
import { organizationsService } from './organizations';
import { route53Service } from './route53';
import { resolverService } from './route53resolver';
import { s3Service } from './s3';
import { dynamodbService } from './dynamodb';
import { eventbridgeService } from './eventbridge';
import { secretsmanagerService } from './secretsmanager';
import { snsService } from './sns';
import { sqsService } from './sqs';
import { logsService } from './logs';
import { ssmService } from './ssm';
import type { Service } from './wire/service';
import type { World } from './world';

/** The services of a world, one line each. */
export const services = (world: World): Service[] => [
  cloudformationService(world),
  ramService(world),
  stsService(world),
  iamService(world),
  ec2Service(world),
  ecrService(world),
  eksService(world),
  accountService(world),
  organizationsService(world),
  route53Service(world),
  resolverService(world),
  s3Service(world),
  dynamodbService(world),
  eventbridgeService(world),
  secretsmanagerService(world),
  snsService(world),
  sqsService(world),
  ssmService(world),
  logsService(world),
];
