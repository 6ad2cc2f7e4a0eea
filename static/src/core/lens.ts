import type {Flight} from './flights';
import type {Layer, NodeHead} from './wire';

/** Lens of the guide, who tells everything; what is sealed is hatched as for one without keys. */
export const GUIDE = '';
/** Lens of one who holds every key of the run. */
export const EVERYTHING = '*';
/** Begins the lens of one who listens on a link; every other lens is a node's name. */
export const LINK = 'link:';
/** Lens of one who listens on every link at once. */
export const ANYWHERE = 'link:*';

/** Where observers of one kind stand, as the switch and the table group them. */
export type Standing = 'all' | 'link' | 'node';

/** Somebody with whose eyes one can look. */
export interface Observer {
  id: string;
  label: string;
  standing: Standing;
}

/** Who may look at a run: the guide, all keys at once, one without keys on each link or on all, each node with its own. */
export function observersOf(nodes: readonly NodeHead[], links: readonly {id: string}[]): Observer[] {
  return [
    {id: GUIDE, label: 'the guide, who tells all', standing: 'all'},
    {id: EVERYTHING, label: 'all keys at once', standing: 'all'},
    ...links.map(({id}): Observer => ({id: LINK + id, label: nameOf(LINK + id), standing: 'link'})),
    {id: ANYWHERE, label: nameOf(ANYWHERE), standing: 'link'},
    ...nodes.map(({name, label}): Observer => {
      return {id: name, label: label && label !== name ? `${name}, ${label}` : name, standing: 'node'};
    }),
  ];
}

/** What an observer is called within a sentence. */
export function nameOf(lens: string): string {
  if (lens === ANYWHERE) return 'a listener on every link';
  return lens.startsWith(LINK) ? `a listener on ${lens.slice(LINK.length)}` : lens;
}

/** True for who knows all that the trace knows, and not what one observer can know. */
export function tellsAll(lens: string): boolean {
  return lens === GUIDE || lens === EVERYTHING;
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

  /** The event by which the lens came to hold `key`, or `null` where it never did. */
  gained(lens: string, key: string): number | null {
    return this.since.get(lens)?.get(key) ?? null;
  }

  /** Nodes that hold `key` after event `at`. */
  holders(key: string, at: number): string[] {
    return [...this.since].filter(([, keys]) => (keys.get(key) ?? Infinity) <= at).map(([node]) => node);
  }

  /** Keys that a node holds after event `at`. */
  held(node: string, at: number): string[] {
    return [...(this.since.get(node) ?? [])].filter(([, since]) => since <= at).map(([key]) => key);
  }

  /** The event at or before `at` by which the lens came to hold its newest key; -1 before the first. */
  newest(lens: string, at: number): number {
    return [...(this.since.get(lens)?.values() ?? [])].reduce(
      (last, since) => (since <= at && since > last ? since : last),
      -1,
    );
  }
}

/** What somebody can do with one layer of a packet. */
export type Grade = 'readable' | 'authenticated only' | 'opaque' | 'absent';

/** Headers that the integrity check of what they seal covers, too (RFC 4303 section 2.8). */
const COVERED_BY_OWN_SEAL = new Set(['esp', 'wireguard-data']);

/** True where a frame comes by an observer: by its link, or from or to the node. The twin of `passes` in `simulation/trace/sight.py`. */
export function passes(lens: string, flight: Pick<Flight, 'link' | 'from' | 'to'>): boolean {
  if (tellsAll(lens) || lens === ANYWHERE) return true;
  if (lens.startsWith(LINK)) return lens === LINK + flight.link;
  return flight.from === lens || flight.to.includes(lens);
}

/** The keys whose authenticators cover layers of a packet, by the place of the layer. */
export type Guards = ReadonlyMap<number, readonly string[]>;
export const UNGUARDED: Guards = new Map();

/**
 * The grade of each layer for one who holds the keys that `holds` accepts. The same rule as
 * `grades` in `simulation/trace/sight.py`; both are held against the same table of vectors.
 */
export function grades(
  stack: readonly Layer[],
  holds: (key: string) => boolean,
  guards: Guards = UNGUARDED,
  passed = true,
): Grade[] {
  if (!passed) return stack.map(() => 'absent');
  const clear = readable(stack, holds);
  return stack.map((layer, place) => {
    if (place >= clear) return 'opaque';
    const keys = [...(guards.get(place) ?? []), ...(coversItself(layer) ? [layer[4]] : [])];
    return keys.every(holds) ? 'readable' : 'authenticated only';
  });
}

/** IKEv2's check covers the whole message (RFC 7296 section 3.14), IKEv1's hashes cover payloads alone. */
function coversItself([header, , , , sealed]: Layer): boolean {
  return sealed !== '' && (COVERED_BY_OWN_SEAL.has(header) || sealed.startsWith('ikev2:'));
}

/**
 * How many layers, from the outside, can be read by one who holds the keys that `holds` accepts.
 * Pieces of a sealed packet bear its key.
 */
export function readable(stack: readonly Layer[], holds: (key: string) => boolean): number {
  for (let depth = 0; depth < stack.length; depth++) {
    const sealed = stack[depth]?.[4] ?? '';
    if (sealed && !holds(sealed)) return depth + 1;
  }
  return stack.length;
}
