import {seconds} from '../../core/format';
import type {Flight} from '../../core/flights';
import {ANYWHERE, observersOf, type Grade, type Observer} from '../../core/lens';
import {innermost} from '../../core/lineage';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import type {Sheet} from '../../core/wire';

/** What one observer can do with one layer, and why. */
export interface Cell {
  grade: Grade;
  because: string;
}
export interface SightRow {
  observer: Observer;
  cells: readonly Cell[];
  /** True where no layer of the packet ever came by, in whatever it was wrapped. */
  absent: boolean;
}
export interface SightGroup {
  id: string;
  title: string;
  rows: readonly SightRow[];
}

const BEST: readonly Grade[] = ['readable', 'authenticated only', 'opaque', 'absent'];
const GROUPS = [
  ['outside', 'Outside, in networks of others'],
  ['between', 'Between the firewalls'],
  ['inside', 'Inside the enterprise'],
  ['moving', 'On the move'],
] as const;

/**
 * Who can read what of a packet after event `at`: observers by where they stand, each with a grade
 * for every layer. A layer counts as seen in whatever it was wrapped when it came by, for what a
 * gateway took out of a tunnel is what was put into it.
 */
export function sightTable(trace: Trace, sheet: Sheet, packet: number, at: number): SightGroup[] {
  const owners = ownersOf(trace, packet);
  const family = trace.lineage.carriers(innermost(trace, packet));
  const observers = observersOf(trace.head.nodes, trace.head.links).filter(
    ({standing, id}) => standing !== 'all' && id !== ANYWHERE,
  );
  const rows = observers.map((observer): SightRow => {
    const seen = new Seen(trace, observer.id, at);
    const sighted = family.flatMap((member) => sightOf(seen, member));
    const cells = owners.map((owner) => bestOf(sighted, owner));
    return {observer, cells, absent: cells.every(({grade}) => grade === 'absent')};
  });
  return GROUPS.flatMap(([id, title]) => {
    const mine = rows.filter(({observer}) => placeOf(sheet, observer) === id);
    return mine.length > 0 ? [{id, title, rows: mine}] : [];
  });
}

/** A layer by who it is: the innermost packet that it stands in, and its distance from that packet's inner end. */
interface Owner {
  packet: number;
  fromInside: number;
}

/** For each layer of a packet, outermost first, which of the packets within it the layer belongs to. */
function ownersOf(trace: Trace, packet: number): Owner[] {
  const depth = trace.stackOf(packet).length;
  const found = trace.stackOf(packet).map((_, place): Owner => ({packet, fromInside: depth - place}));
  for (let inner = trace.packets.inner[packet]; inner !== null && inner !== undefined;) {
    const held = trace.stackOf(inner).length;
    for (const owner of found) if (owner.fromInside <= held) owner.packet = inner;
    inner = trace.packets.inner[inner];
  }
  return found;
}

/** One layer as an observer saw it. */
interface Sighted extends Owner {
  cell: Cell;
}

/** The layers of a packet as an observer saw them when it came by up to now; none where it did not. */
function sightOf(seen: Seen, packet: number): Sighted[] {
  const {trace, at} = seen;
  const hop = trace.flights.of(packet).find((flight) => flight.event <= at && seen.comesBy(flight));
  if (!hop) return [];
  const grades = seen.grades(packet);
  return ownersOf(trace, packet).map((owner, place) => {
    const grade = grades[place] ?? 'absent';
    return {...owner, cell: {grade, because: reason(seen, packet, place, grade, hop)}};
  });
}

function bestOf(sighted: readonly Sighted[], owner: Owner): Cell {
  const same = sighted.filter((each) => each.packet === owner.packet && each.fromInside === owner.fromInside);
  const never: Cell = {grade: 'absent', because: 'It never came by here, up to this moment.'};
  return same.reduce((best, {cell}) => (BEST.indexOf(cell.grade) < BEST.indexOf(best.grade) ? cell : best), never);
}

/** Why a layer has its grade, in a sentence or two. */
function reason(seen: Seen, packet: number, place: number, grade: Grade, hop: Flight): string {
  const {trace, lens} = seen;
  const when = `It came by on ${hop.link} at ${seconds(hop.leaves, 3)}`;
  const outside = trace.stackOf(packet).slice(0, place);
  const seals = outside.flatMap(([, , , , sealed]) => (sealed ? [sealed] : []));
  const held = (key: string): string => {
    const event = trace.keys.gained(lens, key);
    return event === null ? key : `${key}, held since ${seconds(trace.events.t[event] ?? 0, 3)}`;
  };
  if (grade === 'opaque') {
    const missing = seals.find((key) => !trace.keys.holds(lens, key, seen.at)) ?? '';
    return `${when}, sealed with ${missing}, a key that is not held here: only its length is known.`;
  }
  const opened = seals.length > 0 ? `${when}, and opens with ${seals.map(held).join(' and ')}` : `${when}, in clear`;
  if (grade === 'readable') return `${opened}.`;
  const own = trace.stackOf(packet)[place]?.[4] ?? '';
  const covering = [...(trace.guardsOf(packet).get(place) ?? []), ...(own ? [own] : [])];
  const missing = covering.filter((key) => !trace.keys.holds(lens, key, seen.at));
  return `${opened}. It is authenticated with ${missing.join(' and ')}, not held here: a change would be noticed.`;
}

/** Where an observer stands: by the zone of its link or of its place, or on the move where it has several places. */
function placeOf(sheet: Sheet, {id, standing}: Observer): (typeof GROUPS)[number][0] {
  if (standing === 'link') {
    const zone = sheet.links.find((link) => `link:${link.id}` === id)?.zone;
    return sheet.zones.find((each) => each.id === zone)?.trust ?? 'outside';
  }
  const places = sheet.nodes.find(({name}) => name === id)?.places ?? {};
  const points = Object.entries(places).filter(([link]) => link !== '');
  const point = places[''];
  if (points.length > 1 || !point) return 'moving';
  const zone = sheet.zones.find(({corners: [[left, top], [right, bottom]]}) => {
    return point[0] >= left && point[0] <= right && point[1] >= top && point[1] <= bottom;
  });
  return zone?.trust ?? 'between';
}
