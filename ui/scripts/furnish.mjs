// Fills a demo with a day's work, so that pictures show what people see: visits, leads, tasks, stock, a conversation.

const names =
  'Ana Prado,Bruno Lima,Carla Dias,Diego Rocha,Elisa Nunes,Fábio Melo,Gilda Reis,Hugo Sales,Iara Pinto,João Luz,Karen Alves,Lucas Braga,Maria Teles,Nádia Costa,Otávio Cruz,Paula Vidal'.split(
    ',',
  );
const cities = ['Recife', 'Olinda', 'Jaboatão dos Guararapes', 'Caruaru', 'Paulista'];
const stages = ['new', 'contacted', 'qualified', 'visit', 'proposal', 'negotiation', 'won', 'lost'];
const items = [
  ['CH-001', 'Chave Yale', 40, 10],
  ['LP-010', 'Lâmpada LED 9 W', 6, 12],
  ['CX-200', 'Caixa de chaves', 3, 2],
  ['PL-031', 'Placa “Aluga-se”', 18, 5],
];

/** The moment so many days from today, at this hour. */
function at(days, hour) {
  const moment = new Date();
  moment.setDate(moment.getDate() + days);
  moment.setHours(hour, 0, 0, 0);
  return moment.toISOString();
}

/** Makes the records with the app open on the page; gives the ids of those that pictures show. */
export async function furnish(page) {
  const call = (command, request) =>
    page.evaluate(
      async ([command, request]) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`/rpc/${command}`, { method: 'POST', headers, body: JSON.stringify(request) });
        if (!answer.ok) throw new Error(`${command}: ${await answer.text()}`);
        return answer.json();
      },
      [command, request],
    );
  const make = async (record_type, fields) => (await call('create_record', { record_type, fields })).id;

  const { user } = await call('session', {});
  const all = { record_type: 'imoveis.property', conditions: [], sort: ['code'], deleted: false, columns: ['code'] };
  const { rows } = await call('list_records', { ...all, offset: 0, limit: 40 });
  const properties = rows.map(({ id }) => id);
  const people = [];
  const leads = [];
  for (const [index, name] of names.entries()) {
    const city = cities[index % cities.length];
    const phone = `+55 81 9${String(81_234_567 + index * 7919).slice(0, 8)}`;
    people.push(await make('core.person', { name, city, phone }));
    const stage = stages[(index * 3) % stages.length];
    leads.push(
      await make('crm.lead', {
        name,
        city,
        phone,
        stage,
        budget: 180_000 + index * 47_500,
        score: 1 + (index % 5),
        agent: user.id,
      }),
    );
  }
  let visit = '';
  for (let index = 0; index < 36; index += 1) {
    const done = index < 20;
    const fields = {
      property: properties[index % properties.length],
      client: people[index % people.length],
      starts: at(done ? index - 21 : Math.floor((index - 20) / 4), 8 + ((index * 3) % 10)),
      minutes: 45,
      agent: user.id,
    };
    visit = await make('imoveis.visit', fields);
    if (done)
      await call('update_record', {
        id: visit,
        fields: { status: index % 7 === 6 ? 'missed' : 'done', ...(index % 7 < 6 && { rating: 3 + (index % 3) }) },
      });
  }
  for (const [index, name] of [
    'Enviar contrato',
    'Conferir chaves',
    'Ligar para o proprietário',
    'Renovar anúncio',
  ].entries())
    await make('core.task', {
      name,
      due: at(index - 1, 15),
      priority: index === 1 ? 'high' : 'normal',
      assignee: user.id,
    });
  for (const [sku, name, quantity, minimum] of items) {
    const item = await make('estoque.item', { sku, name, quantity, minimum });
    await make('estoque.movement', { item, kind: 'in', amount: quantity, moment: at(-3, 9), person: user.id });
  }
  for (const text of ['Prefere andar térreo e perto da escola.', 'Combinado: visita na quinta, às 10h.'])
    await make('core.comment', { record: leads[2], text });
  await call('sync_now', {});
  return { lead: leads[2], property: properties[3], visit };
}
