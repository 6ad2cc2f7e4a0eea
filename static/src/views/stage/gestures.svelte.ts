import {SvelteMap} from 'svelte/reactivity';
import type {Point, Sheet} from '../../core/wire';
import {approached, held, legible, lookAt, nearer, project, pushed, whole, type Camera, type Size} from './camera';

const STEP = 1.4; // by which a key or a button makes the picture larger
const DRAG = 6; // px after which a press is a push
const TWICE = 350; // ms within which two taps are one
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Where the reader looks at the stage: by itself it follows what matters, until the reader takes it in hand. */
export class Gestures {
  camera: Camera = $state.raw({zoom: 1, middle: [0, 0]});
  /** True where the reader chose where to look. */
  taken = $state(false);
  /** True while the press that goes on has pushed the picture, so that it is no click. */
  pushing = false;
  private readonly fingers = new SvelteMap<number, Point>();
  private tapped = 0;

  constructor(
    private readonly sheet: () => Sheet,
    private readonly size: () => Size,
  ) {}

  /** Show what matters at this moment, softly where time goes on; everything where nothing is named. */
  follow(points: readonly Point[], softly: boolean): void {
    if (this.taken) return;
    const zoom = points.length > 0 ? legible(this.sheet(), this.size()) : 1;
    const to = zoom > 1 ? lookAt(points, zoom, this.sheet(), this.size()) : whole(this.sheet());
    this.camera = softly && !calm.matches ? approached(this.camera, to) : to;
  }

  readonly larger = (): void => {
    this.zoom(STEP, this.camera.middle);
  };

  readonly smaller = (): void => {
    this.zoom(1 / STEP, this.camera.middle);
  };

  /** Put the picture back: it follows by itself again. */
  readonly back = (): void => {
    this.taken = false;
  };

  /** Keys while the focus is within the stage. */
  readonly key = (event: KeyboardEvent): void => {
    const action = {'+': this.larger, '=': this.larger, '-': this.smaller, '0': this.back}[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  /** A wheel zooms with Ctrl held, as pinching on a touch pad does; without, the page scrolls as ever. */
  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / 200), this.onSheet(pointOf(event)));
  };

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.fingers.set(event.pointerId, pointOf(event));
    if (this.fingers.size === 1) this.pushing = false;
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.pinch(other, before, now);
    else if (!this.push(before, now)) return;
    this.fingers.set(event.pointerId, now);
  };

  readonly up = (event: PointerEvent): void => {
    const tap = this.fingers.delete(event.pointerId) && !this.pushing && event.type === 'pointerup';
    if (!tap || event.pointerType !== 'touch') return;
    if (event.timeStamp - this.tapped < TWICE) this.back();
    this.tapped = event.timeStamp;
  };

  /** Push the picture along with the one finger on it; false while that may still be a click. */
  private push(before: Point, now: Point): boolean {
    const by: Point = [now[0] - before[0], now[1] - before[1]];
    if (this.camera.zoom <= 1 || (!this.pushing && Math.hypot(...by) < DRAG)) return false;
    const {scale} = project(this.camera, this.sheet(), this.size());
    this.pushing = true;
    this.look(pushed(this.camera, by, scale));
    return true;
  }

  private pinch(other: Point, before: Point, now: Point): void {
    const apart = (one: Point): number => Math.max(1, Math.hypot(one[0] - other[0], one[1] - other[1]));
    this.pushing = true;
    this.zoom(apart(now) / apart(before), this.onSheet([(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]));
  }

  private zoom(factor: number, around: Point): void {
    this.look(nearer(this.camera, factor, around));
  }

  private look(camera: Camera): void {
    this.camera = held(camera, this.sheet(), this.size());
    this.taken = true;
  }

  private onSheet([x, y]: Point): Point {
    const {scale, origin} = project(this.camera, this.sheet(), this.size());
    return [(x - origin[0]) / scale, (y - origin[1]) / scale];
  }
}

/** Where a pointer is, in px from the corner of the frame that listens. */
function pointOf(event: MouseEvent): Point {
  const box = event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : {left: 0, top: 0};
  return [event.clientX - box.left, event.clientY - box.top];
}
