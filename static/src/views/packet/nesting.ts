import type {DissectedLayer, Dissection, HeaderEntry, Layer, RoleEntry} from '../../core/wire';

/** One layer as a box: where it lies within the whole packet, in octets, and what is written on it. */
export interface Box {
  depth: number;
  role: string;
  title: string;
  short: string;
  head: number;
  tail: number;
  /** Octets of this layer and all that it carries. */
  octets: number;
  /** True where the lens cannot read it. */
  opaque: boolean;
  /** Id of the key that seals what this layer carries, or empty. */
  sealed: string;
}

/** The boxes of a packet, outermost first; the payload that no header stands for is the last. */
export function boxes(
  stack: readonly Layer[],
  octets: number,
  clear: number,
  headers: Record<string, HeaderEntry>,
  roles: readonly RoleEntry[],
): Box[] {
  const shorts = new Map(roles.map((role) => [role.id, role.short]));
  let left = octets;
  const found = stack.map(([header, role, head, tail, sealed], depth): Box => {
    const box = {
      depth,
      role,
      title: headers[header]?.title ?? header,
      short: shorts.get(role) ?? role,
      head,
      tail,
      octets: left,
      opaque: depth >= clear,
      sealed,
    };
    left -= head + tail;
    return box;
  });
  const last = found.at(-1);
  if (last && left > 0) {
    found.push({
      ...last,
      depth: found.length,
      title: 'payload',
      head: left,
      tail: 0,
      octets: left,
      sealed: '',
      opaque: found.length >= clear,
    });
  }
  return found;
}

/** The fields of a layer of a stack: in a frame, layers of one kind stand in the order in which they stand in the stack. */
export function fieldsOf(dissection: Dissection, stack: readonly Layer[], depth: number): DissectedLayer | null {
  const header = stack[depth]?.[0];
  const before = stack.slice(0, depth).filter((layer) => layer[0] === header).length;
  return dissection.layers.filter((layer) => layer.header === header)[before] ?? null;
}

/** Share of a box's width that its head and its tail take. */
export function shares(box: Box, depth: number, total: number, scaled: boolean): {head: number; tail: number} {
  if (scaled && box.octets > 0) return {head: (100 * box.head) / box.octets, tail: (100 * box.tail) / box.octets};
  const parts = total - depth;
  if (parts <= 1) return {head: 100, tail: 0};
  return {head: 100 / (parts + (box.tail ? 0.6 : 0)), tail: box.tail ? 60 / (parts + 0.6) : 0};
}

/** Octets by role in a stack, outermost first, for the strip of hops. */
export function bars(stack: readonly Layer[], octets: number): {role: string; octets: number}[] {
  let left = octets;
  const found: {role: string; octets: number}[] = [];
  for (const [, role, head, tail] of stack) {
    found.push({role, octets: head + tail});
    left -= head + tail;
  }
  const last = found.at(-1);
  if (last && left > 0) last.octets += left;
  return found;
}
