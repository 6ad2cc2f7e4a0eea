import {GUIDE} from '../core/lens';
import {USUAL, type Bits, type Rungs, type Tab, type View} from '../core/url';

/** What the reader chose to look at, and with whose eyes. */
export class Selection {
  /** The packet that was chosen; without one, the story names it. */
  packet: number | null = $state(null);
  /** Packet of the ladder's row under the pointer. */
  hovered: number | null = $state(null);
  bits: Bits | null = $state.raw(null);
  lens = $state(GUIDE);
  node = $state(USUAL.node);
  /** What was pointed at: a pipe, a link, a zone or a role of layers; or empty. */
  thing = $state(USUAL.thing);
  /** On which side of the stage the card stands that tells of it: not where it was pointed at. */
  side: 'left' | 'right' = $state('right');
  tab: Tab = $state(USUAL.tab);
  /** Group of metrics; empty for the first. */
  group = $state('');
  ladder: Rungs = $state(USUAL.ladder);
  /** The lesson that is open, or empty, and the step at which the reader is, counted from 1. */
  lesson = $state('');
  step = $state(1);
  /** Row of the node's tables that something points at. */
  row: {table: string; key: string} = $state.raw({table: '', key: ''});

  choosePacket(packet: number | null): void {
    if (packet !== this.packet) this.bits = null;
    this.packet = packet;
  }

  /** Take over what a view says; its moment, pacing and speed are no choice of what is looked at. */
  look(view: View): void {
    this.packet = view.packet;
    this.bits = view.bits;
    this.lens = view.lens;
    this.node = view.node;
    this.thing = view.thing;
    this.tab = view.tab;
    this.group = view.group;
    this.ladder = view.ladder;
    this.lesson = view.lesson;
    this.step = view.step;
    this.row = {table: view.table, key: view.key};
  }

  view(): Omit<View, 't' | 'at' | 'pacing' | 'speed' | 'ask' | 'draw' | 'filter' | 'depth' | 'panels'> {
    const {packet, bits, lens, node, thing, tab, group, ladder, lesson, step} = this;
    return {packet, bits, lens, node, thing, tab, group, ladder, lesson, step, ...this.row};
  }
}
