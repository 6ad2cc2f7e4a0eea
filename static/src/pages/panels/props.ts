import type {Trace} from '../../core/trace';
import type {Lab} from '../lab.svelte';

/** What every panel is given: the lab, and the run that it shows. */
export interface PanelProps {
  lab: Lab;
  trace: Trace;
}
