/** Made-up work around the day the page is opened, and what people said about it. */
import type { Fields } from '../../wire';

interface Planned {
  readonly type: string;
  readonly number: number;
  readonly fields: Fields;
}

/** A moment so many days from today, at a local time. */
function at(days: number, time: string): string {
  const date = new Date();
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  date.setDate(date.getDate() + days);
  date.setHours(hours, minutes, 0, 0);
  return date.toISOString();
}

const task = (number: number, name: string, due: string, assignee = 'u-ana', status = 'open'): Planned => ({
  type: 'core.task',
  number,
  fields: { name, due, assignee, status },
});

const visit = (number: number, property: string, starts: string, agent = 'u-ana', status = 'planned'): Planned => ({
  type: 'imoveis.visit',
  number,
  fields: { property, starts, minutes: 45, agent, status },
});

const comment = (number: number, record: string, author: string, moment: string, text: string): Planned => ({
  type: 'core.comment',
  number,
  fields: { record, author, moment, text },
});

const message = (number: number, author: string, to: string, moment: string, text: string): Planned => ({
  type: 'core.message',
  number,
  fields: { author, to, moment, text },
});

const receipt = (number: number, reader: string, about: string, seen: string, more: Fields): Planned => ({
  type: 'core.receipt',
  number,
  fields: { reader, about, seen, device: `device-${number}`, ...more },
});

export function agenda(): Planned[] {
  return [
    task(1, 'Enviar contrato assinado', at(-1, '15:00')),
    task(2, 'Ligar para a portaria', at(0, '14:00')),
    task(3, 'Buscar chaves na filial', at(1, '09:00')),
    task(4, 'Conferir fotos novas', at(0, '11:00'), 'u-caio'),
    visit(1, 'property-000011', at(0, '10:30')),
    visit(2, 'property-000012', at(0, '16:00')),
    visit(3, 'property-000013', at(-2, '10:00'), 'u-ana', 'done'),
    visit(4, 'property-000014', at(3, '10:00')),
    comment(1, 'lead-000002', 'u-caio', at(-1, '17:20'), 'Cliente pediu retorno na quinta. @Ana Ribeiro consegue?'),
    comment(2, 'lead-000002', 'u-ana', at(-1, '18:05'), 'Consigo, já está na agenda.'),
    message(1, 'u-bia', 'u-ana', at(-1, '09:10'), 'Bom dia! As chaves da Rua das Flores estão com você?'),
    message(2, 'u-ana', 'u-bia', at(-1, '09:14'), 'Estão, devolvo amanhã cedo.'),
    message(3, 'u-bia', 'u-ana', at(0, '08:40'), 'Pode deixar na recepção?'),
    receipt(1, 'u-bia', 'u-ana', at(-1, '09:30'), { to: 'u-ana' }),
    receipt(2, 'u-ana', 'u-bia', at(-1, '09:14'), { to: 'u-bia' }),
    receipt(3, 'u-caio', 'lead-000002', at(-1, '18:30'), { shared: true }),
    receipt(4, 'u-ana', 'lead-000002', at(-1, '18:05'), { shared: true }),
  ];
}
