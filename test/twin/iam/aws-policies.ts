const document = (Action: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** Policies that AWS manages, as far as the twin has them (AWS managed policy reference). */
export const AWS_POLICIES = [
  { name: 'AdministratorAccess', policyId: 'ANPAIWMBCKSKIEE64ZLYK', text: document('*') },
  {
    name: 'AmazonEC2ContainerRegistryPullOnly',
    policyId: 'ANPAZKAPJZG4PVUTVU2QV',
    text: document([
      ...['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      'ecr:BatchImportUpstreamImage',
    ]),
  },
] as const;
