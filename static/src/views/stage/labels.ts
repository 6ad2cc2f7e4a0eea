import type {LinkShape, Point, Sheet} from '../../core/wire';
import type {Atlas} from './geometry';
import type {Standing} from './standing';

/** A rectangle that is taken, in units of the sheet. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where a text stands: a point of its base line, and which end of the text is there. */
export interface Place {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

const LETTER = 0.52; // width of a letter, about, as part of the size of the text
const RISE = 0.8; // part of the size that stands above the base line
const DROP = 0.28;
const TITLE = {wide: 10, minor: 8.4}; // width of a letter in the titles of places, about
const NOTE = 6.2; // and in the notes below them

/** The rectangle that a text takes. */
export function boxOf(text: string, {x, y, anchor}: Place, size: number): Box {
  const width = text.length * size * LETTER;
  const left = x - {start: 0, middle: width / 2, end: width}[anchor];
  return {left, top: y - size * RISE, right: left + width, bottom: y + size * DROP};
}

export function overlap(one: Box, other: Box): number {
  const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** How much of a box is taken by others or lies beyond the sheet. */
function crowding(box: Box, taken: readonly Box[], sheet: Sheet): number {
  const inside = overlap(box, {left: 0, top: 0, right: sheet.width, bottom: sheet.height});
  const beyond = (box.right - box.left) * (box.bottom - box.top) - inside;
  return taken.reduce((sum, each) => sum + overlap(box, each), 4 * beyond);
}

/** The first of `places` where a text has room, or else the one where it is crowded least; `free` says which. */
export function roomFor(
  text: string,
  places: readonly Place[],
  taken: readonly Box[],
  size: number,
  sheet: Sheet,
): {place: Place; box: Box; free: boolean} {
  const tried = places.map((place) => {
    const box = boxOf(text, place, size);
    return {place, box, crowding: crowding(box, taken, sheet)};
  });
  const best = tried.reduce((least, each) => (each.crowding < least.crowding ? each : least));
  return {place: best.place, box: best.box, free: best.crowding === 0};
}

/** Where the name of a node stands, from the middle of its glyph. */
export const NAME_AT: Readonly<Record<string, Place>> = {
  below: {x: 0, y: 34, anchor: 'middle'},
  above: {x: 0, y: -25, anchor: 'middle'},
  right: {x: 23, y: 5, anchor: 'start'},
  left: {x: -23, y: 5, anchor: 'end'},
};
const FURTHER: readonly Place[] = [
  {x: 0, y: 52, anchor: 'middle'},
  {x: 0, y: -43, anchor: 'middle'},
  {x: 23, y: 24, anchor: 'start'},
  {x: -23, y: 24, anchor: 'end'},
  {x: 23, y: -16, anchor: 'start'},
  {x: -23, y: -16, anchor: 'end'},
];
const UNDER_A_WALL: Place = {x: 0, y: 60, anchor: 'middle'};

/** Where the name of a node stands, by its glyph and the side that the sheet gives. */
export function nameAt(atlas: Atlas, name: string): Place {
  const shape = atlas.node(name);
  if (shape?.glyph === 'firewall') return UNDER_A_WALL;
  return NAME_AT[shape?.label ?? 'below'] ?? UNDER_A_WALL;
}

/** What is written at a link: its id, but where the sheet calls it otherwise. */
export function linkName(link: LinkShape): string {
  return link.title.startsWith('VPN') ? 'VPN inside' : link.id;
}

/** What is written on the sheet wherever nodes stand: names of links, titles and notes of places. */
export function printed({sheet}: Atlas, size: number): Box[] {
  const links = sheet.links.map((link) =>
    boxOf(linkName(link), {x: link.label[0], y: link.label[1], anchor: 'middle'}, size - 1),
  );
  const zones = sheet.zones.map((zone): Box => {
    const [left, top] = zone.corners[0];
    const minor = zone.inside !== '' || left > sheet.width * 0.75;
    const letters = minor
      ? zone.title.length * TITLE.minor
      : Math.max(zone.title.length * TITLE.wide, zone.note.length * NOTE);
    return {left: left + 10, top: top + 4, right: left + 14 + letters, bottom: top + (minor ? 24 : 46)};
  });
  return [...links, ...zones];
}

type Standee = Standing & {name: string};

/** Where the name of each node stands, from the middle of its glyph: at its own side, or where a roaming one has room. */
export function namesOf(atlas: Atlas, nodes: readonly Standee[], size: number): Map<string, {place: Place; box: Box}> {
  const found = new Map<string, {place: Place; box: Box}>();
  const taken = [...printed(atlas, size), ...nodes.map(({name, point}) => glyphBox(atlas, name, point))];
  const roams = ({name}: Standee): boolean => Object.keys(atlas.node(name)?.places ?? {}).length > 1;
  for (const node of [...nodes].sort((a, b) => Number(roams(a)) - Number(roams(b)))) {
    const own = nameAt(atlas, node.name);
    const sides = roams(node) ? [own, ...Object.values(NAME_AT), ...FURTHER] : [own];
    const [x, y] = node.point;
    const places = sides.map((side) => ({...side, x: x + side.x, y: y + side.y}));
    const {place, box} = roomFor(node.name, places, taken, size, atlas.sheet);
    taken.push(box);
    found.set(node.name, {place: {...place, x: place.x - x, y: place.y - y}, box});
  }
  return found;
}

/** What the stage says and draws anyhow, which other texts keep clear of: names, titles and glyphs. */
export function standingBoxes(atlas: Atlas, nodes: readonly Standee[], size: number): Box[] {
  const names = namesOf(atlas, nodes, size);
  return [
    ...nodes.flatMap(({name, point}) => [
      ...(names.get(name) ? [names.get(name)?.box] : []),
      glyphBox(atlas, name, point),
    ]),
    ...printed(atlas, size),
  ].filter((box) => box !== undefined);
}

function glyphBox(atlas: Atlas, name: string, point: Point): Box {
  return around(point, 17, atlas.node(name)?.glyph === 'firewall' ? 45 : 17);
}

function around([x, y]: Point, wide: number, high: number): Box {
  return {left: x - wide, top: y - high, right: x + wide, bottom: y + high};
}
