import {progress, type Flight} from '../../core/flights';
import type {Seen, Sight} from '../../core/seen';
import type {Trace} from '../../core/trace';
import {wagons} from '../../core/train';
import type {Point} from '../../core/wire';
import {along, path, way} from './geometry';
import {roomFor, type Box, type Place} from './labels';
import type {Lanes} from './lanes';
import {spriteSize, type Paint, type Sprites} from './sprites';

/** A packet as it is drawn at a moment. */
export interface Moving {
  packet: number;
  event: number;
  point: Point;
  /** How many frames stand for this one, where there are too many to draw each. */
  count: number;
}

export const MOST = 500;
const WARM = 60_000_000; // ns for which a link that carried something stays warm
const LABELLED = 5;
const FAINT = 0.22; // opacity of what a search leaves out

/** What the observer sees moving at `t`, after event `at`; more than `MOST` are drawn together by link, direction and place. */
export function moving(seen: Seen, lanes: Lanes, t: number, at = Infinity): Moving[] {
  const {trace} = seen;
  const onLinks = trace.flights.at(t, at).filter((flight) => seen.comesBy(flight));
  const all = onLinks.flatMap((flight) =>
    positions(trace, lanes, flight, t).map((point): Moving => ({
      packet: flight.packet,
      event: flight.event,
      point,
      count: 1,
    })),
  );
  if (all.length <= MOST) return all;
  const cells = new Map<string, Moving>();
  for (const each of all) {
    const key = `${String(Math.round(each.point[0] / 24))} ${String(Math.round(each.point[1] / 24))}`;
    const cell = cells.get(key);
    if (cell) cell.count += 1;
    else cells.set(key, {...each});
  }
  return [...cells.values()];
}

/** The packet that the lab is about, where it was seen last, while it is on no link. */
function resting({trace, lanes, t, hop}: Scene): Moving[] {
  if (!hop || t < hop.arrives || hop.to.length === 0) return [];
  const [point] = positions(trace, lanes, hop, t).slice(-1);
  return point ? [{packet: hop.packet, event: hop.event, point, count: 1}] : [];
}

/** Where the copies of a frame are at `t`: one for each node that it will reach; one that the link loses never arrives. */
function positions(trace: Trace, lanes: Lanes, flight: Flight, t: number): Point[] {
  const part = progress(flight, t);
  return receivers(flight).map((to) => along(way(lanes.lineOf(trace, flight, to)), part));
}

function receivers(flight: Flight): readonly (string | null)[] {
  return flight.to.length > 0 ? flight.to : [null];
}

export interface Scene {
  trace: Trace;
  lanes: Lanes;
  t: number;
  seen: Seen;
  /** The packet that the lab is about, and the hop that it is seen on. */
  chosen: number | null;
  hop: Flight | null;
  /** Packets that are searched for, or `null`; the others are drawn faintly. */
  lit: ReadonlySet<number> | null;
  paint: Paint;
  sprites: Sprites;
  /** Size of the labels, in units of the sheet. */
  label: number;
  /** What labels keep clear of. */
  taken: readonly Box[];
  /** Device pixels a unit of the sheet, and the sheet's origin in device pixels. */
  scale: number;
  origin: Point;
}

/** Draw everything that moves; returns what was drawn, so that a click finds it. */
export function draw(pen: CanvasRenderingContext2D, scene: Scene): Moving[] {
  const {trace, seen, lanes, t, scale, origin} = scene;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(scale, 0, 0, scale, origin[0], origin[1]);
  warm(pen, scene);
  const drawn = [...resting(scene), ...moving(seen, lanes, t, seen.at)];
  const sights = new Map<number, Sight>();
  for (const each of drawn) {
    const stack = trace.packets.stack[each.packet] ?? -1;
    const {layers, clear} = sights.get(stack) ?? seen.sight(each.packet);
    sights.set(stack, {layers, clear});
    const sprite = scene.sprites.get(stack, layers, clear);
    const {width, height} = spriteSize(wagons(layers, clear));
    pen.globalAlpha = !scene.lit || scene.lit.has(each.packet) ? 1 : FAINT;
    pen.drawImage(sprite, each.point[0] - width / 2, each.point[1] - height / 2, width, height);
    pen.globalAlpha = 1;
    if (each.packet === scene.chosen) ring(pen, scene, each.point, width, height);
    if (each.count > 1)
      say(pen, scene, `×${String(each.count)}`, {x: each.point[0], y: each.point[1] - 13, anchor: 'middle'});
  }
  const told = drawn.filter((each) => (scene.lit ? scene.lit.has(each.packet) : !seen.isData(each.packet)));
  const taken = [...scene.taken];
  for (const each of told.slice(0, LABELLED)) {
    const text = short(seen.title(each.packet));
    const {place, box, free} = roomFor(text, placesAt(each.point), taken, scene.label, lanes.atlas.sheet);
    // A label that has no room is left out: the list below the picture has them all.
    if (!free) continue;
    taken.push(box);
    say(pen, scene, text, place);
  }
  return drawn;
}

function placesAt([x, y]: Point): Place[] {
  return [-13, 25, -31, 43].map((away) => ({x, y: y + away, anchor: 'middle'}));
}

const LONGEST = 26;

/** The first words of a purpose, as many as fit a label. */
export function short(purpose: string): string {
  if (purpose.length <= LONGEST) return purpose;
  const cut = purpose.slice(0, LONGEST).replace(/[\s,:;]+\S*$/, '');
  return `${cut} …`;
}

/** Links that carried something within the last `WARM` ns glow, so that short hops are not missed. */
function warm(pen: CanvasRenderingContext2D, {trace, seen, lanes, t, paint}: Scene): void {
  const latest = new Map<string, Flight>();
  for (const flight of trace.flights.sentBetween(t - WARM, t)) {
    if (flight.event > seen.at || !seen.comesBy(flight)) continue;
    for (const to of flight.to) latest.set(`${flight.link} ${flight.from} ${to}`, flight);
  }
  pen.lineWidth = 5;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const flight of latest.values()) {
    const age = Math.max(0, t - flight.arrives) / WARM;
    if (age >= 1) continue;
    const role = trace.stackOf(flight.packet)[0]?.[1] ?? '';
    pen.strokeStyle = paint.roles[role] ?? paint.accent;
    pen.globalAlpha = 0.3 * (1 - age);
    for (const to of flight.to) pen.stroke(new Path2D(path(lanes.lineOf(trace, flight, to))));
  }
  pen.globalAlpha = 1;
}

function ring(pen: CanvasRenderingContext2D, {paint}: Scene, [x, y]: Point, width: number, height: number): void {
  pen.strokeStyle = paint.accent;
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.roundRect(x - width / 2 - 4, y - height / 2 - 4, width + 8, height + 8, 6);
  pen.stroke();
}

function say(pen: CanvasRenderingContext2D, {paint, label}: Scene, text: string, {x, y}: Place): void {
  pen.font = `600 ${String(label - 1)}px 'Source Sans', sans-serif`;
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  pen.lineWidth = 3.5;
  pen.strokeStyle = paint.paper;
  pen.strokeText(text, x, y);
  pen.fillStyle = paint.ink;
  pen.fillText(text, x, y);
}

/** The drawn packet nearest to a point of the sheet, within reach of a finger. */
export function nearest(drawn: readonly Moving[], point: Point, reach: number): Moving | null {
  let best: Moving | null = null;
  let least = reach;
  for (const each of drawn) {
    const away = Math.hypot(each.point[0] - point[0], each.point[1] - point[1]);
    if (away <= least) [best, least] = [each, away];
  }
  return best;
}
