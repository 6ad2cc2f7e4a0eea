import type {Flight} from '../../core/flights';
import {progress} from '../../core/flights';
import type {LinkShape, NodePlace, Point, Sheet} from '../../core/wire';

/** A line of straight pieces, with its length, so that a point on it is found by a fraction. */
export interface Way {
  points: readonly Point[];
  length: number;
}

export function way(points: readonly Point[]): Way {
  const corners = points.filter((point, i) => i === 0 || !same(point, points[i - 1]));
  let length = 0;
  for (let i = 1; i < corners.length; i++) length += distance(corners[i - 1], corners[i]);
  return {points: corners, length};
}

/** The point that lies so far along a way: 0 is its start, 1 its end. */
export function along(line: Way, fraction: number): Point {
  let left = Math.min(1, Math.max(0, fraction)) * line.length;
  for (let i = 1; i < line.points.length; i++) {
    const [from, to] = [line.points[i - 1], line.points[i]];
    const piece = distance(from, to);
    if (from && to && left <= piece) {
      const part = piece === 0 ? 0 : left / piece;
      return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
    }
    left -= piece;
  }
  return line.points[line.points.length - 1] ?? [0, 0];
}

export function path(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${String(x)} ${String(y)}`).join('');
}

/** The drawn world: where nodes and links lie, and the ways of frames between them. */
export class Atlas {
  private readonly links: Map<string, LinkShape>;
  private readonly nodes: Map<string, NodePlace>;
  private readonly ways = new Map<string, Way>();
  private readonly strangers = new Map<string, Point>();

  constructor(readonly sheet: Sheet) {
    this.links = new Map(sheet.links.map((link) => [link.id, link]));
    this.nodes = new Map(sheet.nodes.map((node) => [node.name, node]));
  }

  link(id: string): LinkShape | undefined {
    return this.links.get(id);
  }

  node(name: string): NodePlace | undefined {
    return this.nodes.get(name);
  }

  /** Where a node is drawn while it is attached to `link`; a node that no place is known for gets a slot there. */
  place(name: string, link: string): Point {
    const places = this.nodes.get(name)?.places;
    const known = places?.[link] ?? places?.[''];
    if (known) return known;
    const stranger = this.strangers.get(name);
    if (stranger) return stranger;
    const slots = this.links.get(link)?.slots ?? [];
    const taken = new Set([...this.strangers.values()].map(String));
    const slot = slots.find((each) => !taken.has(String(each))) ?? slots[0];
    if (!slot) return [this.sheet.width / 2, this.sheet.height / 2];
    this.strangers.set(name, slot);
    return slot;
  }

  /** The stub of a node: from its place to the bus of a link. */
  stub(name: string, link: string): Point[] {
    const shape = this.links.get(link);
    const place = this.place(name, link);
    if (!shape) return [place];
    return [place, ...(shape.stubs[name] ?? [foot(place, shape.bus)])];
  }

  /** The way of a frame on a link between two nodes: stub, bus, stub. */
  between(link: string, from: string, to: string): Way {
    const key = `${link} ${from} ${to}`;
    const known = this.ways.get(key);
    if (known) return known;
    const made = way([...this.stub(from, link), ...this.stub(to, link).reverse()]);
    this.ways.set(key, made);
    return made;
  }

  /** Where the copies of a frame are at `t`: one for each node that it will reach. */
  positions(flight: Flight, t: number): Point[] {
    const part = progress(flight, t);
    if (flight.to.length > 0) return flight.to.map((to) => along(this.between(flight.link, flight.from, to), part));
    const shape = this.links.get(flight.link);
    if (!shape) return [];
    // The link loses it: it sets out along the bus and never arrives.
    const lost = way([...this.stub(flight.from, flight.link), middle(shape.bus)]);
    return [along(lost, part)];
  }
}

/** The point of a bus that is nearest to a place. */
export function foot(place: Point, bus: readonly [Point, Point]): Point {
  const [[x1, y1], [x2, y2]] = bus;
  const [dx, dy] = [x2 - x1, y2 - y1];
  const square = dx * dx + dy * dy;
  const part = square === 0 ? 0 : ((place[0] - x1) * dx + (place[1] - y1) * dy) / square;
  const held = Math.min(1, Math.max(0, part));
  return [x1 + held * dx, y1 + held * dy];
}

export function middle(bus: readonly [Point, Point]): Point {
  return [(bus[0][0] + bus[1][0]) / 2, (bus[0][1] + bus[1][1]) / 2];
}

function distance(a: Point | undefined, b: Point | undefined): number {
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
}

function same(a: Point, b: Point | undefined): boolean {
  return b !== undefined && a[0] === b[0] && a[1] === b[1];
}
