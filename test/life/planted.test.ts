import { readFileSync } from 'node:fs';
import { reverted } from '../attacks/tests';
import { planted } from './whole/planted';

it.each([...planted()])('the planted fault %s still fits the code', (_name, fault) => {
  const source = readFileSync(fault.file, 'utf8');
  expect(reverted(source, fault)).not.toBe(source);
  expect(fault.from).not.toContain('\n');
});
