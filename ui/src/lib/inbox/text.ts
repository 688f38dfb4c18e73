/** What a notice says, and where it leads. */
import type { App } from '../app/app.svelte';
import { chatPath } from '../router.svelte';
import { fieldAt } from '../value/field';
import { dayOf } from '../value/period';
import type { InboxNotice } from '../wire';
import type { Item } from './notices.svelte';

export const looks: Record<Item['kind'], { icon: string; tone: string }> = {
  assigned: { icon: 'user', tone: 'bg-info-soft text-info' },
  mention: { icon: 'at-sign', tone: 'bg-accent-soft text-accent' },
  comment: { icon: 'message-square', tone: 'bg-accent-soft text-accent' },
  message: { icon: 'message-circle', tone: 'bg-accent-soft text-accent' },
  refused: { icon: 'cloud-alert', tone: 'bg-danger-soft text-danger' },
  conflict: { icon: 'triangle-alert', tone: 'bg-danger-soft text-danger' },
  due: { icon: 'clock', tone: 'bg-warn-soft text-warn' },
};

/** What happened, in a sentence. */
export function headline(app: App, item: Item): string {
  const { t } = app.i18n;
  if (item.kind === 'due') return dueText(app, item);
  if (item.kind === 'refused') return t('inbox.refused');
  const field = fieldName(app, item);
  if (item.kind === 'conflict') return t('inbox.conflict', { field });
  const person = app.workspace.person(item.by)?.name ?? t('inbox.somebody');
  return t(`inbox.${item.kind}`, { person, field });
}

function dueText(app: App, { job }: Item): string {
  const { t } = app.i18n;
  if (!job) return '';
  if (job.day < dayOf(new Date(app.now))) return t('inbox.overdue', { day: app.format.day(job.day) });
  return job.time ? t('inbox.due_at', { time: job.time }) : t('inbox.due');
}

function fieldName(
  { workspace, i18n }: App,
  { record_type, field }: Pick<InboxNotice, 'record_type' | 'field'>,
): string {
  if (field === '$deleted') return i18n.t('inbox.deleted');
  const type = workspace.type(record_type);
  const found = type && fieldAt(type, field);
  return found ? i18n.label(found.label, field) : field;
}

/** Where the person sees it. */
export function pathOf(app: App, item: Pick<Item, 'kind' | 'record' | 'record_type' | 'by'>): string {
  if (item.kind === 'message') return chatPath({ kind: 'person', id: item.by });
  if (item.kind === 'mention' || item.kind === 'comment') return chatPath({ kind: 'record', id: item.record });
  return app.pathOf(item.record_type, item.record);
}
