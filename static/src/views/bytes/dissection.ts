import type {Bits} from '../../core/url';
import type {DissectedLayer, Dissection, Span} from '../../core/wire';

/** A field with the layer that it belongs to. */
export interface Field {
  span: Span;
  layer: DissectedLayer;
  /** Place of the layer in the frame. */
  depth: number;
}

/** One octet of a buffer as it is shown. */
export interface Octet {
  hex: string;
  /** Layer that it belongs to: the innermost one that covers it. */
  depth: number;
  role: string;
  /** True where it is a cipher's output that is not opened here. */
  shut: boolean;
}

export function hexOctets(hex: string): string[] {
  return hex.match(/../g) ?? [];
}

/** The octets of one buffer, each with the innermost layer that covers it there. */
export function octetsOf(dissection: Dissection, buffer: number): Octet[] {
  const found = hexOctets(dissection.buffers[buffer] ?? '').map((hex): Octet => ({
    hex,
    depth: -1,
    role: '',
    shut: false,
  }));
  dissection.layers.forEach((layer, depth) => {
    if (layer.buffer !== buffer) return;
    for (let i = layer.start; i < layer.end && i < found.length; i++) {
      const octet = found[i];
      if (octet) [octet.depth, octet.role, octet.shut] = [depth, layer.role, layer.header === 'sealed'];
    }
  });
  return found;
}

/** The field that covers a bit of a buffer: the narrowest of the innermost layer. */
export function fieldAt(dissection: Dissection, buffer: number, bit: number): Field | null {
  let best: Field | null = null;
  dissection.layers.forEach((layer, depth) => {
    if (layer.buffer !== buffer) return;
    for (const span of layer.spans) {
      if (bit < span.start || bit >= span.start + span.width) continue;
      if (!best || depth > best.depth || span.width <= best.span.width) best = {span, layer, depth};
    }
  });
  return best;
}

export function bitsOf(field: Field): Bits {
  return {buffer: field.layer.buffer, start: field.span.start, width: field.span.width};
}

/** All bits of a layer's own header. */
export function bitsOfLayer(layer: DissectedLayer): Bits {
  return {buffer: layer.buffer, start: layer.start * 8, width: (layer.end - layer.start) * 8};
}

export function sameBits(a: Bits | null, b: Bits | null): boolean {
  return a !== null && b !== null && a.buffer === b.buffer && a.start === b.start && a.width === b.width;
}

/** True where octet `place` of a buffer holds one of the bits. */
export function touches(bits: Bits | null, buffer: number, place: number): boolean {
  return bits !== null && bits.buffer === buffer && place * 8 < bits.start + bits.width && (place + 1) * 8 > bits.start;
}

/** The octets that hold `bits`, each as eight bits of which some are meant. */
export function bitRows(
  dissection: Dissection,
  bits: Bits,
  most: number,
): {place: number; bits: {index: number; value: string; meant: boolean}[]}[] {
  const octets = hexOctets(dissection.buffers[bits.buffer] ?? '');
  const first = Math.floor(bits.start / 8);
  const last = Math.min(Math.ceil((bits.start + bits.width) / 8), first + most, octets.length);
  const rows = [];
  for (let place = first; place < last; place++) {
    const text = parseInt(octets[place] ?? '0', 16)
      .toString(2)
      .padStart(8, '0');
    rows.push({
      place,
      bits: [...text].map((value, i) => {
        const index = place * 8 + i;
        return {index, value, meant: index >= bits.start && index < bits.start + bits.width};
      }),
    });
  }
  return rows;
}

/** Id of the key that opened a buffer: that of the layer which seals it; empty for the frame itself. */
export function keyOf(dissection: Dissection, buffer: number): string {
  if (buffer === 0) return '';
  return dissection.layers.find((layer) => layer.buffer === buffer)?.sealed_by ?? '';
}
