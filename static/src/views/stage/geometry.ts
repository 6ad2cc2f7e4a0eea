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

  /** The way of a frame that the link loses: it sets out along the bus and never arrives. */
  lost(link: string, from: string): Way {
    const shape = this.links.get(link);
    return way([...this.stub(from, link), ...(shape ? [middle(shape.bus)] : [])]);
  }
}

/** A line of straight pieces that runs beside another one, so far to its left as seen along it. */
export function beside(points: readonly Point[], aside: number): Point[] {
  const line = way(points).points;
  if (aside === 0 || line.length < 2) return [...line];
  return line.map((point, i) => {
    const before = normal(line[i - 1] ?? point, line[i - 1] ? point : (line[i + 1] ?? point));
    const after = line[i + 1] ? normal(point, line[i + 1] ?? point) : before;
    const sum: Point = [before[0] + after[0], before[1] + after[1]];
    // Half the square of the sum is what a corner needs to stay parallel to both of its sides; a hairpin has none.
    const half = (sum[0] * sum[0] + sum[1] * sum[1]) / 2;
    const [nx, ny] = half < 0.2 ? after : [sum[0] / half, sum[1] / half];
    return [point[0] + nx * aside, point[1] + ny * aside];
  });
}

/** The direction that is square to the way from one point to another, to the left. */
function normal(from: Point, to: Point): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  return [(to[1] - from[1]) / length, -(to[0] - from[0]) / length];
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
