import type {Paint} from './sprites';

const ROLES = ['data', 'internal-mip', 'ipsec', 'external-mip', 'nat-traversal', 'access', 'signalling'];

/** Resolve the tokens that a canvas needs, as they are for `element` now. */
export function readPaint(element: HTMLElement): Paint {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const paint = {
    roles: Object.fromEntries(ROLES.map((role) => [role, read(`role-${role}`)])),
    ink: read('ink'),
    paper: read('sheet'),
    accent: read('accent'),
    alarm: read('alarm'),
  };
  probe.remove();
  return {...paint, key: Object.values(paint.roles).join()};
}
