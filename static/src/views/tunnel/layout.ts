import type {Row, Tube} from './rows';

/** A rectangle in px. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Spot {
  x: number;
  y: number;
}

/** Where everything of a row stands, in px from its upper left corner. */
export interface Plan {
  upright: boolean;
  /** Whether there is no room for more than figures at the links. */
  crowded: boolean;
  width: number;
  height: number;
  /** Where the packets run, from the left or from above: one spot for each stop. */
  stops: readonly Spot[];
  /** Where the name of each stop stands: its middle, or its right end where the row is upright. */
  names: readonly Spot[];
  /** The lines from the names to what the nodes can touch. */
  stems: readonly Rect[];
  tubes: readonly Rect[];
  /** Where the figures of each link stand: their middle, or their left end where the row is upright. */
  figures: readonly Spot[];
}

const CORE = 13; // from the middle to the wall of the innermost pipe
const BAND = 19; // by which a pipe is wider than the one within, where its name stands
const RIM = 6; // and on the other side
const INSET = 5; // by which a pipe is shorter than the one within, at each end
const NAMES = 44; // room for two lines of names
const FIGURES = 52;
const STEM = 8;
const WHY = 26; // room for the line that says why a packet ended
const SIDE = 46; // from the edge to the first stop
const CROWDED = 84; // px between stops under which names stand on two lines in turn
const TRAINS = 112; // px between stops under which there are no trains beside the figures
const NARROWEST = 50; // px between stops under which a row is upright
const UPRIGHT_STEP = 50;
const UPRIGHT_NAMES = 96;

/** Lay a row out in `room` px of width; `size` is that of its texts as a part of the usual. */
export function plan(row: Row, room: number, size: number): Plan {
  const gaps = Math.max(1, row.stops.length - 1);
  const step = (room - 2 * SIDE * size) / gaps;
  return step < NARROWEST * size ? upright(row, room, size) : lying(row, room, size, step);
}

function lying(row: Row, room: number, size: number, step: number): Plan {
  const deepest = Math.max(-1, ...row.tubes.map((tube) => tube.level));
  const lone = row.heading === 'left' ? 1 : 0;
  const above = (CORE + BAND * (deepest + 1)) * size;
  const below = (CORE + RIM * Math.max(0, deepest)) * size;
  const middle = NAMES * size + STEM * size + above;
  const stops = row.stops.map((_, i) => ({x: SIDE * size + step * (row.stops.length > 1 ? i : lone), y: middle}));
  const tubes = row.tubes.map((tube): Rect => {
    const up = (reach(tube, CORE, BAND) + BAND) * size;
    const down = reach(tube, CORE, RIM) * size;
    const inset = INSET * (tube.level + 1) * size;
    const left = (stops[tube.entry]?.x ?? 0) + inset;
    const right = (stops[tube.exit]?.x ?? room) - inset;
    return {left, top: middle - up, width: Math.max(8, right - left), height: up + down};
  });
  const line = step < CROWDED * size ? 18 * size : 0;
  const names = stops.map(({x}, i) => ({x, y: NAMES * size - 12 * size - (i % 2 === 1 ? line : 0)}));
  const stems = row.stops.map(({passing}, i): Rect => {
    const top = (names[i]?.y ?? 0) + 10 * size;
    const outermost = tubes[passing[0] ?? -1];
    const end = outermost ? outermost.top : middle;
    return {left: stops[i]?.x ?? 0, top, width: 0, height: Math.max(0, end - top)};
  });
  const figures = row.columns.map((_, i) => ({
    x: ((stops[i]?.x ?? 0) + (stops[i + 1]?.x ?? room)) / 2,
    y: middle + below + 6 * size,
  }));
  const height = middle + below + FIGURES * size + (row.end ? WHY : 0);
  return {upright: false, crowded: step < TRAINS * size, width: room, height, stops, names, stems, tubes, figures};
}

/** The row from above to below, for a narrow place: names on the left, figures on the right. */
function upright(row: Row, room: number, size: number): Plan {
  const deepest = Math.max(-1, ...row.tubes.map((tube) => tube.level));
  const step = UPRIGHT_STEP * size;
  const before = (CORE + BAND * (deepest + 1)) * size;
  const after = (CORE + RIM * Math.max(0, deepest)) * size;
  const middle = UPRIGHT_NAMES * size + STEM * size + before;
  const stops = row.stops.map((_, i) => ({x: middle, y: 16 * size + step * i}));
  const tubes = row.tubes.map((tube): Rect => {
    const wide = (reach(tube, CORE, BAND) + BAND) * size;
    const inset = INSET * (tube.level + 1) * size;
    const top = (stops[tube.entry]?.y ?? 0) + inset;
    const bottom = (stops[tube.exit]?.y ?? 0) - inset;
    return {left: middle - wide, top, width: wide + reach(tube, CORE, RIM) * size, height: Math.max(8, bottom - top)};
  });
  const names = stops.map(({y}) => ({x: UPRIGHT_NAMES * size - 6, y}));
  const stems = row.stops.map(({passing}, i): Rect => {
    const left = UPRIGHT_NAMES * size - 2;
    const outermost = tubes[passing[0] ?? -1];
    return {left, top: stops[i]?.y ?? 0, width: Math.max(0, (outermost?.left ?? middle) - left), height: 0};
  });
  const figures = row.columns.map((_, i) => ({
    x: middle + after + 10 * size,
    y: ((stops[i]?.y ?? 0) + (stops[i + 1]?.y ?? (stops[i]?.y ?? 0) + step)) / 2,
  }));
  const height = 32 * size + step * Math.max(1, row.stops.length - 1) + (row.end ? WHY : 0);
  return {upright: true, crowded: false, width: room, height, stops, names, stems, tubes, figures};
}

function reach({level}: Tube, core: number, more: number): number {
  return core + more * level;
}
