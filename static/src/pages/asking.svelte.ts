import {blank, complete, pick, type Graded, type Hidden, type Question} from '../core/prediction';
import type {Playback} from './playback.svelte';
import type {Selection} from './selection.svelte';
import {fetchQuestion, gradeAnswer, Refused} from './server';

/** What of the page a question needs. */
interface Around {
  time: Playback;
  selection: Selection;
  run: {readonly id: string};
  say: (what: string, accepted: string) => void;
}

/** The question that is put to the reader: asked, answered, played to its answer, explained. */
export class Asking {
  question: Question | null = $state.raw(null);
  answer: string[] = $state.raw([]);
  /** Whether the run plays up to the answer. */
  playing = $state(false);
  /** What came of the answer, once it has been seen. */
  graded: Graded | null = $state.raw(null);
  /** Choices made on the stage for this question. */
  picks = $state(0);
  private coming: Graded | null = null;
  private asked: object | null = null;

  constructor(private readonly around: Around) {}

  /** Whether a part of the page is hidden because it would tell the answer. */
  hides(part: Hidden): boolean {
    return !!this.question && !this.graded && this.question.hides.includes(part);
  }

  /** The nodes among which is chosen on the stage; nothing where it is not answered there. */
  get nodes(): readonly string[] | null {
    if (this.question?.where !== 'nodes' || this.graded || this.playing) return null;
    return this.question.choices.map(({id}) => id);
  }

  /** Ask at a moment, or from there on; of a kind, or of any. */
  async ask(kind: string, at: number, seed: number): Promise<void> {
    const mine = (this.asked = {});
    const {time, selection, run, say} = this.around;
    try {
      const [question] = await fetchQuestion(run.id, kind, Math.max(0, at), seed);
      if (this.asked !== mine || !question) return;
      this.forget();
      this.question = question;
      this.answer = blank(question);
      time.goto(question.at);
      selection.choosePacket(question.packet);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.asked === mine) say(error.message, error.accepted);
    }
  }

  /** Ask another one, from the answer that was seen on. */
  another(kind: string): void {
    const {question, graded} = this;
    const from = graded ? graded.prediction.reveal + 1 : (question?.at ?? 0) + 1;
    void this.ask(kind, from, (question?.seed ?? 0) + 1);
  }

  /** Take up a choice that was made on the stage; true where it was one. */
  picked(id: string): boolean {
    if (!this.question || !this.nodes?.includes(id)) return false;
    this.answer = pick(this.question, this.answer, id);
    this.picks += 1;
    return true;
  }

  async grade(): Promise<void> {
    const {question, answer} = this;
    if (!question || this.playing || this.graded || !complete(question, answer)) return;
    this.playing = true;
    try {
      const graded = await gradeAnswer(this.around.run.id, question, answer);
      if (this.question !== question) return;
      this.coming = graded;
      this.around.time.playTo(graded.prediction.reveal, () => {
        this.show();
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.playing = false;
      this.around.say(error.message, error.accepted);
    }
  }

  /** Show what came of it, at the moment at which the answer is seen. */
  readonly show = (): void => {
    const graded = this.coming;
    if (!graded) return;
    this.coming = null;
    this.playing = false;
    this.graded = graded;
    this.around.time.goto(graded.prediction.reveal);
    this.light(graded);
  };

  /** Light the evidence: its moment, packet, node and row. */
  readonly evidence = (): void => {
    if (!this.graded) return;
    this.around.time.goto(this.graded.prediction.evidence.event);
    this.light(this.graded);
  };

  close(): void {
    this.asked = null;
    if (this.question && !this.graded) this.around.time.pause();
    this.forget();
  }

  private light({prediction: {evidence}}: Graded): void {
    const {selection} = this.around;
    selection.choosePacket(evidence.packet);
    if (evidence.node) selection.node = evidence.node;
    if (evidence.table) {
      selection.tab = 'state';
      selection.row = {table: evidence.table, key: evidence.key};
    }
  }

  private forget(): void {
    this.question = this.graded = this.coming = null;
    this.playing = false;
    this.picks = 0;
  }
}
