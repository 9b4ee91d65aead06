import type { Policy, PolicyDocument } from './policy';
import { parseIdentityPolicy, parseOrganizationPolicy, parseResourcePolicy } from './policy-validation';

/** Parsed once for each text: the same policy decides about thousands of calls. */
function cached(parse: (text: string) => PolicyDocument): (name: string, text: string) => Policy {
  const documents = new Map<string, PolicyDocument>();
  return (name, text) => {
    const document = documents.get(text) ?? parse(text);
    documents.set(text, document);
    return { name, document };
  };
}

/** A policy of a role or user; raises MalformedPolicyDocument, as the others do. */
export const identityPolicy = cached(parseIdentityPolicy);
/** A policy of a bus, queue, bucket or the like. */
export const resourcePolicy = cached(parseResourcePolicy);
/** An SCP. */
export const organizationPolicy = cached(parseOrganizationPolicy);

/** The managed policy of administrators. */
export const ADMINISTRATOR_ACCESS: Policy = identityPolicy(
  'arn:aws:iam::aws:policy/AdministratorAccess',
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
);

/** The SCP that Organizations attaches to every target, until it is detached. */
export const FULL_AWS_ACCESS: Policy = { ...ADMINISTRATOR_ACCESS, name: 'FullAWSAccess' };
