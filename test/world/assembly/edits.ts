import { isJsonObject, type Json, type JsonObject } from '../../twin/json';

/** The template with those of its resources only that `keeps` says. What refers to the others must go with them. */
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

/** For tests whose administrators do in spokes what the service control policies keep them from. */
export const withoutServiceControl = (template: JsonObject): JsonObject =>
  onlyResources(template, ({ type }) => type !== 'AWS::Organizations::Policy');
