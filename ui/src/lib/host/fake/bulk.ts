/** Several edits at once over the made-up records. */
import type { BulkEdit, BulkOutcome, RecordEdit } from '../../wire';
import { HostError } from '../types';
import { check } from './check';
import type { World } from './world';

export function bulkEdit(world: World, { edits }: BulkEdit): BulkOutcome {
  const outcome: BulkOutcome = { changed: 0, undo: [], refused: [] };
  for (const edit of edits) {
    try {
      outcome.undo.unshift(editOne(world, edit));
      outcome.changed += 1;
    } catch (failure) {
      const { message, problems } = HostError.from(failure);
      outcome.refused.push({ id: edit.id, title: world.title(edit.id) ?? '', message, problems });
    }
  }
  return outcome;
}

function editOne(world: World, edit: RecordEdit): RecordEdit {
  const { id } = edit;
  const record = world.record(id);
  if (edit.kind !== 'update') {
    record.deleted = edit.kind === 'delete';
    world.write(record, edit.kind, {});
    return { kind: record.deleted ? 'restore' : 'delete', id };
  }
  const before = Object.fromEntries(Object.keys(edit.fields).map((key) => [key, record.fields[key] ?? null]));
  const { problems } = check(world.type(record.type), { ...record.fields, ...edit.fields });
  const wrong = problems.find(({ field, warning }) => !warning && field in edit.fields);
  if (wrong) throw new HostError('invalid', wrong.code, [wrong]);
  world.write(record, 'update', edit.fields);
  return { kind: 'update', id, fields: before };
}
