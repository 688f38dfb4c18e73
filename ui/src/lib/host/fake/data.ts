/** Made-up records, the same at every start. */

import type { Conflict, Fields, HistoryStep } from '../../wire';
import { agenda } from './agenda';

/** A record as the fake host keeps it. */
export interface Stored {
  id: string;
  type: string;
  fields: Fields;
  deleted: boolean;
  pending: boolean;
  conflicts: Conflict[];
  history: HistoryStep[];
}

const first = [
  'Mariana',
  'João',
  'Luíza',
  'Pedro',
  'Camila',
  'Rafael',
  'Helena',
  'Thiago',
  'Sofia',
  'André',
  'Júlia',
  'Marcos',
];
const last = [
  'Almeida',
  'Barbosa',
  'Cardoso',
  'Duarte',
  'Esteves',
  'Ferraz',
  'Guimarães',
  'Lopes',
  'Moraes',
  'Pacheco',
  'Queiroz',
  'Teixeira',
];
const cities = [
  ['São Paulo', 'SP', -23.55, -46.63],
  ['Campinas', 'SP', -22.9, -47.06],
  ['Recife', 'PE', -8.05, -34.9],
  ['Curitiba', 'PR', -25.43, -49.27],
  ['Salvador', 'BA', -12.97, -38.5],
  ['Uberlândia', 'MG', -18.91, -48.27],
  ['Florianópolis', 'SC', -27.6, -48.55],
  ['Goiânia', 'GO', -16.68, -49.25],
] as const;
const streets = [
  'Rua das Laranjeiras',
  'Avenida Paulista',
  'Rua Sete de Setembro',
  'Rua do Sol',
  'Alameda Santos',
  'Travessa do Comércio',
  'Rua Augusta',
  'Avenida Brasil',
];
const goods = [
  'Abraçadeira de nylon 200 mm',
  'Tinta acrílica branca 18 L',
  'Disjuntor bipolar 32 A',
  'Torneira de bancada',
  'Fechadura de embutir',
  'Lâmpada LED 9 W',
  'Silicone neutro 280 g',
  'Sifão sanfonado',
  'Rejunte cinza 1 kg',
  'Chuveiro elétrico 5500 W',
];

/** A generator of pseudo-random whole numbers below `limit` (mulberry32), so that every start is alike. */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const roll = dice(20261123);
const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
const two = (n: number) => String(n).padStart(2, '0');
const day = () => `2026-${two(1 + roll(11))}-${two(1 + roll(28))}`;

function stored(type: string, number: number, fields: Fields): Stored {
  const id = `${type.split('.')[1]}-${String(number).padStart(6, '0')}`;
  const changes = Object.entries(fields).map(([field, after]) => ({ field, before: null, after }));
  const history = [
    {
      user: 'Beatriz Nogueira',
      device: '9c0de41fa2b37d55',
      time: `${day()}T12:30:00.000Z`,
      kind: 'create',
      pending: false,
      mine: false,
      changes,
    },
  ];
  return { id, type, fields, deleted: false, pending: false, conflicts: [], history };
}

function property(number: number): Stored {
  const [city, state, lat, lon] = pick(cities);
  const area = 30 + roll(40000) / 100;
  const price = Math.round((area * (250000 + roll(900000))) / 100) * 100;
  return stored('imoveis.property', number, {
    code: `IM-2026-${String(number).padStart(5, '0')}`,
    kind: pick(['house', 'flat', 'flat', 'land']),
    status: pick(['draft', 'available', 'available', 'reserved', 'rented']),
    price,
    area,
    price_m2: Math.round(price / area),
    bedrooms: 1 + roll(5),
    furnished: roll(3) === 0,
    rating: roll(6),
    address: {
      street: pick(streets),
      number: String(1 + roll(1900)),
      district: 'Centro',
      city,
      state,
      postal_code: `${10000 + roll(80000)}-${100 + roll(800)}`,
      country: 'BR',
    },
    place: { lat: lat + roll(1000) / 10000, lon: lon + roll(1000) / 10000, accuracy: 4 + roll(20), source: 'gps' },
    agent: pick(['u-ana', 'u-bia', 'u-caio']),
    listed: day(),
    visits_count: roll(9),
    photos: [{ hash: `b3-${number}`, name: 'fachada.jpg', size: 240_000 + roll(900_000), mime: 'image/jpeg' }],
  });
}

function lead(number: number): Stored {
  const name = `${pick(first)} ${pick(last)}`;
  const [city] = pick(cities);
  return stored('crm.lead', number, {
    name,
    stage: pick(['new', 'contacted', 'proposal', 'won', 'lost']),
    budget: (20 + roll(180)) * 1_000_000,
    city,
    phone: `+55 11 9${1000 + roll(8999)}-${1000 + roll(8999)}`,
    email: `${name.split(' ')[0]?.normalize('NFD').replace(/\W/g, '').toLowerCase()}@exemplo.com.br`,
    agent: pick(['u-ana', 'u-bia', 'u-caio']),
    tags: roll(2) ? ['hot'] : [],
    chance: roll(100),
    next: `2026-12-${two(1 + roll(28))}T${two(11 + roll(9))}:30:00.000Z`,
    interests: [`property-${String(1 + roll(4999)).padStart(6, '0')}`],
    notes: roll(2) ? 'Procura dois quartos perto do metrô.\nPrefere visitas pela manhã.' : null,
  });
}

function inspection(number: number): Stored {
  const line = (room: string, what: string) => ({
    id: `l-${number}-${room}`,
    room,
    what,
    state: 1 + roll(5),
    repair: roll(40) * 1000,
  });
  return stored('imoveis.inspection', number, {
    property: `property-${String(1 + roll(4999)).padStart(6, '0')}`,
    moment: pick(['move_in', 'move_out']),
    day: day(),
    spent: 1800 + roll(20) * 300,
    items: [line('kitchen', 'Bancada de granito'), line('bath', 'Azulejos'), line('bedroom', 'Piso laminado')],
  });
}

function item(number: number): Stored {
  return stored('estoque.item', number, {
    name: `${goods[number % goods.length]}`,
    sku: `789${1000000000 + roll(899999999)}`,
    quantity: roll(240),
    cost: 300 + roll(40000),
    location: `${pick(['A', 'B', 'C'])}-${two(1 + roll(20))}`,
  });
}

const range = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

/** Every record at the start. */
export function seed(): Stored[] {
  const others = [...range(5000, property), ...range(240, lead), ...range(60, inspection), ...range(80, item)];
  return [...others, ...agenda().map(({ type, number, fields }) => stored(type, number, fields))];
}
