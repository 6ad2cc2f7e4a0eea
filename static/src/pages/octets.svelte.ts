import {Frames} from '../core/frames';
import type {Dissection} from '../core/wire';
import {fetchFrame, Refused} from './server';

/**
 * The octets of the frame that is looked at.
 *
 * What is shown is the wanted frame or nothing: never the octets of another one.
 */
export class Octets {
  /** The octets of the wanted frame; `null` where there are none or they are still on their way. */
  dissection: Dissection | null = $state.raw(null);
  /** Why they cannot be had, or empty. */
  because = $state('');
  private frame: number | null = null;
  private readonly frames = new Frames({
    fetchFrame,
    changed: () => {
      this.show();
    },
  });

  /** Show `frame` of a run as soon as it is here, and fetch the frames of the next moments `ahead`. */
  want(run: string, frame: number | null, ahead: readonly number[]): void {
    this.frame = frame;
    this.frames.want(run, frame === null ? ahead : [frame, ...ahead]);
    this.show();
  }

  private show(): void {
    this.dissection = this.frame === null ? null : this.frames.get(this.frame);
    const {failure} = this.frames;
    if (failure === null || this.dissection) this.because = '';
    else this.because = failure instanceof Refused ? failure.message : 'These octets could not be read.';
  }
}
