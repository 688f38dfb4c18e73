/** The rules of the made-up modules; a real host runs the manifests. */
import type { FieldInfo, Fields, FormState, Label, Problem, TypeInfo } from '../../wire';
import { text } from './make';

const blank = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What a form shows for these values. */
export function check(type: TypeInfo, fields: Fields): FormState {
  const hidden = type.key === 'crm.lead' && fields.stage !== 'lost' ? ['reason'] : [];
  const required = type.fields.filter((field) => field.required).map(({ key }) => key);
  if (type.key === 'crm.lead' && fields.stage === 'lost') required.push('reason');
  return {
    problems: problems(type, fields, required),
    hidden,
    required,
    read_only: [],
    computed: computed(type, fields),
    defaults: {},
  };
}

function problems(type: TypeInfo, fields: Fields, required: string[]): Problem[] {
  const missing = required
    .filter((key) => blank(fields[key]))
    .map((field) => problem(field, 'required', text('Preencha este campo.', 'Fill in this field.')));
  const price = Number(fields.price ?? fields.budget ?? 0);
  const money = type.fields.find((field): field is FieldInfo => field.key === 'price' || field.key === 'budget');
  const negative =
    money && price < 0
      ? [problem(money.key, 'constraint', text('O valor não pode ser negativo.', 'The amount cannot be negative.'))]
      : [];
  const large =
    money && price > 500_000_000_00
      ? [
          {
            ...problem(
              money.key,
              'constraint',
              text('Valor muito alto: vale conferir.', 'A very high amount: worth a look.'),
            ),
            warning: true,
          },
        ]
      : [];
  return [...missing, ...negative, ...large];
}

const problem = (field: string, code: string, message: Label): Problem => ({ field, code, message, warning: false });

function computed(type: TypeInfo, fields: Fields): Fields {
  if (type.key !== 'imoveis.property' || blank(fields.area) || blank(fields.price)) return {};
  return { price_m2: Math.round(Number(fields.price) / Number(fields.area)) };
}
