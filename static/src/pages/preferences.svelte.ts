/** What the reader prefers: kept in this browser, never in the address. */

/** A choice that outlives the page. */
export function preference<T extends boolean | number | string>(name: string, otherwise: T): {value: T} {
  const key = `mipviz.${name}`;
  let value: T = $state(load(key, otherwise));
  return {
    get value() {
      return value;
    },
    set value(next: T) {
      value = next;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A browser may refuse storage; then the choice lasts as long as the page.
      }
    },
  };
}

function load<T>(key: string, otherwise: T): T {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof found === typeof otherwise ? (found as T) : otherwise;
  } catch {
    return otherwise;
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
let now = $state(dark.matches ? 'dark' : 'light');
dark.addEventListener('change', () => {
  now = dark.matches ? 'dark' : 'light';
});

/** The theme that is shown, for what CSS alone cannot follow. */
export const theme = {
  get now(): string {
    return now;
  },
};

/** True where the reader asked for less motion: then time goes in steps. */
export const calm = matchMedia('(prefers-reduced-motion: reduce)');

const wide = matchMedia('(min-width: 1001px) and (min-height: 940px)');
let room = $state(wide.matches);
wide.addEventListener('change', () => {
  room = wide.matches;
});

const columns = matchMedia('(min-width: 1001px) and (min-height: 561px)');
let two = $state(columns.matches);
columns.addEventListener('change', () => {
  two = columns.matches;
});

/** Whether there is a column beside the stage; else all stands in one. */
export const beside = {
  get now(): boolean {
    return two;
  },
};

/** Whether bytes and state have room beside each other; else they share one panel. */
export const roomy = {
  get now(): boolean {
    return room;
  },
};
