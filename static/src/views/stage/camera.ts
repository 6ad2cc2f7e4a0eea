import type {Point, Sheet} from '../../core/wire';

/** What part of the sheet is seen: the point in the middle, and how much larger than where all of it fits. */
export interface Camera {
  zoom: number;
  middle: Point;
}

/** How the sheet lies in a frame: px a unit, and the place of the sheet's corner in px. */
export interface Projection {
  scale: number;
  origin: Point;
}

export interface Size {
  width: number;
  height: number;
}

export const CLOSEST = 6; // times larger than where all fits
const LEGIBLE = 0.62; // px a unit under which the texts of the sheet are too small to read
const SOFT = 0.08; // part of the way to where it should look that a camera goes in a frame

/** The whole sheet. */
export function whole(sheet: Sheet): Camera {
  return {zoom: 1, middle: [sheet.width / 2, sheet.height / 2]};
}

/**
 * How much larger than where all fits a sheet is shown for its texts to be legible.
 *
 * Only a narrow frame is looked into piece by piece; a low one shows all, for whoever looks at a
 * wide screen looks for the whole map.
 */
export function legible(sheet: Sheet, size: Size): number {
  const fit = Math.min(size.width / sheet.width, size.height / sheet.height);
  const narrow = size.width / sheet.width < LEGIBLE;
  return narrow && fit > 0 ? Math.max(1, LEGIBLE / fit) : 1;
}

export function project(camera: Camera, sheet: Sheet, size: Size): Projection {
  const scale = Math.min(size.width / sheet.width, size.height / sheet.height) * camera.zoom;
  const [x, y] = camera.middle;
  return {scale, origin: [size.width / 2 - x * scale, size.height / 2 - y * scale]};
}

/** The same camera where it shows as little as can be of what lies beyond the sheet. */
export function held({zoom, middle}: Camera, sheet: Sheet, size: Size): Camera {
  const near = Math.min(CLOSEST, Math.max(1, zoom));
  const {scale} = project({zoom: near, middle}, sheet, size);
  const keep = (at: number, length: number, room: number): number => {
    const half = room / scale / 2;
    return half * 2 >= length - 0.001 ? length / 2 : Math.min(length - half, Math.max(half, at));
  };
  return {zoom: near, middle: [keep(middle[0], sheet.width, size.width), keep(middle[1], sheet.height, size.height)]};
}

/** The camera after the picture was made `factor` times larger around a point of the sheet. */
export function nearer({zoom, middle: [x, y]}: Camera, factor: number, around: Point): Camera {
  const next = Math.min(CLOSEST, Math.max(1, zoom * factor));
  const part = zoom / next;
  return {zoom: next, middle: [around[0] + (x - around[0]) * part, around[1] + (y - around[1]) * part]};
}

/** The camera after the picture was pushed by so many px. */
export function pushed({zoom, middle: [x, y]}: Camera, [dx, dy]: Point, scale: number): Camera {
  return {zoom, middle: [x - dx / scale, y - dy / scale]};
}

/** Where to look so that what matters is seen: the middle of all of it where it fits, else of the first that do. */
export function lookAt(points: readonly Point[], zoom: number, sheet: Sheet, size: Size): Camera {
  const {scale} = project({zoom, middle: [0, 0]}, sheet, size);
  const room: Point = [(size.width / scale) * 0.8, (size.height / scale) * 0.8];
  let box: {low: Point; high: Point} | null = null;
  for (const [x, y] of points) {
    const low: Point = [Math.min(x, box?.low[0] ?? x), Math.min(y, box?.low[1] ?? y)];
    const high: Point = [Math.max(x, box?.high[0] ?? x), Math.max(y, box?.high[1] ?? y)];
    if (box && (high[0] - low[0] > room[0] || high[1] - low[1] > room[1])) break;
    box = {low, high};
  }
  if (!box) return held({...whole(sheet), zoom}, sheet, size);
  const {low, high} = box;
  return held({zoom, middle: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2]}, sheet, size);
}

/** A step of the way from one camera to another; the other itself once they are near. */
export function approached(from: Camera, to: Camera): Camera {
  const [dx, dy] = [to.middle[0] - from.middle[0], to.middle[1] - from.middle[1]];
  if (from.zoom !== to.zoom || Math.hypot(dx, dy) < 1) return to;
  return {zoom: to.zoom, middle: [from.middle[0] + dx * SOFT, from.middle[1] + dy * SOFT]};
}
