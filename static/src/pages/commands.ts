import {commandFor, type Command} from '../core/keymap';
import type {Lab} from './lab.svelte';

/** What a page does beside the lab's own commands. */
export interface Doors {
  goto: () => void;
  keys: () => void;
  close: () => void;
}

export function commandsOf(lab: Lab, doors: Doors): Record<Command, () => void> {
  const by = (unit: Parameters<Lab['step']>[0], direction: 1 | -1) => () => {
    lab.step(unit, direction);
  };
  return {
    toggle: () => {
      lab.toggle();
    },
    'event-forward': by('event', 1),
    'event-back': by('event', -1),
    'hop-forward': by('hop', 1),
    'hop-back': by('hop', -1),
    'phase-forward': by('phase', 1),
    'phase-back': by('phase', -1),
    'next-drop': by('drop', 1),
    'previous-drop': by('drop', -1),
    start: () => {
      lab.seek(0);
    },
    end: () => {
      lab.seek(lab.until);
    },
    faster: () => {
      lab.changeSpeed(lab.speed + 1);
    },
    slower: () => {
      lab.changeSpeed(lab.speed - 1);
    },
    'lens-next': () => {
      lab.turnLens(1);
    },
    'lens-back': () => {
      lab.turnLens(-1);
    },
    pacing: () => {
      lab.changePacing(lab.pacing === 'event' ? 'proportional' : 'event');
    },
    ...doors,
  };
}

/** The command that a key press on the page means, with the focus where it is. */
export function commandOf(event: KeyboardEvent, singleKeys: boolean): Command | null {
  const target = event.target instanceof Element ? event.target : null;
  const field = target?.closest('input, textarea, select');
  return commandFor(
    {
      key: event.key,
      shift: event.shiftKey,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: !!field && field.getAttribute('type') !== 'range' && field.getAttribute('type') !== 'checkbox',
      steering: !!target?.closest('button, a, select, input, summary, [role="button"], [role="tab"]'),
    },
    singleKeys,
  );
}
