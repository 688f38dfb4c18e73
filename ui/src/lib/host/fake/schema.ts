/** A small workspace of the shape `campo-modules` gives, for development and tests. */
import type { Label, ModuleInfo, Person, TypeInfo, Workspace } from '../../wire';
import { homeMeasures, leadBoard, leadMeasures } from './boards';
import { field, layout, list, option, step, text, usual, view } from './make';
import { comment, message, receipt, savedView, task, track, visit } from './work';

export const people: Person[] = [
  { id: 'u-ana', name: 'Ana Ribeiro', roles: ['manager'] },
  { id: 'u-bia', name: 'Beatriz Nogueira', roles: ['office'] },
  { id: 'u-caio', name: 'Caio Martins', roles: ['agent'] },
];

const stage = field('stage', 'select', text('Etapa', 'Stage'), {
  required: true,
  indexed: true,
  options: [
    option('new', text('Novo', 'New'), 'info'),
    option('contacted', text('Contatado', 'Contacted'), 'accent'),
    option('proposal', text('Proposta', 'Proposal'), 'warn'),
    option('won', text('Ganho', 'Won'), 'ok'),
    option('lost', text('Perdido', 'Lost'), 'neutral'),
  ],
});

const lead: TypeInfo = {
  key: 'crm.lead',
  label: text('Contato', 'Lead'),
  icon: 'target',
  ...usual,
  measures: leadMeasures,
  fields: [
    field('name', 'text', text('Nome', 'Name'), { required: true, indexed: true, searchable: true }),
    stage,
    field('budget', 'money', text('Orçamento', 'Budget'), { currency: 'BRL', scale: 2, indexed: true }),
    field('city', 'text', text('Cidade', 'City'), { indexed: true, searchable: true }),
    field('phone', 'phone', text('Telefone', 'Phone')),
    field('email', 'email', text('E-mail', 'E-mail')),
    field('site', 'url', text('Site', 'Website')),
    field('agent', 'user', text('Responsável', 'Owner'), { indexed: true }),
    field('tags', 'multiselect', text('Etiquetas', 'Tags'), {
      free: true,
      options: [option('hot', text('Quente', 'Hot')), option('investor', text('Investidor', 'Investor'))],
    }),
    field('interests', 'refs', text('Imóveis de interesse', 'Properties of interest'), { to: 'imoveis.property' }),
    field('next', 'datetime', text('Próximo contato', 'Next contact'), { indexed: true }),
    field('chance', 'percent', text('Chance', 'Chance'), {
      help: text('De fechar neste trimestre', 'Of closing this quarter'),
    }),
    field('reason', 'text', text('Motivo da perda', 'Reason lost')),
    field('notes', 'longtext', text('Anotações', 'Notes'), { searchable: true }),
  ],
  states: {
    field: 'stage',
    transitions: [
      step('contact', text('Contatar', 'Contact'), ['new'], 'contacted'),
      step('propose', text('Enviar proposta', 'Send proposal'), ['contacted'], 'proposal'),
      step('win', text('Ganhar', 'Win'), ['proposal'], 'won'),
      step('lose', text('Perder', 'Lose'), ['new', 'contacted', 'proposal'], 'lost'),
    ],
  },
  views: [
    list('leads', text('Contatos', 'Leads'), ['name', 'stage', 'budget', 'city', 'agent', 'next'], {
      sort: ['name'],
      filters: [
        { key: 'open', label: text('Em aberto', 'Open'), filter: "!(self.stage in ['won', 'lost'])" },
        { key: 'mine', label: text('Meus', 'Mine'), filter: 'self.agent == user.id' },
      ],
    }),
    layout('kanban', 'lead_board', text('Funil', 'Pipeline'), {
      columns_by: 'stage',
      card: ['name', 'budget', 'city', 'next'],
      limit: { proposal: 20 },
    }),
    layout('calendar', 'lead_calendar', text('Agenda', 'Calendar'), { start: 'next', color_by: 'stage' }),
    layout('timeline', 'lead_timeline', text('Linha do tempo', 'Timeline'), {
      start: 'next',
      card: ['city', 'budget'],
    }),
    view('form', 'lead_form', text('Formulário', 'Form'), {
      sections: [
        { key: 'who', label: text('Pessoa', 'Person'), fields: ['name', 'phone', 'email', 'site', 'city'] },
        {
          key: 'deal',
          label: text('Negócio', 'Deal'),
          fields: ['stage', 'budget', 'chance', 'agent', 'next', 'reason', 'interests', 'tags'],
        },
        { key: 'more', label: text('Observações', 'Remarks'), fields: ['notes'] },
      ],
    }),
  ],
};

const property: TypeInfo = {
  key: 'imoveis.property',
  label: text('Imóvel', 'Property'),
  icon: 'house',
  ...usual,
  measures: homeMeasures,
  fields: [
    field('code', 'sequence', text('Código', 'Code'), { derived: true, indexed: true, searchable: true }),
    field('kind', 'select', text('Tipo', 'Kind'), {
      required: true,
      indexed: true,
      options: [
        option('house', text('Casa', 'House')),
        option('flat', text('Apartamento', 'Flat')),
        option('land', text('Terreno', 'Land')),
      ],
    }),
    field('status', 'select', text('Situação', 'Status'), {
      indexed: true,
      options: [
        option('draft', text('Rascunho', 'Draft'), 'neutral'),
        option('available', text('Disponível', 'Available'), 'ok'),
        option('reserved', text('Reservado', 'Reserved'), 'warn'),
        option('rented', text('Alugado', 'Rented'), 'info'),
      ],
    }),
    field('price', 'money', text('Preço', 'Price'), { currency: 'BRL', scale: 2, indexed: true }),
    field('area', 'decimal', text('Área', 'Area'), { scale: 2, unit: 'm2', indexed: true }),
    field('price_m2', 'computed', text('R$/m²', 'R$/m²'), { derived: true, shown: 'money', currency: 'BRL', scale: 2 }),
    field('bedrooms', 'int', text('Quartos', 'Bedrooms'), { indexed: true }),
    field('address', 'address', text('Endereço', 'Address'), { searchable: true }),
    field('place', 'geo', text('Localização', 'Location')),
    field('agent', 'user', text('Corretor', 'Agent'), { indexed: true }),
    field('listed', 'date', text('Anunciado em', 'Listed on'), { indexed: true }),
    field('furnished', 'bool', text('Mobiliado', 'Furnished')),
    field('rating', 'rating', text('Conservação', 'Condition'), { max: 5 }),
    field('photos', 'image', text('Fotos', 'Photos'), { many: true }),
    field('tag', 'code', text('Etiqueta', 'Label code')),
    field('deed', 'scan', text('Escritura', 'Deed'), { many: true }),
    field('visits_count', 'rollup', text('Visitas', 'Visits'), { derived: true, shown: 'int', scale: 0 }),
    field('notes', 'longtext', text('Anotações', 'Notes'), { searchable: true }),
  ],
  states: {
    field: 'status',
    transitions: [
      step('publish', text('Publicar', 'Publish'), ['draft'], 'available'),
      step('reserve', text('Reservar', 'Reserve'), ['available'], 'reserved'),
      step('rent', text('Alugar', 'Rent'), ['available', 'reserved'], 'rented', false),
    ],
  },
  views: [
    list(
      'properties',
      text('Imóveis', 'Properties'),
      ['code', 'address.city', 'kind', 'status', 'price', 'area', 'agent'],
      {
        filters: [{ key: 'available', label: text('Disponíveis', 'Available'), filter: "self.status == 'available'" }],
      },
    ),
    list('prices', text('Preços', 'Prices'), ['code', 'price', 'area', 'price_m2', 'listed'], { sort: ['-price'] }),
    layout('kanban', 'property_board', text('Quadro', 'Board'), {
      columns_by: 'status',
      card: ['code', 'address.city', 'price', 'agent'],
      limit: { reserved: 20 },
    }),
    layout('map', 'property_map', text('Mapa', 'Map'), { point: 'place', color_by: 'status' }),
    layout('gallery', 'property_gallery', text('Fotos', 'Photos'), {
      image: 'photos',
      title: 'code',
      subtitle: 'price',
    }),
    view('form', 'property_form', text('Formulário', 'Form'), {
      sections: [
        {
          key: 'base',
          label: text('Imóvel', 'Property'),
          fields: ['kind', 'status', 'price', 'area', 'price_m2', 'bedrooms', 'furnished', 'rating'],
        },
        { key: 'where', label: text('Onde fica', 'Where it is'), fields: ['address', 'place'] },
        {
          key: 'sale',
          label: text('Anúncio', 'Listing'),
          fields: ['agent', 'listed', 'photos', 'tag', 'visits_count', 'notes'],
        },
      ],
    }),
  ],
};

const inspection: TypeInfo = {
  key: 'imoveis.inspection',
  label: text('Vistoria', 'Inspection'),
  icon: 'clipboard-check',
  ...usual,
  fields: [
    field('property', 'ref', text('Imóvel', 'Property'), { required: true, to: 'imoveis.property', indexed: true }),
    field('moment', 'select', text('Momento', 'Moment'), {
      required: true,
      indexed: true,
      options: [
        option('move_in', text('Entrada', 'Move in'), 'info'),
        option('move_out', text('Saída', 'Move out'), 'warn'),
      ],
    }),
    field('day', 'date', text('Data', 'Date'), { indexed: true }),
    field('spent', 'duration', text('Tempo gasto', 'Time spent')),
    field('items', 'lines', text('Itens', 'Items'), {
      fields: [
        field('room', 'select', text('Cômodo', 'Room'), {
          required: true,
          options: [
            option('kitchen', text('Cozinha', 'Kitchen')),
            option('bath', text('Banheiro', 'Bath')),
            option('bedroom', text('Quarto', 'Bedroom')),
          ],
        }),
        field('what', 'text', text('O quê', 'What')),
        field('state', 'rating', text('Estado', 'State'), { max: 5 }),
        field('repair', 'money', text('Reparo', 'Repair'), { currency: 'BRL', scale: 2 }),
      ],
    }),
    field('signature', 'signature', text('Assinatura', 'Signature')),
    field('extra', 'json', text('Dados extras', 'Extra data')),
  ],
  states: null,
  views: [
    list('inspections', text('Vistorias', 'Inspections'), ['property', 'moment', 'day', 'items'], { sort: ['-day'] }),
  ],
};

const item: TypeInfo = {
  key: 'estoque.item',
  label: text('Item', 'Item'),
  icon: 'package',
  ...usual,
  fields: [
    field('name', 'text', text('Nome', 'Name'), { required: true, indexed: true, searchable: true }),
    field('sku', 'code', text('Código de barras', 'Barcode'), { searchable: true, indexed: true }),
    field('quantity', 'counter', text('Quantidade', 'Quantity'), { unit: 'un', indexed: true }),
    field('cost', 'money', text('Custo', 'Cost'), { currency: 'BRL', scale: 2, indexed: true }),
    field('location', 'text', text('Local', 'Location'), { indexed: true }),
  ],
  states: null,
  views: [list('items', text('Itens', 'Items'), ['name', 'sku', 'quantity', 'cost', 'location'], { sort: ['name'] })],
};

const movement: TypeInfo = {
  key: 'estoque.movement',
  label: text('Movimento', 'Movement'),
  icon: 'arrow-left-right',
  ...usual,
  fields: [
    field('item', 'ref', text('Item', 'Item'), { to: 'estoque.item', required: true }),
    field('amount', 'int', text('Quantia', 'Amount')),
  ],
  states: null,
  views: [list('movements', text('Movimentos', 'Movements'), ['item', 'amount'])],
};

const entry = (type: TypeInfo, view: string, label: Label) => ({ record_type: type.key, view, label, icon: type.icon });

const modules: ModuleInfo[] = [
  {
    key: 'imoveis',
    dashboards: [],
    label: text('Imóveis', 'Properties'),
    icon: 'building-2',
    menu: [
      entry(property, 'properties', text('Imóveis', 'Properties')),
      entry(inspection, 'inspections', text('Vistorias', 'Inspections')),
      entry(visit, 'visits', text('Visitas', 'Visits')),
    ],
  },
  {
    key: 'crm',
    dashboards: [leadBoard],
    label: text('Relacionamento', 'Customers'),
    icon: 'users',
    menu: [entry(lead, 'leads', text('Contatos', 'Leads'))],
  },
  {
    key: 'estoque',
    dashboards: [],
    label: text('Estoque', 'Stock'),
    icon: 'warehouse',
    menu: [entry(item, 'items', text('Itens', 'Items')), entry(movement, 'movements', text('Movimentos', 'Movements'))],
  },
  {
    key: 'core',
    dashboards: [],
    label: text('Básico', 'Basics'),
    icon: 'users',
    menu: [entry(task, 'tasks', text('Tarefas', 'Tasks'))],
  },
];

const types = [lead, property, inspection, visit, item, movement, task, savedView, comment, message, receipt, track];
export const workspace: Workspace = { modules, types, people };
