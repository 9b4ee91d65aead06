import * as z from 'zod';
import { OperatorError } from './operator-error';

/** A resource of `terraform show -json` (Terraform CLI, "JSON output format", values representation). */
const resource = z.object({
  mode: z.string().optional(),
  address: z.string(),
  type: z.string(),
  values: z.record(z.string(), z.unknown()).nullish(),
});
interface Module {
  readonly resources?: readonly z.infer<typeof resource>[] | undefined;
  readonly child_modules?: readonly Module[] | undefined;
}
const terraformModule: z.ZodType<Module> = z.object({
  resources: z.array(resource).optional(),
  child_modules: z.lazy(() => z.array(terraformModule)).optional(),
});
const state = z.object({ values: z.object({ root_module: terraformModule }) });

/** The types that Wheelwright keeps, with the attribute that names the attachment. */
const KEPT: Readonly<Record<string, string>> = {
  aws_ec2_transit_gateway_vpc_attachment: 'id',
  aws_ec2_transit_gateway_vpc_attachment_accepter: 'transit_gateway_attachment_id',
  aws_ec2_transit_gateway_route_table_association: 'transit_gateway_attachment_id',
  aws_ec2_transit_gateway_route_table_propagation: 'transit_gateway_attachment_id',
};

/** What Terraform has to forget once Wheelwright keeps an attachment. */
export interface Forget {
  /** `removed` blocks (Terraform 1.7), each for a resource without instance keys. */
  readonly blocks: readonly string[];
  /** A `removed` block takes no instance key, and would remove all instances: these leave the state by a command. */
  readonly commands: readonly string[];
}

/**
 * Finds an attachment, its association and its propagations in the output of `terraform show -json`.
 * @throws OperatorError for a text that is none
 */
export function forgetIn(json: string, attachmentId: string): Forget {
  const addresses = resourcesIn(parsed(json)).flatMap(({ mode = 'managed', address, type, values }) => {
    const attribute = KEPT[type];
    return mode === 'managed' && attribute !== undefined && values?.[attribute] === attachmentId ? [address] : [];
  });
  const isInstance = (address: string): boolean => address.includes('[');
  return {
    blocks: addresses
      .filter((address) => !isInstance(address))
      .map((address) => `removed {\n  from = ${address}\n  lifecycle {\n    destroy = false\n  }\n}`),
    commands: addresses.filter(isInstance).map((address) => `terraform state rm '${address}'`),
  };
}

function parsed(json: string): Module {
  try {
    return state.parse(JSON.parse(json)).values.root_module;
  } catch (error) {
    throw new OperatorError(
      {
        found: 'another text',
        expected: 'the output of terraform show -json',
        next: 'terraform show -json > state.json',
      },
      { cause: error },
    );
  }
}

const resourcesIn = ({ resources = [], child_modules: children = [] }: Module): readonly z.infer<typeof resource>[] => [
  ...resources,
  ...children.flatMap(resourcesIn),
];
