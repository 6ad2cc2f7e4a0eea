import {wagons, type Wagon} from '../../core/train';
import type {Layer} from '../../core/wire';

/** Colours as the canvas needs them: resolved, by role id. */
export interface Paint {
  roles: Record<string, string>;
  ink: string;
  paper: string;
  accent: string;
  alarm: string;
  key: string;
}

const HEIGHT = 15;
const FIRST = 7;
const MORE = 3;

export function spriteSize(train: readonly Wagon[]): {width: number; height: number} {
  const width = train.reduce((sum, wagon) => sum + FIRST + MORE * (wagon.layers - 1), 0) + 3;
  return {width: Math.max(width, 14), height: HEIGHT};
}

/** Sprites, drawn once for each stack, depth of sight and theme. */
export class Sprites {
  private readonly drawn = new Map<string, HTMLCanvasElement>();

  constructor(
    private readonly paint: Paint,
    private readonly scale: number,
  ) {}

  get(id: number, stack: readonly Layer[], clear: number): HTMLCanvasElement {
    // An observer's layers are fewer than the stack's: what is sealed is one.
    const key = `${String(id)} ${String(clear)} ${String(stack.length)}`;
    const known = this.drawn.get(key);
    if (known) return known;
    const made = this.draw(wagons(stack, clear));
    this.drawn.set(key, made);
    return made;
  }

  private draw(train: readonly Wagon[]): HTMLCanvasElement {
    const {width, height} = spriteSize(train);
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * this.scale);
    canvas.height = Math.ceil(height * this.scale);
    const pen = canvas.getContext('2d');
    if (!pen) return canvas;
    pen.scale(this.scale, this.scale);
    pen.beginPath();
    pen.roundRect(0.75, 0.75, width - 1.5, height - 1.5, 3);
    pen.fillStyle = this.paint.paper;
    pen.fill();
    pen.save();
    pen.clip();
    let x = 1.5;
    for (const wagon of train) {
      const wide = FIRST + MORE * (wagon.layers - 1);
      pen.fillStyle = this.paint.roles[wagon.role] ?? this.paint.ink;
      pen.fillRect(x, 0, wide - 0.75, height);
      if (wagon.sealed) this.hatch(pen, x, wide - 0.75, height);
      x += wide;
    }
    pen.restore();
    pen.strokeStyle = this.paint.ink;
    pen.lineWidth = 1;
    pen.stroke();
    return canvas;
  }

  /** Opaque is shown by a hatch over the hue, never by hiding it. */
  private hatch(pen: CanvasRenderingContext2D, x: number, width: number, height: number): void {
    pen.save();
    pen.beginPath();
    pen.rect(x, 0, width, height);
    pen.clip();
    pen.strokeStyle = this.paint.paper;
    pen.lineWidth = 1.1;
    pen.beginPath();
    for (let d = -height; d < width + height; d += 3.2) {
      pen.moveTo(x + d, 0);
      pen.lineTo(x + d + height, height);
      pen.moveTo(x + d + height, 0);
      pen.lineTo(x + d, height);
    }
    pen.stroke();
    pen.restore();
  }
}
