/** A stretch of bits in one buffer of the dissected frame. */
export interface Bits {
  buffer: number;
  start: number;
  width: number;
}

/** Everything that an address can say about what the lab shows. */
export interface Address {
  option: string;
  scenario: string;
  set: Record<string, string>;
  seed: number | null;
  t: number | null;
  at: number | null;
  packet: number | null;
  bits: Bits | null;
  lens: string;
}

const KNOWN = new Set(['option', 'scenario', 'seed', 't', 'at', 'packet', 'bits', 'lens', 'link', 'claim']);

/** Read a query; what does not fit is left out, and said in a warning, never an error. */
export function parseAddress(query: string): {address: Address; warnings: string[]} {
  const parameters = new URLSearchParams(query);
  const warnings: string[] = [];
  const integer = (name: string): number | null => {
    const text = parameters.get(name);
    if (text === null) return null;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    warnings.push(`${name}=${text} in the address is not a whole number; it was left out`);
    return null;
  };
  const set: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith('set.') && name.length > 4) set[name.slice(4)] = value;
    else if (!KNOWN.has(name)) warnings.push(`${name} in the address is not known; it was left out`);
  }
  const bits = parseBits(parameters.get('bits'));
  if (parameters.has('bits') && !bits) {
    warnings.push(`bits=${parameters.get('bits') ?? ''} in the address is not BUFFER:START+WIDTH; it was left out`);
  }
  return {
    address: {
      option: parameters.get('option') ?? '',
      scenario: parameters.get('scenario') ?? '',
      set,
      seed: integer('seed'),
      t: integer('t'),
      at: integer('at'),
      packet: integer('packet'),
      bits,
      lens: parameters.get('lens') ?? '',
    },
    warnings,
  };
}

/** Write an address as a query; what has its default is left out. */
export function formatAddress(address: Address): string {
  const parameters = new URLSearchParams();
  if (address.option) parameters.set('option', address.option);
  if (address.scenario) parameters.set('scenario', address.scenario);
  for (const [key, value] of Object.entries(address.set)) parameters.set(`set.${key}`, value);
  for (const name of ['seed', 't', 'at', 'packet'] as const) {
    const value = address[name];
    if (value !== null) parameters.set(name, String(value));
  }
  if (address.bits) parameters.set('bits', formatBits(address.bits));
  if (address.lens) parameters.set('lens', address.lens);
  return parameters.toString().replaceAll('%3A', ':').replaceAll('%2B', '+').replaceAll('%2C', ',');
}

/** `BUFFER:START+WIDTH`; a plus sign in a query may arrive as a blank. */
export function parseBits(text: string | null): Bits | null {
  const match = /^(\d{1,3}):(\d{1,6})[+ ](\d{1,6})$/.exec(text ?? '');
  return match ? {buffer: Number(match[1]), start: Number(match[2]), width: Number(match[3])} : null;
}

export function formatBits(bits: Bits): string {
  return `${String(bits.buffer)}:${String(bits.start)}+${String(bits.width)}`;
}
