// Every screen worth looking at, by name, with the way to reach it.

/** @param {import('playwright').Page} page */
async function openPalette(page) {
  await page.getByTestId('command-bar').click();
  await page.getByTestId('palette-input').fill('mar');
  await page.waitForTimeout(250);
}

/** @type {Record<string, { modes?: string, route?: string, reach?: (page: import('playwright').Page) => Promise<void> }>} */
export const routes = {
  'sign-in': { modes: 'out' },
  'first-sync': { modes: 'first' },
  home: { modes: 'refused' },
  list: { route: '#/t/imoveis.property/properties' },
  'list-leads': { route: '#/t/crm.lead/leads' },
  'list-empty': { modes: 'empty', route: '#/t/crm.lead/leads' },
  filter: { route: '#/t/crm.lead/leads', reach: (page) => page.getByRole('button', { name: /Filtrar/ }).click() },
  record: { route: '#/t/crm.lead/leads/r/lead-000002' },
  'record-full': { route: '#/t/imoveis.inspection/inspections/r/inspection-000003/full' },
  'record-property': { route: '#/t/imoveis.property/properties/r/property-004997/full' },
  'record-conflict': { route: '#/t/crm.lead/leads/r/lead-000003' },
  'form-new': { route: '#/t/imoveis.property/properties/new' },
  'form-edit': { route: '#/t/imoveis.inspection/inspections/r/inspection-000003/edit' },
  'form-lead': { route: '#/t/crm.lead/leads/r/lead-000002/edit' },
  'form-counter': { route: '#/t/estoque.item/items/r/item-000003/edit' },
  'form-errors': { route: '#/t/crm.lead/leads/new', reach: (page) => page.getByTestId('form-save').click() },
  palette: { route: '#/t/crm.lead/leads', reach: openPalette },
  outbox: { modes: 'refused', reach: (page) => page.getByTestId('sync-chip').click() },
  conflicts: { route: '#/conflicts' },
  settings: { route: '#/settings' },
};
