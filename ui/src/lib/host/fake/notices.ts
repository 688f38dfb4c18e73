/** What concerns the person of the host in memory. */
import type { Commands, InboxNotice, NoticeKind } from '../../wire';
import { people } from './schema';
import type { World } from './world';

type NoticeCommand = 'notices' | 'mark_notices';
type Handlers = { [K in NoticeCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

const me = people[0]?.id ?? '';
const assignedTo = new Map([['imoveis.visit', 'agent']]);

export function noticeCommands(world: World): Handlers {
  const read = new Set<string>();
  return {
    notices: () => ({ notices: noticesOf(world), read: [...read] }),
    mark_notices: ({ ids, read: isRead }) => {
      for (const id of ids) isRead ? read.add(id) : read.delete(id);
      return {};
    },
  };
}

function noticesOf(world: World): InboxNotice[] {
  const living = [...world.records.values()].filter(({ deleted }) => !deleted);
  const about = (kind: NoticeKind, record: string, more: Partial<InboxNotice>): InboxNotice => ({
    id: `${kind} ${record}`,
    kind,
    record,
    record_type: world.record(record).type,
    title: world.title(record) ?? '',
    field: '',
    by: '',
    text: '',
    at: new Date().toISOString(),
    ...more,
  });
  const found = living.flatMap(({ id, type, fields }): InboxNotice[] => {
    const said = { by: String(fields.author), text: String(fields.text), at: String(fields.moment) };
    const named = assignedTo.get(type);
    if (type === 'core.comment' && fields.author !== me)
      return [about('mention', String(fields.record), { ...said, id: `comment ${id}` })];
    if (type === 'core.message' && fields.to === me) return [about('message', id, said)];
    if (named && fields[named] === me && fields.status === 'planned')
      return [about('assigned', id, { field: named, by: 'u-bia', at: new Date(Date.now() - 7_200_000).toISOString() })];
    return [];
  });
  const refused = world.outbox.filter(({ state }) => state === 'refused' || state === 'quarantined');
  return [
    ...found,
    ...refused.map(({ edit, record, reason, at }) =>
      about('refused', record, { id: `refused ${edit}`, text: reason ?? '', at }),
    ),
    ...world
      .conflicts()
      .map(({ record, field, values }) => about('conflict', record, { field, at: values.at(-1)?.time ?? '' })),
  ].sort((a, b) => b.at.localeCompare(a.at));
}
