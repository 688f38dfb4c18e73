/** The dashboard of the made-up pipeline, as a module declares one. */
import type { DashboardInfo, MeasureInfo, TileInfo } from '../../wire';
import { text } from './make';

const measure = (key: string, pt: string, en: string, more: Partial<MeasureInfo> = {}): MeasureInfo => ({
  key: `crm.${key}`,
  label: text(pt, en),
  op: 'count',
  field: null,
  filter: null,
  time: null,
  ...more,
});

export const leadMeasures: MeasureInfo[] = [
  measure('leads', 'Contatos', 'Leads'),
  measure('open', 'Em aberto', 'Open', { filter: "!(self.stage in ['won', 'lost'])" }),
  measure('won', 'Ganhos', 'Won', { filter: "self.stage == 'won'" }),
  measure('budget', 'Orçamento', 'Budget', { op: 'sum', field: 'budget' }),
  measure('mean', 'Orçamento médio', 'Mean budget', { op: 'avg', field: 'budget' }),
  measure('calls', 'Próximos contatos', 'Next contacts', { time: 'next' }),
];

/** Of another type than the pipeline's own. */
export const homeMeasures: MeasureInfo[] = [measure('homes', 'Imóveis', 'Properties')];

const tile = (kind: string, measures: string[], more: Partial<TileInfo> = {}): TileInfo => ({
  kind,
  label: {},
  measures: measures.map((key) => `crm.${key}`),
  by: null,
  every: null,
  ...more,
});

export const leadBoard: DashboardInfo = {
  key: 'home',
  label: text('Funil', 'Pipeline'),
  tiles: [
    tile('stat', ['open']),
    tile('stat', ['won']),
    tile('stat', ['budget']),
    tile('stat', ['calls']),
    tile('line', ['calls']),
    tile('bar', ['leads'], { by: 'stage' }),
    tile('bar', ['mean'], { by: 'city' }),
    tile('bar', ['calls'], { by: 'next', every: 'month' }),
    tile('map', ['homes'], { by: 'place' }),
    tile('table', ['leads', 'open', 'won', 'budget'], { by: 'agent' }),
  ],
};
