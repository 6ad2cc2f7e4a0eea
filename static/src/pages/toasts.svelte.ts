import type {Toast} from '../views/dialogs/Toasts.svelte';

const PASSING = 8000; // ms for which good news stays
const MOST = 4;

/** What the reader is told beside the picture. */
export class Toasts {
  all: readonly Toast[] = $state.raw([]);
  private last = 0;

  /** Tell something: that went wrong, that went well and passes, or that stays to be read. */
  say(what: string, accepted = '', sort: 'bad' | 'good' | 'keep' = 'bad'): void {
    const id = (this.last += 1);
    this.all = [...this.all.slice(1 - MOST), {id, what, accepted, bad: sort === 'bad'}];
    if (sort === 'good')
      setTimeout(() => {
        this.dismiss(id);
      }, PASSING);
  }

  readonly dismiss = (id: number): void => {
    this.all = this.all.filter((toast) => toast.id !== id);
  };
}
