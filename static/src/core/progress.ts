/** How far a reader has come in each lesson; kept by the browser alone. */
export interface Progress {
  /** Place of the step that was looked at last, counted from 1. */
  step: number;
  /** Whether the last step was ever reached. */
  done: boolean;
}

export const PROGRESS_KEY = 'mipviz:lessons';

/** What was kept, whatever else stands there. */
export function readProgress(kept: string | null): Record<string, Progress> {
  let found: unknown;
  try {
    found = JSON.parse(kept ?? '{}');
  } catch {
    return {};
  }
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([slug, each]: [string, unknown]) => {
      const {step, done} = (each ?? {}) as Partial<Progress>;
      return typeof step === 'number' && step > 0 ? [[slug, {step, done: done === true}]] : [];
    }),
  );
}

/** What is to be kept when a step is looked at. */
export function reached(
  before: Record<string, Progress>,
  slug: string,
  step: number,
  steps: number,
): Record<string, Progress> {
  return {...before, [slug]: {step, done: step >= steps || before[slug]?.done === true}};
}

/** Where the reader is, in words; empty for a lesson that was never opened. */
export function told(progress: Progress | undefined, steps: number): string {
  if (!progress) return '';
  if (progress.done) return 'done';
  return `you are at step ${String(Math.min(progress.step, steps))}`;
}
