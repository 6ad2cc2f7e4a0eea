/* As much of plotly's basic bundle as is used; it brings no types. */
declare module 'plotly.js-basic-dist-min' {
  export type Data = Record<string, unknown>;
  export type Layout = Record<string, unknown>;
  export type Config = Record<string, unknown>;
  const plotly: {
    newPlot(place: HTMLElement, data: Data[], layout: Layout, config: Config): Promise<unknown>;
  };
  export default plotly;
}
