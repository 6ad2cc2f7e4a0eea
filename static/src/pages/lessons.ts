/* The list of lessons: where one is in each stands in this browser alone. */
import {PROGRESS_KEY, readProgress, told} from '../core/progress';

const kept = readProgress(localStorage.getItem(PROGRESS_KEY));
for (const lesson of document.querySelectorAll<HTMLElement>('[data-lesson]')) {
  const progress = kept[lesson.dataset['lesson'] ?? ''];
  const words = told(progress, Number(lesson.dataset['steps']));
  const place = lesson.querySelector('[data-progress]');
  if (!place || !words) continue;
  place.textContent = `, ${words}`;
  const link = lesson.querySelector('a');
  if (link && progress && !progress.done) link.href = `/?lesson=${lesson.id}&step=${String(progress.step)}`;
}
