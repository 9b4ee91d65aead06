interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: object;
}

interface Parameter {
  readonly Type: string;
  readonly Description: string;
  readonly Default?: string;
}

/** A template for service-managed StackSets, or for deployment by hand: no assets, macros, transforms or nested stacks. */
export interface PlainTemplate {
  readonly AWSTemplateFormatVersion: string;
  readonly Description: string;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Conditions?: Readonly<Record<string, object>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: object }>>;
}

export const plainTemplate = (
  Description: string,
  Resources: Readonly<Record<string, Resource>>,
  { Parameters, Conditions, Outputs }: Pick<PlainTemplate, 'Parameters' | 'Conditions' | 'Outputs'> = {},
): PlainTemplate => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description,
  ...(Parameters ? { Parameters } : {}),
  ...(Conditions ? { Conditions } : {}),
  Resources,
  ...(Outputs ? { Outputs } : {}),
});
