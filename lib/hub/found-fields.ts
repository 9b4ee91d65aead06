import * as z from 'zod';

const learned = z.object({
  queryLog: z.enum(['active', 'starting', 'off']).exactOptional(),
  unreached: z.array(z.string()).exactOptional(),
  issuer: z.string().exactOptional(),
});
const subnet = z.object({
  subnetId: z.string(),
  vpcId: z.string(),
  zone: z.string(),
  ipv6Only: z.boolean(),
  outpost: z.boolean(),
  full: z.boolean(),
  tags: z.record(z.string(), z.string()),
});

/** What a wait keeps of the readings before it. What cannot be read counts as missing: then everything is read again. */
export const foundFields = z
  .object({
    at: z.iso.datetime(),
    configHash: z.string(),
    open: z.array(z.string()),
    settled: z.record(z.string(), z.object({ target: z.string(), concepts: z.record(z.string(), learned) })),
    subnets: z.array(subnet).exactOptional(),
  })
  .optional()
  .catch(undefined);
