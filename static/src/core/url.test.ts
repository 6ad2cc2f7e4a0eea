import {expect, test} from 'vitest';
import {formatAddress, parseAddress} from './url';

test('an address survives writing and reading', () => {
  const query =
    'option=1.1&scenario=leave-colocated&set.suite=aes-gcm&set.link.cellular.delay_ms=80&seed=7&t=12345678901&at=99&packet=4&bits=0:272+1&lens=vpn-gw';
  const {address, warnings} = parseAddress(query);
  expect(warnings).toEqual([]);
  expect(address.bits).toEqual({buffer: 0, start: 272, width: 1});
  expect(formatAddress(address)).toBe(query);
});

test('what does not fit is left out with a warning that names it', () => {
  const {address, warnings} = parseAddress('t=soon&bits=1&colour=red&option=1.1');
  expect(address.t).toBeNull();
  expect(address.bits).toBeNull();
  expect(address.option).toBe('1.1');
  expect(warnings.map((text) => text.split(/[= ]/)[0]).sort()).toEqual(['bits', 'colour', 't']);
});
