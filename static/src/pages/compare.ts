/* The charts of the compare page; everything else on it is there without code. */
import type {Config, Data, Layout} from 'plotly.js-basic-dist-min';
import './hatches.css';
import type {Compared} from './compared';

interface Chart {
  data: Data[];
  layout: Layout;
}

const CONFIG: Config = {responsive: true, displaylogo: false, displayModeBar: false};

/** Words and lines in the page's own ink, whatever its theme. */
function inked(layout: Layout): Layout {
  const style = getComputedStyle(document.body);
  const font = {color: style.color, family: style.fontFamily, size: 14};
  const axis = {gridcolor: 'rgba(128,128,128,.3)', linecolor: style.color, zerolinecolor: style.color};
  return {
    ...layout,
    font,
    xaxis: {...(layout['xaxis'] as object), ...axis},
    yaxis: {...(layout['yaxis'] as object), ...axis},
  };
}

async function draw(section: HTMLElement): Promise<void> {
  const [response, {default: plotly}] = await Promise.all([
    fetch(`/api/v1/compare/charts${location.search}`),
    import('plotly.js-basic-dist-min'),
  ]);
  if (!response.ok) return;
  section.hidden = false;
  for (const chart of Object.values((await response.json()) as Record<string, Chart>)) {
    const place = document.createElement('figure');
    const title = (chart.layout['title'] as {text?: string} | undefined)?.text ?? '';
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', `Chart: ${title}. Its numbers are in the tables of this page.`);
    section.append(place);
    await plotly.newPlot(place, chart.data, inked(chart.layout), CONFIG);
  }
}

/** Play the designs beside one another, and draw what they measure. */
async function play(target: HTMLElement): Promise<void> {
  target.dataset['state'] = 'coming';
  const [{mount}, {default: Compare}, {fetchCatalogue}] = await Promise.all([
    import('svelte'),
    import('./Compare.svelte'),
    import('./server'),
  ]);
  const compared = JSON.parse(document.getElementById('compared')?.textContent ?? '{}') as Compared;
  mount(Compare, {target, props: {compared, catalogue: await fetchCatalogue()}});
}

/* The page goes on coming while its runs are simulated: what is there already is played meanwhile. */
function begin(): void {
  const place = document.getElementById('side-by-side');
  if (place && !place.dataset['state']) void play(place);
}
function finish(): void {
  const section = document.getElementById('charts');
  begin();
  if (section) void draw(section);
}

begin();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', finish);
else finish();
