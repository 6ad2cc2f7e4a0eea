import type {Layer, NodeHead} from './wire';

/** Lens of one who merely sees the octets: no key at all. */
export const WIRE = '';
/** Lens of one who holds every key of the run. */
export const EVERYTHING = '*';

/** Somebody with whose eyes one can look. */
export interface Observer {
  id: string;
  label: string;
}

/** Who may look at a run of these nodes: one without keys, each node with its own, or all keys at once. */
export function observersOf(nodes: readonly NodeHead[]): Observer[] {
  const own = nodes.map(({name}) => ({id: name, label: name}));
  return [{id: WIRE, label: 'anyone on the wire'}, ...own, {id: EVERYTHING, label: 'all keys at once'}];
}

/** Which node held which key since when: the facts that the recorder wrote, nothing derived. */
export class Keyring {
  private readonly since = new Map<string, Map<string, number>>();

  add(event: number, node: string, key: string): void {
    const mine = this.since.get(node) ?? new Map<string, number>();
    this.since.set(node, mine);
    if (!mine.has(key)) mine.set(key, event);
  }

  /** True where the lens holds `key` after event `at`. */
  holds(lens: string, key: string, at: number): boolean {
    if (lens === EVERYTHING) return true;
    const since = this.since.get(lens)?.get(key);
    return since !== undefined && since <= at;
  }

  /** Nodes that hold `key` after event `at`. */
  holders(key: string, at: number): string[] {
    return [...this.since].filter(([, keys]) => (keys.get(key) ?? Infinity) <= at).map(([node]) => node);
  }

  /** Keys that a node holds after event `at`. */
  held(node: string, at: number): string[] {
    return [...(this.since.get(node) ?? [])].filter(([, since]) => since <= at).map(([key]) => key);
  }
}

/**
 * How many layers, from the outside, can be read by one who holds the keys that `holds` accepts.
 * The same rule as `simulation/trace/sight.py`; pieces of a sealed packet bear its key.
 */
export function readable(stack: readonly Layer[], holds: (key: string) => boolean): number {
  for (let depth = 0; depth < stack.length; depth++) {
    const sealed = stack[depth]?.[4] ?? '';
    if (sealed && !holds(sealed)) return depth + 1;
  }
  return stack.length;
}
