/** Questions about a run: their shape, and what an answer to them can be. No answer is known here before it is graded. */

export type Form = 'choice' | 'several' | 'order' | 'number' | 'fields';
/** A part of the page that would tell the answer. */
export type Hidden = 'caption' | 'ladder' | 'timeline' | 'packet' | 'way' | 'octets' | 'state' | 'metrics';

export interface Choice {
  id: string;
  label: string;
  /** Role of the layer that it is, or empty. */
  role: string;
}

export interface Question {
  kind: string;
  seed: number;
  /** The event after which the playhead stops, and its time (ns). */
  at: number;
  at_ns: number;
  prompt: string;
  where: 'nodes' | 'layers' | 'list' | 'number' | 'fields';
  form: Form;
  choices: Choice[];
  hides: Hidden[];
  packet: number | null;
  quantity: {unit: string} | null;
}

/** The same question with what tells its answer. */
export interface Told extends Omit<Question, 'choices'> {
  choices: (Choice & {feedback: string})[];
  answer: string[];
  explanation: string;
  evidence: {event: number; packet: number | null; node: string; table: string; key: string};
  reveal: number;
  reveal_ns: number;
}

export interface Grade {
  right: boolean;
  partly: boolean;
  /** From 0 to 1. */
  score: number;
  parts: {id: string; right: boolean; feedback: string}[];
  explanation: string;
}

export interface Graded {
  grade: Grade;
  prediction: Told;
}

/** A kind of question, as the catalogue names it. */
export interface KindOfQuestion {
  slug: string;
  title: string;
}

/** The answer before anything was answered. */
export function blank({form, choices}: Question): string[] {
  if (form === 'order') return choices.map(({id}) => id);
  if (form === 'number') return [''];
  return form === 'fields' ? choices.map(() => '') : [];
}

/** Whether an answer can be given as it stands; that nothing at all is right can be an answer to a set. */
export function complete({form}: Question, answer: readonly string[]): boolean {
  if (form === 'choice') return answer.length === 1;
  if (form === 'number') return Number.isFinite(Number.parseFloat(answer[0] ?? ''));
  return form !== 'fields' || answer.some((each) => each.trim() !== '');
}

/** The answer after a choice was picked: instead of the one before, or added, or taken away again. */
export function pick({form, choices}: Question, answer: readonly string[], id: string): string[] {
  if (!choices.some((each) => each.id === id)) return [...answer];
  if (form === 'choice') return [id];
  if (form !== 'several') return [...answer];
  return answer.includes(id) ? answer.filter((each) => each !== id) : [...answer, id];
}

/** An order after what stands at one place was moved to another, held within its ends. */
export function moved(answer: readonly string[], from: number, to: number): string[] {
  const found = [...answer];
  const [taken] = found.splice(from, 1);
  if (taken === undefined) return [...answer];
  found.splice(Math.max(0, Math.min(found.length, to)), 0, taken);
  return found;
}

/** What came of an answer, in a word or two. */
export function verdict(grade: Grade): string {
  if (grade.right) return 'Right.';
  return grade.partly ? `Partly right: ${String(Math.round(grade.score * 100))} %.` : 'Not so.';
}

/** A question of a series for practice, and the run that it is about. */
export interface Practised {
  run: string;
  /** Options that the run is held against, with commas between. */
  with: string;
  option: string;
  title: string;
  /** Where the picture is shown at that moment, with the question. */
  lab: string;
  question: Question;
}

/** What is kept of the practice with one kind of question. */
export interface Practice {
  /** Series of ten that were finished, the points of the last one, and of the best. */
  taken: number;
  last: number;
  best: number;
}

/** Questions of a series. */
export const SERIES = 10;

/** The points of a series, to one decimal. */
export function points(scores: readonly number[]): number {
  return Math.round(scores.reduce((sum, each) => sum + each, 0) * 10) / 10;
}

/** What is kept after another series was finished. */
export function kept(before: Practice | undefined, scores: readonly number[]): Practice {
  const last = points(scores);
  return {taken: (before?.taken ?? 0) + 1, last, best: Math.max(before?.best ?? 0, last)};
}
