import {pictureOf, placeOf, type Lesson} from '../core/lesson';
import {PROGRESS_KEY, reached, readProgress} from '../core/progress';
import {parseAddress, type Address} from '../core/url';
import {fetchLesson, fetchLessonVersion, Refused} from './server';

const WAIT = 1500; // ms between two looks at a file that may change

/** What a lesson needs of the page around it. */
export interface Around {
  readonly selection: {lesson: string; step: number};
  location: () => string;
  comeBack: (address: Address, path: string) => void;
  /** The mark of a picture in the browser's history. */
  readonly shown: string;
}

/** The lesson that is open: its steps, where the reader is, and what the reader thought. */
export class Teaching {
  lesson: Lesson | null = $state.raw(null);
  problem = $state('');
  guesses: Record<number, string> = $state({});
  private watching: ReturnType<typeof setTimeout> | undefined;
  private wanted: object = {};

  constructor(private readonly around: Around) {}

  get place(): number {
    return placeOf(this.around.selection.step, this.lesson?.steps.length ?? 1);
  }

  /** Open a lesson; `there` says that its address holds a picture already, which stays. */
  async open(slug: string, there: boolean): Promise<void> {
    const mine = (this.wanted = {});
    this.problem = '';
    try {
      const lesson = await fetchLesson(slug);
      if (this.wanted !== mine) return;
      this.lesson = lesson;
      this.note();
      if (!there) this.show(this.place, 'instead');
      if (lesson.live) this.watch();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.wanted === mine) this.problem = `${error.message}. Accepted: ${error.accepted}.`;
    }
  }

  /** Show the picture of a step, as a further entry of the browser's history or instead of the one that is shown. */
  show(place: number, how: 'further' | 'instead' = 'further'): void {
    const step = this.lesson?.steps[place];
    if (!this.lesson || !step) return;
    const query = pictureOf(this.lesson.slug, place, step);
    if (how === 'further') {
      history.replaceState(this.around.shown, '', this.around.location());
      history.pushState(this.around.shown, '', `/?${query}`);
    } else history.replaceState(this.around.shown, '', `/?${query}`);
    this.around.comeBack(parseAddress(query).address, '/');
    this.note();
  }

  /** Whether the picture is still that of the step. */
  isAt(event: number): boolean {
    const at = this.lesson?.steps[this.place]?.step.at;
    return at === undefined || at === event;
  }

  leave(): void {
    clearTimeout(this.watching);
    this.wanted = {};
    this.lesson = null;
    this.guesses = {};
  }

  /** Remember how far the reader has come. */
  private note(): void {
    const {lesson} = this;
    if (!lesson || lesson.steps.length === 0) return;
    try {
      const before = readProgress(localStorage.getItem(PROGRESS_KEY));
      const now = reached(before, lesson.slug, this.place + 1, lesson.steps.length);
      localStorage.setItem(PROGRESS_KEY, JSON.stringify(now));
    } catch {
      // A browser may refuse storage; then nothing is remembered.
    }
  }

  /** Look again and again whether the file has changed, and show what it says now. */
  private watch(): void {
    clearTimeout(this.watching);
    this.watching = setTimeout(() => void this.lookAgain(), WAIT);
  }

  private async lookAgain(): Promise<void> {
    const {lesson} = this;
    if (!lesson) return;
    try {
      const version = await fetchLessonVersion(lesson.slug);
      if (this.lesson !== lesson) return;
      if (version !== lesson.version) {
        await this.open(lesson.slug, false);
        return;
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // a file that is being written may be gone for a moment
    }
    this.watch();
  }
}
