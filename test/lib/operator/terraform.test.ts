import { forgetIn } from '../../../lib/operator/terraform';

const ATTACHMENT = 'tgw-attach-1';
const of = (address: string, type: string, values: object, mode = 'managed') => ({ address, type, values, mode });

/** As `terraform show -json` writes a state. */
const state = (resources: readonly object[], child: readonly object[]) =>
  JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.9.0',
    values: { root_module: { resources, child_modules: [{ address: 'module.network', resources: child }] } },
  });

test('Terraform forgets an attachment, its association and its propagations, in every module, and nothing else', () => {
  const { blocks, commands } = forgetIn(
    state(
      [
        of('aws_ec2_transit_gateway_vpc_attachment.dev', 'aws_ec2_transit_gateway_vpc_attachment', { id: ATTACHMENT }),
        of('aws_ec2_transit_gateway_vpc_attachment.prod', 'aws_ec2_transit_gateway_vpc_attachment', { id: 'other' }),
        of(
          'data.aws_ec2_transit_gateway_vpc_attachment.dev',
          'aws_ec2_transit_gateway_vpc_attachment',
          { id: ATTACHMENT },
          'data',
        ),
        of('aws_vpc.dev', 'aws_vpc', { id: 'vpc-1' }),
      ],
      [
        of(
          'module.network.aws_ec2_transit_gateway_route_table_association.dev',
          'aws_ec2_transit_gateway_route_table_association',
          {
            transit_gateway_attachment_id: ATTACHMENT,
          },
        ),
        of(
          'module.network.aws_ec2_transit_gateway_route_table_propagation.dev["shared"]',
          'aws_ec2_transit_gateway_route_table_propagation',
          {
            transit_gateway_attachment_id: ATTACHMENT,
          },
        ),
      ],
    ),
    ATTACHMENT,
  );
  expect(blocks).toEqual([
    'removed {\n  from = aws_ec2_transit_gateway_vpc_attachment.dev\n  lifecycle {\n    destroy = false\n  }\n}',
    'removed {\n  from = module.network.aws_ec2_transit_gateway_route_table_association.dev\n  lifecycle {\n    destroy = false\n  }\n}',
  ]);
  expect(commands).toEqual([
    `terraform state rm 'module.network.aws_ec2_transit_gateway_route_table_propagation.dev["shared"]'`,
  ]);
});

test('a text that is no state is an error with the command that writes one', () => {
  expect(() => forgetIn('{}', ATTACHMENT)).toThrow('expected the output of terraform show -json');
});
