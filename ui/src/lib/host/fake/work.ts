/** The types of the fake workspace that somebody's day is made of, and those that screens keep things in. */
import type { TypeInfo } from '../../wire';
import { field, layout, list, option, step, text, usual } from './make';

export const task: TypeInfo = {
  key: 'core.task',
  label: text('Tarefa', 'Task'),
  icon: 'check',
  ...usual,
  fields: [
    field('name', 'text', text('Título', 'Title'), { required: true, searchable: true }),
    field('notes', 'longtext', text('Detalhes', 'Notes')),
    field('due', 'datetime', text('Prazo', 'Due'), { indexed: true }),
    field('assignee', 'user', text('Responsável', 'Assignee'), { indexed: true }),
    field('status', 'select', text('Situação', 'Status'), {
      indexed: true,
      options: [
        option('open', text('Aberta', 'Open'), 'info'),
        option('done', text('Feita', 'Done'), 'ok'),
        option('cancelled', text('Cancelada', 'Cancelled'), 'neutral'),
      ],
    }),
  ],
  states: {
    field: 'status',
    transitions: [
      step('finish', text('Concluir', 'Finish'), ['open'], 'done'),
      step('cancel', text('Cancelar', 'Cancel'), ['open'], 'cancelled'),
      step('reopen', text('Reabrir', 'Reopen'), ['done', 'cancelled'], 'open'),
    ],
  },
  views: [
    list('tasks', text('Tarefas', 'Tasks'), ['name', 'due', 'assignee', 'status'], { sort: ['due'] }),
    layout('calendar', 'task_calendar', text('Agenda', 'Calendar'), { start: 'due', color_by: 'status' }),
  ],
};

export const visit: TypeInfo = {
  key: 'imoveis.visit',
  label: text('Visita', 'Visit'),
  icon: 'calendar',
  ...usual,
  fields: [
    field('property', 'ref', text('Imóvel', 'Property'), { to: 'imoveis.property', required: true, indexed: true }),
    field('starts', 'datetime', text('Início', 'Starts'), { required: true, indexed: true }),
    field('minutes', 'int', text('Duração (minutos)', 'Length (minutes)')),
    field('checkin', 'geo', text('Chegada', 'Check-in'), { capture: 'gps' }),
    field('agent', 'user', text('Corretor', 'Agent'), { indexed: true }),
    field('status', 'select', text('Situação', 'Status'), {
      indexed: true,
      options: [
        option('planned', text('Marcada', 'Planned'), 'info'),
        option('done', text('Feita', 'Done'), 'ok'),
        option('missed', text('Perdida', 'Missed'), 'warn'),
      ],
    }),
  ],
  states: {
    field: 'status',
    transitions: [
      step('finish', text('Concluir', 'Finish'), ['planned'], 'done'),
      step('miss', text('Não compareceu', 'Missed'), ['planned'], 'missed'),
      step('replan', text('Remarcar', 'Plan again'), ['missed'], 'planned'),
    ],
  },
  views: [
    list('visits', text('Visitas', 'Visits'), ['starts', 'property', 'agent', 'status'], { sort: ['starts'] }),
    layout('calendar', 'visit_calendar', text('Agenda', 'Calendar'), {
      start: 'starts',
      minutes: 'minutes',
      color_by: 'status',
    }),
  ],
};

export const comment: TypeInfo = {
  key: 'core.comment',
  label: text('Comentário', 'Comment'),
  icon: 'message',
  ...usual,
  fields: [
    field('record', 'text', text('Registro', 'Record'), { required: true, indexed: true }),
    field('text', 'longtext', text('Texto', 'Text'), { required: true, searchable: true }),
    field('author', 'user', text('Autor', 'Author'), { indexed: true }),
    field('moment', 'datetime', text('Quando', 'When'), { indexed: true }),
    field('files', 'file', text('Arquivos', 'Files'), { many: true }),
  ],
  states: null,
  views: [],
};

export const message: TypeInfo = {
  key: 'core.message',
  label: text('Mensagem', 'Message'),
  icon: 'message',
  ...usual,
  fields: [
    field('to', 'user', text('Para', 'To'), { required: true, indexed: true }),
    ...comment.fields.filter(({ key }) => key !== 'record'),
  ],
  states: null,
  views: [],
};

export const receipt: TypeInfo = {
  key: 'core.receipt',
  label: text('Leitura', 'Receipt'),
  icon: 'check',
  ...usual,
  fields: [
    field('about', 'text', text('Conversa', 'Conversation'), { required: true, indexed: true }),
    field('reader', 'user', text('Leitor', 'Reader'), { indexed: true }),
    field('to', 'user', text('Para', 'To'), { indexed: true }),
    field('shared', 'bool', text('Para todos', 'For everybody')),
    field('device', 'text', text('Aparelho', 'Device'), { indexed: true }),
    field('seen', 'datetime', text('Lido até', 'Read until'), { required: true, indexed: true }),
  ],
  states: null,
  views: [],
};

export const savedView: TypeInfo = {
  key: 'core.saved_view',
  label: text('Visão salva', 'Saved view'),
  icon: 'table',
  ...usual,
  fields: [
    field('name', 'text', text('Nome', 'Name'), { required: true }),
    field('of', 'text', text('Tipo de registro', 'Record type'), { required: true, indexed: true }),
    field('view', 'json', text('Visão', 'View'), { required: true }),
    field('owner', 'user', text('Dono', 'Owner')),
    field('shared', 'bool', text('Para todos', 'For everybody')),
  ],
  states: null,
  views: [],
};

/** Where somebody has been. */
export const track: TypeInfo = {
  key: 'core.track',
  label: text('Trajeto', 'Track'),
  icon: 'route',
  ...usual,
  fields: [
    field('name', 'text', text('Finalidade', 'Purpose')),
    field('meters', 'int', text('Distância (m)', 'Distance (m)')),
    field('path', 'shape', text('Caminho', 'Path')),
  ],
  states: null,
  views: [list('tracks', text('Trajetos', 'Tracks'), ['name', 'meters'])],
};
