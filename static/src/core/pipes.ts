import {beliefs, type Belief} from './beliefs';
import type {Flight} from './flights';
import type {Seen} from './seen';
import {staysAt, staysOf} from './stays';
import type {Drop, Trace} from './trace';
import type {PipeSource} from './wire';
import type {Wrapping} from './wrappings';

/** One link that packets of a tunnel cross; `to` is `null` where they go no further. */
export interface Leg {
  link: string;
  from: string;
  to: string | null;
  /** Ids of the pipes that lie around the tunnel on this link, outermost first. */
  within: readonly string[];
}

/**
 * What becomes of what an end sends into its tunnel: it comes out at the other end, dies on its
 * way, is on its way for the first time, would go where nobody is any more, or nothing was sent
 * since the end stands where it stands and the row says what it says.
 */
export type Fate = 'passes' | 'dies' | 'opens' | 'cut' | 'unused';

/** A tunnel as one of its ends believes in it. */
export interface Half {
  owner: string;
  /** Node at the other end, or `null` where nobody is. */
  far: string | null;
  table: string;
  key: string;
  /** Address that the owner sends to. */
  address: string;
  /** What the owner wraps by: name of the tunnel, or ids of keys. */
  names: readonly string[];
  fate: Fate;
  /** The way of its packets, from the owner on. */
  legs: readonly Leg[];
  /** Where its packets end unwanted, and why; `null` where they do not. */
  end: Drop | null;
  /** Event that last put a packet in; -1 before the first. */
  last: number;
}

/** A tunnel at a moment: its halves, and where it lies. */
export interface Pipe {
  id: string;
  role: string;
  /** What it is made of. */
  kind: string;
  ends: readonly [string, string | null];
  /** One for each end that believes in it. */
  halves: readonly Half[];
  /** True where both ends believe in it, or where what one end sends in comes out at the other now. */
  stands: boolean;
  /** Ids of the pipes that carry it, outermost first. */
  inside: readonly string[];
  /** How many pipes it carries within one another. */
  level: number;
}

/** A half with the packet that shows its way. */
interface Track {
  belief: Belief;
  half: Half;
  outer: number | null;
  flights: readonly Flight[];
}

const RECENT = 1_000_000_000; // ns
const DECIDED = 2; // a single loss does not break a tunnel, two in a row do
const LOOKED_AT = 64; // wrappings that are looked at for one whose fate is known

/**
 * The tunnels after event `at`, outermost first: what the tables of the nodes say, laid where the
 * packets of each tunnel really went last. `order` lists roles of layers from the inside out.
 */
export function pipesAt(trace: Trace, sources: readonly PipeSource[], order: readonly string[], at: number): Pipe[] {
  const tracks = beliefs(trace, sources, at).map((belief) => track(trace, belief, at));
  meet(tracks);
  const groups = new Map<string, Track[]>();
  for (const each of tracks) {
    const id = idOf(each);
    groups.set(id, [...(groups.get(id) ?? []), each]);
  }
  const carried = new Map<string, string>();
  for (const [id, members] of groups) {
    for (const {half} of members) for (const name of half.names) carried.set(`${half.owner} ${name}`, id);
  }
  const pipes = [...groups].map(([id, members]) => build(trace, id, members, carried, trace.events.t[at] ?? 0));
  const roles = order.filter((role) => pipes.some((pipe) => pipe.role === role));
  return stacked(pipes, roles);
}

function idOf({belief, half}: Track): string {
  return `${belief.role} ${[half.owner, half.far ?? half.address].sort().join(' ')}`;
}

/** What became of what one end put into its tunnel. */
function track(trace: Trace, belief: Belief, at: number): Track {
  const since = Math.max(belief.event, staysOf(trace, belief.owner).findLast((stay) => stay.event <= at)?.event ?? -1);
  const {shown, fate, last} = evidence(trace, belief, since, at);
  const flights = shown === null ? [] : flightsOf(trace, shown, at);
  const opener = shown === null ? null : (trace.wrappings.opened(shown, at)?.node ?? null);
  const legs = legsOf(flights, opener);
  const whole = legs.findIndex((leg) => !stands(trace, leg, at));
  const cut = whole >= 0;
  const half: Half = {
    owner: belief.owner,
    far: opener ?? belief.far,
    table: belief.table,
    key: belief.key,
    address: belief.address,
    names: belief.names,
    fate: cut && fate === 'passes' ? 'cut' : fate,
    legs: cut ? ended(trace, legs.slice(0, whole + 1), at) : legs,
    end: fate === 'dies' && shown !== null ? deathOf(trace, shown, at) : null,
    last,
  };
  return {belief, half, outer: shown, flights};
}

interface Evidence {
  /** The packet whose way is shown. */
  shown: number | null;
  fate: Fate;
  last: number;
}

function evidence(trace: Trace, belief: Belief, since: number, at: number): Evidence {
  const decided: {outer: number; passed: boolean}[] = [];
  let waiting: number | null = null;
  let last = -1;
  let seen = 0;
  for (const {outer, event} of newest(trace, belief, since, at)) {
    last = Math.max(last, event);
    const passed = trace.wrappings.opened(outer, at) !== null;
    if (passed || deathOf(trace, outer, at)) decided.push({outer, passed});
    else waiting = outer;
    if (decided.length === DECIDED || decided[0]?.passed || (seen += 1) === LOOKED_AT) break;
  }
  const passed = decided.find((each) => each.passed);
  if (passed) return {shown: passed.outer, fate: 'passes', last};
  if (decided[0]) return {shown: decided[0].outer, fate: 'dies', last};
  return {shown: waiting, fate: waiting === null ? 'unused' : 'opens', last};
}

/** Wrappings into the tunnel that `belief` speaks of, newest first. */
function newest(trace: Trace, belief: Belief, since: number, at: number): Wrapping[] {
  const found: Wrapping[] = [];
  for (const name of belief.names) {
    let count = 0;
    for (const each of trace.wrappings.newest(belief.owner, name, since, at)) {
      found.push(each);
      if ((count += 1) === LOOKED_AT) break;
    }
  }
  return found.sort((a, b) => b.event - a.event);
}

/** The unwanted end of a packet, or of whatever carried it. */
function deathOf(trace: Trace, outer: number, at: number): Drop | null {
  for (const each of trace.lineage.carriers(outer)) {
    const drop = trace.dropOf(each, at);
    if (drop) return drop;
  }
  return null;
}

function flightsOf(trace: Trace, outer: number, at: number): Flight[] {
  const all = trace.lineage.carriers(outer).flatMap((each) => trace.flights.of(each));
  return all.filter((flight) => flight.event <= at).sort((a, b) => a.event - b.event);
}

/** The chain of links that flights make; of the copies of a fragmented packet the first that fits counts. */
function legsOf(flights: readonly Flight[], opener: string | null): Leg[] {
  const legs: Leg[] = [];
  for (const [i, flight] of flights.entries()) {
    const before = legs.at(-1);
    if (before && before.to !== flight.from) continue;
    const next = flights.find((each, k) => k > i && flight.to.includes(each.from))?.from;
    const there = opener !== null && flight.to.includes(opener) ? opener : flight.to[0];
    legs.push({link: flight.link, from: flight.from, to: next ?? there ?? null, within: []});
  }
  return legs;
}

/** Whether both nodes of a leg still are on its link. */
function stands(trace: Trace, leg: Leg, at: number): boolean {
  return [leg.from, leg.to].every(
    (node) => node === null || staysAt(trace, node, at).some((stay) => stay.link === leg.link),
  );
}

/** Legs of which the last leads to somebody who is not there any more: it ends on the link. */
function ended(trace: Trace, legs: readonly Leg[], at: number): Leg[] {
  const last = legs.at(-1);
  if (!last) return [];
  const there = staysAt(trace, last.from, at).some((stay) => stay.link === last.link);
  return there ? [...legs.slice(0, -1), {...last, to: null}] : legs.slice(0, -1);
}

/**
 * Let halves that mean the same tunnel find each other: an end that has not heard from behind a
 * translator takes the translator for its peer, while the other end knows better.
 */
function meet(tracks: readonly Track[]): void {
  const answered = (one: Track): boolean =>
    tracks.some((other) => idOf(other) === idOf(one) && other.half.owner !== one.half.owner);
  for (const one of tracks) {
    if (one.half.fate === 'passes' || answered(one)) continue;
    const other = tracks.find(
      (each) => each.belief.role === one.belief.role && each.half.far === one.half.owner && !answered(each),
    );
    if (other && other.half.owner !== one.half.owner) one.half = {...one.half, far: other.half.owner};
  }
}

function build(
  trace: Trace,
  id: string,
  members: readonly Track[],
  carried: ReadonlyMap<string, string>,
  now: number,
): Pipe {
  const owners = [...new Set(members.map(({half}) => half.owner))];
  const newestOf = owners.map((owner) =>
    members
      .filter(({half}) => half.owner === owner)
      .reduce((best, each) => (each.half.last > best.half.last ? each : best)),
  );
  const laid = newestOf.map((each) => ({...each.half, legs: nested(trace, each, id, carried)}));
  const [first] = members;
  const far = laid.find((half) => half.far !== null)?.far ?? null;
  const ends = [laid[0]?.owner ?? '', laid[1]?.owner ?? far] as const;
  const inside = laid.flatMap((half) => half.legs.flatMap((leg) => leg.within));
  return {
    id,
    role: first?.belief.role ?? '',
    kind: first?.belief.kind ?? '',
    ends,
    halves: laid,
    stands:
      owners.length > 1 ||
      laid.some((half) => half.fate === 'passes' && now - (trace.events.t[half.last] ?? 0) < RECENT),
    inside: [...new Set(inside)],
    level: 0,
  };
}

/** The legs of a half, each with the pipes that lie around it there. */
function nested(trace: Trace, one: Track, id: string, carried: ReadonlyMap<string, string>): Leg[] {
  const {outer, flights, half} = one;
  if (outer === null) return [...half.legs];
  const around = trace.lineage.carriers(outer).flatMap((packet) => {
    const maker = trace.wrappings.made(packet);
    const pipe = maker && carried.get(`${maker.node} ${maker.by}`);
    return pipe && pipe !== id ? [{pipe, carriers: new Set(trace.lineage.carriers(packet))}] : [];
  });
  return half.legs.map((leg) => {
    const flight = flights.find((each) => each.link === leg.link && each.from === leg.from);
    const within = around.filter(({carriers}) => flight && carriers.has(flight.packet)).map(({pipe}) => pipe);
    return {...leg, within: [...new Set(within)].reverse()};
  });
}

/** Give every pipe its level and sort them, outermost first: what packets tell, and where they do not, the order of roles. */
function stacked(pipes: readonly Pipe[], order: readonly string[]): Pipe[] {
  const level = new Map(pipes.map((pipe) => [pipe.id, Math.max(0, order.indexOf(pipe.role))]));
  // A pipe may be found around another one later than its own level was passed on: once for each pipe is enough.
  for (let round = 0; round < pipes.length; round++) {
    for (const pipe of pipes) {
      const around = Math.min((level.get(pipe.id) ?? 0) + 1, order.length + pipes.length);
      for (const outer of pipe.inside) level.set(outer, Math.max(level.get(outer) ?? 0, around));
    }
  }
  return pipes
    .map((pipe) => ({...pipe, level: level.get(pipe.id) ?? 0}))
    .sort((a, b) => b.level - a.level || a.id.localeCompare(b.id));
}

/**
 * The tunnels as an observer knows them: those of which it holds an end, and of their way the link
 * that it sends into. What becomes of its packets further on, and what the other end believes, it cannot know.
 */
export function knownTo(seen: Seen, pipes: readonly Pipe[]): readonly Pipe[] {
  if (seen.all) return pipes;
  return pipes.flatMap((pipe) => {
    const own = pipe.halves.filter((half) => seen.isNode(half.owner));
    const halves = own.map((half): Half => {
      const fate = half.fate === 'unused' ? 'unused' : 'passes';
      return {...half, fate, end: null, legs: half.legs.filter((leg) => leg.from === half.owner)};
    });
    return halves.length > 0 ? [{...pipe, halves, stands: false}] : [];
  });
}
