import { invalidValue } from './common';

/** An `enable` or `disable` of a request, or the default. */
export function switchValue(value: string | undefined, otherwise: 'enable' | 'disable'): 'enable' | 'disable' {
  if (value === undefined || value === 'enable' || value === 'disable') return value ?? otherwise;
  throw invalidValue(`Value (${value}) is invalid. Expecting enable or disable.`);
}
