// Every screen worth looking at, by name, with the way to reach it.

/** @param {import('playwright').Page} page */
async function openPalette(page) {
  await page.getByTestId('command-bar').click();
  await page.getByTestId('palette-input').fill('mar');
  await page.waitForTimeout(250);
}

/** @param {string} mode */
const calendarMode =
  (mode) =>
  /** @param {import('playwright').Page} page */
  async (page) => {
    await page.getByTestId('calendar').waitFor();
    await page.getByRole('radiogroup').getByText(mode, { exact: true }).click();
    await page.getByRole('button', { name: 'Depois', exact: true }).click();
    await page.waitForTimeout(250);
  };

/** @param {import('playwright').Page} page */
async function pickTwo(page) {
  await page.getByTestId('view-more').click();
  await page.getByRole('button', { name: 'Selecionar vários' }).click();
  await page.getByTestId('bulk-bar').waitFor();
  const phone = (page.viewportSize()?.width ?? 0) < 640;
  for (const index of [0, 2]) {
    const row = page.getByTestId('list-row').nth(index);
    await (phone ? row : row.getByRole('checkbox')).click();
  }
}

/** @param {import('playwright').Page} page */
async function openMove(page) {
  await page.getByTestId('card-move').first().click();
  await page.waitForTimeout(200);
}

/** @param {import('playwright').Page} page */
async function openPlace(page) {
  await page.getByTestId('map-cluster').first().waitFor();
  for (let step = 0; step < 9 && (await page.getByTestId('map-point').count()) === 0; step += 1) {
    await page.getByTestId('map-cluster').first().click();
    await page.waitForTimeout(450);
  }
  await page.getByTestId('map-point').first().click();
}

/** @param {import('playwright').Page} page */
async function chooseFile(page) {
  const text =
    'Nome;Etapa;Orçamento;Origem\nMaria Prado;Novo;1.500,50;Site\nJoão Luz;Contatado;2.000,00;Feira\n;Novo;3,00;Site\n';
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByTestId('import-column').first().waitFor();
}

/** A day with work in the records of the fake host. */
const now = '2026-11-23T10:00:00-03:00';

/** @type {Record<string, { modes?: string, route?: string, now?: string, reach?: (page: import('playwright').Page) => Promise<void> }>} */
export const routes = {
  'sign-in': { modes: 'out' },
  'first-sync': { modes: 'first' },
  home: { modes: 'refused', now },
  today: { now },
  dashboard: { now, route: '#/d/imoveis' },
  'dashboard-declared': {
    now,
    route: '#/d/crm',
    reach: async (page) => {
      await page.getByTestId('range').selectOption('this_year');
      await page.waitForTimeout(300);
    },
  },
  'dashboard-map': {
    now,
    route: '#/d/crm',
    reach: async (page) => {
      await page.getByTestId('range').selectOption('this_year');
      await page.getByTestId('map').scrollIntoViewIfNeeded();
      await page.getByTestId('map-cluster').first().waitFor();
    },
  },
  'dashboard-tables': {
    now,
    route: '#/d/imoveis',
    reach: async (page) => {
      await page.getByTestId('range').selectOption('this_year');
      await page.waitForTimeout(300);
      for (const toggle of await page.getByTestId('tile-table').all()) await toggle.click();
    },
  },
  list: { route: '#/t/imoveis.property/properties' },
  'list-leads': { route: '#/t/crm.lead/leads' },
  'list-empty': { modes: 'empty', route: '#/t/crm.lead/leads' },
  board: { route: '#/t/crm.lead/lead_board' },
  'board-move': { route: '#/t/crm.lead/lead_board', reach: openMove },
  'calendar-month': { route: '#/t/crm.lead/lead_calendar', reach: calendarMode('Mês') },
  'calendar-week': { route: '#/t/crm.lead/lead_calendar', reach: calendarMode('Semana') },
  'calendar-agenda': { route: '#/t/crm.lead/lead_calendar', reach: calendarMode('Agenda') },
  map: { route: '#/t/imoveis.property/property_map', reach: (page) => page.waitForTimeout(600) },
  'map-popup': { route: '#/t/imoveis.property/property_map', reach: openPlace },
  gallery: { route: '#/t/imoveis.property/property_gallery' },
  timeline: { route: '#/t/crm.lead/lead_timeline' },
  'view-options': { route: '#/t/crm.lead/leads', reach: (page) => page.getByTestId('view-more').click() },
  'view-save': {
    route: '#/t/crm.lead/leads',
    reach: async (page) => {
      await page.getByTestId('view-more').click();
      await page.getByTestId('view-save-as').click();
    },
  },
  bulk: { route: '#/t/crm.lead/leads', reach: pickTwo },
  'bulk-edit': {
    route: '#/t/crm.lead/leads',
    reach: async (page) => {
      await pickTwo(page);
      await page.getByRole('button', { name: 'Alterar um campo' }).click();
      await page.getByTestId('bulk-field').selectOption('stage');
    },
  },
  filter: { route: '#/t/crm.lead/leads', reach: (page) => page.getByRole('button', { name: /Filtrar/ }).click() },
  record: { now, route: '#/t/crm.lead/leads/r/lead-000002' },
  comments: {
    now,
    route: '#/t/crm.lead/leads/r/lead-000002',
    reach: async (page) => {
      await page.getByTestId('comment-write').fill('Combinado, aviso a @');
    },
  },
  'record-in-place': {
    route: '#/t/crm.lead/leads/r/lead-000002',
    reach: async (page) => {
      const edit = page.getByTestId('edit-budget');
      if ((page.viewportSize()?.width ?? 0) >= 1100) await edit.click();
    },
  },
  'record-full': { route: '#/t/imoveis.inspection/inspections/r/inspection-000003/full' },
  'record-property': { route: '#/t/imoveis.property/properties/r/property-004997/full' },
  'record-conflict': { route: '#/t/crm.lead/leads/r/lead-000003' },
  'form-new': { route: '#/t/imoveis.property/properties/new' },
  'form-edit': { route: '#/t/imoveis.inspection/inspections/r/inspection-000003/edit' },
  'form-lead': { route: '#/t/crm.lead/leads/r/lead-000002/edit' },
  'form-question': {
    route: '#/t/crm.lead/leads/r/lead-000002/edit',
    reach: async (page) => {
      await page.getByTestId('form-save').waitFor();
      const mode = page.getByTestId('form-mode');
      if (await mode.isVisible()) await mode.click();
    },
  },
  'form-index': {
    route: '#/t/crm.lead/leads/r/lead-000002/edit',
    reach: (page) => page.getByTestId('form-index').click(),
  },
  'form-counter': { route: '#/t/estoque.item/items/r/item-000003/edit' },
  'form-errors': { route: '#/t/crm.lead/leads/new', reach: (page) => page.getByTestId('form-save').click() },
  'scan-code': { route: '#/scan/code' },
  'scan-document': { route: '#/scan/document' },
  'scan-track': { route: '#/scan/track' },
  label: {
    route: '#/t/estoque.item/items/r/item-000003',
    reach: (page) => page.getByTestId('record-label').click(),
  },
  sign: {
    route: '#/t/imoveis.inspection/inspections/r/inspection-000003/edit',
    reach: (page) => page.getByTestId('sign-signature').click(),
  },
  palette: { route: '#/t/crm.lead/leads', reach: openPalette },
  outbox: { modes: 'refused', reach: (page) => page.getByTestId('sync-chip').click() },
  import: { route: '#/import/crm.lead' },
  'import-columns': { route: '#/import/crm.lead', reach: chooseFile },
  'import-review': {
    route: '#/import/crm.lead',
    reach: async (page) => {
      await chooseFile(page);
      await page.getByTestId('import-review').click();
      await page.getByTestId('import-created').waitFor();
    },
  },
  inbox: { now, modes: 'refused', route: '#/inbox' },
  chats: { now, route: '#/chats' },
  'chat-person': { now, route: '#/chats/person/u-bia' },
  'chat-record': { now, route: '#/chats/record/lead-000002' },
  'chat-start': { now, route: '#/chats', reach: (page) => page.getByTestId('chat-start').click() },
  conflicts: { route: '#/conflicts' },
  settings: { route: '#/settings' },
  storage: { route: '#/storage' },
  'admin-people': { route: '#/admin/people' },
  'admin-person': { route: '#/admin/people', reach: (page) => page.getByTestId('person').nth(1).click() },
  'admin-devices': { route: '#/admin/devices' },
  'admin-roles': { route: '#/admin/roles' },
  'admin-aside': { route: '#/admin/aside' },
  'admin-audit': { route: '#/admin/audit' },
  'admin-tenant': { route: '#/admin/tenant' },
  shortcuts: { route: '#/settings', reach: (page) => page.keyboard.press('?') },
};
