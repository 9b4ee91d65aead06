import { enrolledOrganization } from './enrolled';
import { mesh } from './mesh';
import { smallLandingZone } from './small-landing-zone';

test.each(['planOnly', 'frozen'] as const)(
  'an organization is there where guards.%s holds its accounts',
  async (guard) => {
    const small = smallLandingZone();
    const landingZone = { ...small, guards: { ...small.guards, [guard]: true } };
    const lines: string[] = [];
    const setting = await enrolledOrganization(landingZone, { deployed: small, progress: (line) => lines.push(line) });
    expect(lines.at(-1)).toBe(`no account is enrolled: guards.${guard} is on`);
    expect(Object.keys(setting.organization.accounts)).toContain('dev');
    expect(mesh(setting.world, landingZone)).toEqual([]);
  },
);
