import type {Dissection} from '../core/wire';
import {fetchFrame, Refused} from './server';

const PAUSE = 60; // ms: who steps quickly through frames asks only for the one where they stop
const PAUSE_PLAYING = 250;

/** The octets of the frame that is looked at, fetched when they are wanted. */
export class Octets {
  dissection: Dissection | null = $state.raw(null);
  /** Why there are none, or empty. */
  because = $state('');
  /** True while others than those shown are on their way. */
  busy = $state(false);
  private wanted = '';

  /** Ask for a frame of a run; returns what gives the asking up. */
  want(run: string, frame: number, playing: boolean): () => void {
    const sign = `${run} ${String(frame)}`;
    if (sign === this.wanted && this.dissection) return () => undefined;
    this.wanted = sign;
    this.busy = true;
    const wait = setTimeout(
      () => {
        fetchFrame(run, frame)
          .then((found) => {
            if (this.wanted === sign) [this.dissection, this.because, this.busy] = [found, '', false];
          })
          .catch((error: unknown) => {
            if (this.wanted === sign)
              this.none(error instanceof Refused ? error.message : 'These octets could not be read.');
          });
      },
      playing ? PAUSE_PLAYING : PAUSE,
    );
    return () => {
      clearTimeout(wait);
    };
  }

  none(because: string): void {
    this.wanted = '';
    [this.dissection, this.because, this.busy] = [null, because, false];
  }
}
