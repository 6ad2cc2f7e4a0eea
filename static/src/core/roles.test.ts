import {expect, test} from 'vitest';
import {recordedCatalogue} from './recorded';
import {rolesUnder} from './roles';

test('what carries packets under WireGuard is not called IPsec', () => {
  const catalogue = recordedCatalogue();
  const words = (option: string): string[] => rolesUnder(catalogue, option).flatMap((role) => [role.label, role.short]);
  expect(words('wg')).not.toContain('IPsec');
  expect(words('wg')).toContain('WireGuard');
  expect(words('1.1')).toContain('IPsec');
});

test('an option leaves the order of roles as it is', () => {
  const catalogue = recordedCatalogue();
  const ids = (option: string): string[] => rolesUnder(catalogue, option).map((role) => role.id);
  expect(ids('wg')).toEqual(ids('0'));
});
