import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Call } from '../wire/service';
import type { World } from '../world';
import { TemplateFailure } from './failure';
import { FROM_SSM, type Template } from './template';

/** SSM returns ten parameters at a time. */
const AT_ONCE = 10;

/** The values of parameters. The deployer reads those of Systems Manager in the stack's account and region. */
export async function lookUp(
  { world, call }: { readonly world: World; readonly call: Call },
  template: Template,
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const named = Object.entries(values).filter(([name]) => template.parameters[name]?.type === FROM_SSM);
  if (named.length === 0) return values;
  const ssm = new SSMClient(world.config(call.caller, call.region));
  const found = new Map<string, string>();
  for (let start = 0; start < named.length; start += AT_ONCE) {
    const Names = [...new Set(named.slice(start, start + AT_ONCE).map(([, value]) => value))];
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
    for (const { Name = '', Value = '' } of Parameters) found.set(Name, Value);
  }
  const missing = named.filter(([, value]) => !found.has(value)).map(([, value]) => value);
  if (missing.length > 0)
    throw new TemplateFailure(
      `Parameters: [${missing.join(', ')}] not found in Systems Manager of ${call.accountId}/${call.region}`,
    );
  return { ...values, ...Object.fromEntries(named.map(([name, value]) => [name, found.get(value) ?? ''])) };
}
