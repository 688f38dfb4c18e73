import { expect, test } from 'vitest';
import { workspace } from '../host/fake/schema';
import type { TypeInfo } from '../wire';
import { nextStep, workOf } from './work';

const typeOf = (key: string): TypeInfo => {
  const type = workspace.types.find((type) => type.key === key);
  if (!type) throw new Error(key);
  return type;
};

test.each<[string, string | null, string[] | null]>([
  ['core.task', 'due', ['open']],
  ['imoveis.visit', 'starts', ['planned']],
  ['crm.lead', 'next', ['new', 'contacted', 'proposal']],
  // No calendar: a date and a person alone are no plan.
  ['imoveis.property', null, null],
  ['estoque.item', null, null],
  ['core.comment', null, null],
])('%s is work by %s while it is in %j', (key, time, open) => {
  const work = workOf(typeOf(key));
  expect(work?.time.key ?? null).toBe(time);
  expect(work?.open ?? null).toEqual(open);
});

test('the next step leads forward and is this person’s to take, signal or not', () => {
  const visit = typeOf('imoveis.visit');
  expect(nextStep(visit, 'planned')?.key).toBe('finish');
  expect(nextStep(visit, 'missed')).toBeNull();
  expect(nextStep(visit, null)).toBeNull();
  const promised = visit.states?.transitions.map((step) => ({ ...step, online: step.key === 'finish' })) ?? [];
  expect(nextStep({ ...visit, states: { field: 'status', transitions: promised } }, 'planned')?.key).toBe('miss');
});
