import type {Direction} from '../../core/conversation';
import type {Half, Pipe} from '../../core/pipes';
import type {Hop, Passage, Route} from '../../core/routes';
import type {Seen} from '../../core/seen';

/**
 * How a tunnel is drawn: whole where both ends believe in it and packets pass; dashed where one end
 * alone believes in it or nothing passed yet; broken where packets die in it; past where nobody believes in it any more.
 */
export type Look = 'whole' | 'dashed' | 'broken' | 'past';

/** A tunnel on a row, between two of its stops. */
export interface Tube {
  /** Id of the pipe, or empty where no table speaks of it any more. */
  pipe: string;
  role: string;
  kind: string;
  entry: number;
  exit: number;
  /** How many tunnels it has within. */
  level: number;
  look: Look;
}

export interface Stop {
  /** Empty where a link lost the packet. */
  name: string;
  /** Tunnels that go by there unopened, outermost first; what the node can touch is the first of them. */
  passing: readonly number[];
}

/** What one packet weighs on one link: the octets of every piece. */
export interface Weight {
  backwards: boolean;
  octets: readonly number[];
  /** The packet as it is wrapped there, and the event that sent it. */
  packet: number;
  event: number;
}

export interface Column {
  link: string;
  weights: readonly Weight[];
}

/** A packet that is on a link of the row now; `part` is measured from the left. */
export interface Bead {
  column: number;
  part: number;
  packet: number;
  event: number;
}

/** One row: the way of one direction, or of both where they do not differ. */
export interface Row {
  /** From the left to the right, from the right to the left, or both. */
  heading: 'right' | 'left' | 'both';
  stops: readonly Stop[];
  columns: readonly Column[];
  tubes: readonly Tube[];
  beads: readonly Bead[];
  /** Where the packet ended unwanted: the place of the stop, and the event. */
  end: {stop: number; event: number; reason: string} | null;
  /** The packets whose way it is. */
  contents: readonly number[];
}

/**
 * The rows of a conversation after event `at`: one where both directions go the same way in the
 * same tunnels, else two. What comes first in `order` stands on the left, whoever sends.
 */
export function rowsOf(
  seen: Seen,
  directions: readonly Direction[],
  pipes: readonly Pipe[],
  order: readonly string[],
  at: number,
): Row[] {
  const rows = directions.map((direction) => {
    const row = rowOf(seen, direction, pipes, at);
    const {stops} = direction.route;
    return order.indexOf(stops[0] ?? '') > order.indexOf(stops.at(-1) ?? '') ? turned(row) : row;
  });
  const [one, other] = rows;
  if (!one || !other) return rows;
  if (alike(one, other)) return [merged(one, other)];
  // Of a packet that its own sender dropped only one stop is known: it stands where its flow comes from.
  return one.heading === other.heading && other.stops.length === 1 ? [one, turned(other)] : rows;
}

function rowOf(seen: Seen, {route, tokens}: Direction, pipes: readonly Pipe[], at: number): Row {
  const lost = route.hops.at(-1)?.to === null;
  const names = lost ? [...route.stops, ''] : route.stops;
  const levels = levelsOf(route);
  const tubes = route.passages.map((passage, i) => tubeOf(seen, route, passage, levels[i] ?? 0, pipes, at));
  const stops = names.map((name, i) => ({name, passing: passingAt(route, i)}));
  const ended = route.end !== null && route.end.event <= at ? route.end : null;
  return {
    heading: 'right',
    stops,
    columns: route.hops.map((hop) => columnOf(seen, hop)),
    tubes,
    beads: tokens.map(({hop, part, flight}) => ({column: hop, part, packet: flight.packet, event: flight.event})),
    end: ended && {stop: names.length - 1, event: ended.event, reason: ended.reason},
    contents: [route.content],
  };
}

function columnOf({trace}: Seen, hop: Hop): Column {
  const [first] = hop.flights;
  const octets = hop.flights.map(({packet}) => trace.packets.octets[packet] ?? 0);
  return {link: hop.link, weights: [{backwards: false, octets, packet: first.packet, event: first.event}]};
}

/** How many tunnels each passage has within, where it has most. */
function levelsOf(route: Route): number[] {
  const levels = route.passages.map(() => 0);
  for (const {within} of route.hops)
    for (const [depth, place] of within.entries())
      levels[place] = Math.max(levels[place] ?? 0, within.length - 1 - depth);
  return levels;
}

/** Tunnels that are around the packet both before and after a stop. */
function passingAt(route: Route, stop: number): number[] {
  const before = route.hops[stop - 1]?.within ?? [];
  const after = new Set(route.hops[stop]?.within);
  return before.filter((place) => after.has(place));
}

function tubeOf(seen: Seen, route: Route, passage: Passage, level: number, pipes: readonly Pipe[], at: number): Tube {
  // Who does not know the tables of the owner sees that packets pass, and no more.
  if (!seen.isNode(passage.owner)) return seenFromOutside(passage, level);
  const believed = believers(pipes, passage);
  const drop = route.end;
  const inside = drop !== null && passage.opener === null && drop.event <= at;
  return {
    pipe: believed?.pipe.id ?? '',
    role: believed?.pipe.role ?? passage.role,
    kind: believed?.pipe.kind ?? '',
    entry: passage.entry,
    exit: passage.exit,
    level,
    look: inside ? 'broken' : believed ? lookOf(believed.pipe, believed.half) : 'past',
  };
}

function seenFromOutside({role, entry, exit}: Passage, level: number): Tube {
  return {pipe: '', role, kind: '', entry, exit, level, look: 'whole'};
}

/** The pipe that a passage went through, as the node that put the packet in believes in it. */
function believers(pipes: readonly Pipe[], {owner, by}: Passage): {pipe: Pipe; half: Half} | null {
  for (const pipe of pipes)
    for (const half of pipe.halves) if (half.owner === owner && half.names.includes(by)) return {pipe, half};
  return null;
}

export function lookOf(pipe: Pipe, half: Half): Look {
  if (half.fate === 'dies' || half.fate === 'cut') return 'broken';
  return pipe.stands && half.fate === 'passes' ? 'whole' : 'dashed';
}

/** The same row seen from its other end. */
function turned(row: Row): Row {
  const last = row.stops.length - 1;
  return {
    ...row,
    heading: 'left',
    stops: [...row.stops].reverse(),
    columns: row.columns
      .map(({link, weights}) => ({link, weights: weights.map((each) => ({...each, backwards: true}))}))
      .reverse(),
    tubes: row.tubes.map((tube) => ({...tube, entry: last - tube.exit, exit: last - tube.entry})),
    beads: row.beads.map((bead) => ({...bead, column: row.columns.length - 1 - bead.column, part: 1 - bead.part})),
    end: row.end && {...row.end, stop: last - row.end.stop},
  };
}

function alike(one: Row, other: Row): boolean {
  const shape = (row: Row): string =>
    JSON.stringify([
      row.stops.map(({name}) => name),
      row.columns.map(({link}) => link),
      row.tubes
        .map(({pipe, role, entry, exit, look}) => `${pipe} ${role} ${look} ${String(entry)} ${String(exit)}`)
        .sort(),
      row.end?.stop,
    ]);
  return shape(one) === shape(other);
}

function merged(one: Row, other: Row): Row {
  return {
    ...one,
    heading: 'both',
    columns: one.columns.map(({link, weights}, i) => ({
      link,
      weights: [...weights, ...(other.columns[i]?.weights ?? [])],
    })),
    beads: [...one.beads, ...other.beads],
    contents: [...one.contents, ...other.contents],
  };
}
