import type {Layer} from './wire';

/** A run of neighbouring layers of one role within a stack. */
export interface Wagon {
  role: string;
  layers: number;
  sealed: boolean;
}

/** The stack as a train, outermost first: one wagon for a run of layers of one role; what `clear` layers do not reach is sealed. */
export function wagons(stack: readonly Layer[], clear: number): Wagon[] {
  const found: Wagon[] = [];
  stack.forEach(([, role], depth) => {
    const sealed = depth >= clear;
    const last = found.at(-1);
    if (last && last.role === role && last.sealed === sealed) last.layers += 1;
    else found.push({role, layers: 1, sealed});
  });
  return found;
}
