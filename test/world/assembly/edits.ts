import { isJsonObject, type Json, type JsonObject } from '../../twin/json';

/** The template with the resources that `keeps` accepts. They must not refer to the others. */
export function onlyResources(
  template: JsonObject,
  keeps: (resource: { readonly type: Json | undefined }) => boolean,
): JsonObject {
  const { Resources } = template;
  const kept = Object.entries(isJsonObject(Resources) ? Resources : {}).filter(
    ([, resource]) => isJsonObject(resource) && keeps({ type: resource['Type'] }),
  );
  return { ...template, Resources: Object.fromEntries(kept) };
}

/** The template without service control policies, for tests whose administrators do what the policies deny. */
export const withoutServiceControl = (template: JsonObject): JsonObject =>
  onlyResources(template, ({ type }) => type !== 'AWS::Organizations::Policy');
