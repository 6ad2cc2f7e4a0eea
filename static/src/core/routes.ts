import type {Flight} from './flights';
import {path} from './lineage';
import type {Seen} from './seen';
import type {Drop, Trace} from './trace';

/** One link on the way of a packet, with every frame that carried it or a piece of it there. */
export interface Hop {
  link: string;
  from: string;
  /** `null` where the link lost it. */
  to: string | null;
  /** In the order in which they left; more than one where the packet was cut into pieces. */
  flights: readonly [Flight, ...Flight[]];
  /** Places of the tunnels around it on this link, outermost first. */
  within: readonly number[];
}

/** One tunnel on the way of a packet: who put it in, by what, and between which stops it lay. */
export interface Passage {
  owner: string;
  /** Name of the tunnel, or id of the key. */
  by: string;
  role: string;
  /** Places of the stops where it begins and ends. */
  entry: number;
  exit: number;
  /** Node that took the packet out again; `null` where nobody did. */
  opener: string | null;
}

/** The way of one packet, whatever it was wrapped in then: as the trace has it to its end. */
export interface Route {
  /** The innermost packet, whose way it is. */
  content: number;
  /** Nodes on the way; one more than hops, but where the last link lost the packet. */
  stops: readonly string[];
  hops: readonly Hop[];
  /** The one that begins first is the first. */
  passages: readonly Passage[];
  /** Where it ended unwanted, or `null`. */
  end: Drop | null;
}

interface Draft {
  flights: [Flight, ...Flight[]];
  to: string | null;
}

/** One tunnel around a packet: who put it in, by what, and the packet that it made. */
interface Wrapped {
  name: string;
  owner: string;
  by: string;
  packet: number;
}

const LONGEST = 64; // hops; a routing loop ends there

/** The way of an innermost packet, as far as it went up to event `until` and as the observer knows it: all of it without one. */
export function routeOf(trace: Trace, content: number, until = Infinity, seen?: Seen): Route {
  const flights = path(trace, content).filter((flight) => flight.event <= until && (seen?.comesBy(flight) ?? true));
  const drafts = chain(trace, flights, content, until);
  const start = drafts[0]?.flights[0].from ?? sourceOf(trace, content, until);
  const passages: Passage[] = [];
  const open = new Map<string, number>();
  const hops = drafts.map(({flights, to}, i): Hop => {
    const wraps = wrappingsAround(trace, flights[0].packet, seen);
    const names = new Set(wraps.map((wrap) => wrap.name));
    for (const name of open.keys()) if (!names.has(name)) open.delete(name);
    const within = wraps.map(({name, owner, by, packet}) => {
      const place = open.get(name) ?? passages.length;
      open.set(name, place);
      const opener = trace.wrappings.opened(packet, until)?.node ?? null;
      const role = trace.stackOf(packet)[0]?.[1] ?? '';
      const known = passages[place];
      if (known) Object.assign(known, {exit: i + 1});
      else passages.push({owner, by, role, entry: i, exit: i + 1, opener});
      return place;
    });
    return {link: flights[0].link, from: flights[0].from, to, flights, within};
  });
  const stops = [...(start ? [start] : []), ...hops.flatMap((hop) => hop.to ?? [])];
  const ended = deathOf(trace, content, stops.at(-1) ?? '', until);
  return {content, stops, hops, passages, end: ended && (seen?.isNode(ended.node) ?? true) ? ended : null};
}

/** The hops that flights make one after the other; pieces of one packet share their hops. */
function chain(trace: Trace, flights: readonly Flight[], content: number, until: number): Draft[] {
  const found: Draft[] = [];
  for (const [i, flight] of flights.entries()) {
    const shared = found.find(
      ({flights: [first, ...more]}) =>
        first.link === flight.link &&
        first.from === flight.from &&
        ![first, ...more].some((each) => each.packet === flight.packet),
    );
    if (shared) shared.flights.push(flight);
    else if (found.length < LONGEST && (found.length === 0 || found.at(-1)?.to === flight.from)) {
      found.push({flights: [flight], to: receiver(trace, flight, flights.slice(i + 1), content, until)});
    }
  }
  return found;
}

/** Of the stations that a frame reached, the one that went on with the packet or kept it. */
function receiver(
  trace: Trace,
  flight: Flight,
  later: readonly Flight[],
  content: number,
  until: number,
): string | null {
  const next = later.find((each) => flight.to.includes(each.from))?.from;
  const opener = trace.wrappings.opened(flight.packet, until)?.node;
  const drop = trace.dropOf(content, until) ?? trace.dropOf(flight.packet, until);
  const kept = [opener, drop?.node].find((node) => node !== undefined && flight.to.includes(node));
  return next ?? kept ?? flight.to[0] ?? null;
}

/** What a packet is wrapped in by tunnels, outermost first; what is sealed for the observer is not told. */
function wrappingsAround(trace: Trace, packet: number, seen?: Seen): Wrapped[] {
  const found: Wrapped[] = [];
  const layers = trace.stackOf(packet).length;
  const clear = seen && !seen.all ? seen.clear(packet) : layers;
  for (let here: number | null = packet; here !== null; here = trace.packets.inner[here] ?? null) {
    if (layers - trace.stackOf(here).length >= clear) break;
    const made = trace.wrappings.made(here);
    if (made) found.push({name: `${made.node} ${made.by}`, owner: made.node, by: made.by, packet: here});
  }
  return found;
}

/** Where a packet that was never on a link was seen. */
function sourceOf(trace: Trace, content: number, until: number): string {
  return trace.lineage.carriers(content).flatMap((each) => trace.dropOf(each, until)?.node ?? [])[0] ?? '';
}

/** The unwanted end of a packet, or of what carried it, where that is as far as it came. */
function deathOf(trace: Trace, content: number, last: string, until: number): Drop | null {
  const drops = trace.lineage.carriers(content).flatMap((each) => trace.dropOf(each, until) ?? []);
  return drops.find((drop) => drop.packet === content) ?? drops.find((drop) => drop.node === last) ?? null;
}
