import type {Trace} from '../../core/trace';
import type {Layer} from '../../core/wire';

/** Octets of the Ethernet header before every packet (IEEE 802.3). */
const ETHERNET = 14;

/**
 * What is known of a frame before its octets are here: the role of each octet, from the layers
 * that the trace tells of; empty for the Ethernet header, which is no layer of the packet.
 */
export function rolesOfOctets(stack: readonly Layer[], size: number): string[] {
  const heads = stack.flatMap(([, role, head]) => Array<string>(head).fill(role));
  const tails = [...stack].reverse().flatMap(([, role, , tail]) => Array<string>(tail).fill(role));
  const payload = Math.max(0, size - heads.length - tails.length);
  const carried = Array<string>(payload).fill(stack.at(-1)?.[1] ?? '');
  return [...Array<string>(ETHERNET).fill(''), ...heads, ...carried, ...tails];
}

/** Why a packet has no octets on any link. */
export function neverSent(trace: Trace, packet: number, at: number): string {
  const drop = trace.dropOf(packet, at);
  if (drop) return `It ended at ${drop.node} before it was put on a link: ${drop.detail || drop.reason}.`;
  return 'It has not been put on a link.';
}
