import { expect, test } from 'vitest';
import { shapes, teller } from './story';

const story = teller({ usual: { now: '2026-11-23T10:00:00-03:00' } });

test.each(shapes)('what concerns a person is counted, read and opened (%s)', (shape) =>
  story({ shape, modes: 'refused,offline' }, async (page) => {
    const bell = page.getByTestId('bell');
    await expect.poll(async () => Number(await bell.innerText())).toBeGreaterThan(5);
    await bell.click();
    const unread = page.locator('[data-testid="notice"][data-read="false"]');
    await unread.first().waitFor();
    const before = await unread.count();
    for (const kind of ['mention', 'message', 'assigned', 'refused', 'conflict', 'due'])
      expect(await page.locator(`[data-kind="${kind}"]`).count(), kind).toBeGreaterThan(0);
    await unread.first().getByTestId('notice-mark').click();
    await expect.poll(() => unread.count()).toBe(before - 1);

    await page.locator('[data-kind="mention"]').getByRole('link').click();
    await page.getByTestId('conversation-title').waitFor();
    await page.goBack();
    await page.getByTestId('notices-read').click();
    await expect.poll(() => unread.count()).toBe(0);
    expect(await bell.innerText()).toBe('');
  }),
);

test.each(shapes)('people write to each other without a signal and see who has read it (%s)', (shape) =>
  story({ shape, modes: 'offline', route: '#/chats' }, async (page) => {
    const bia = page.getByTestId('conversation').filter({ hasText: 'Beatriz Nogueira' });
    await bia.waitFor();
    expect(await bia.getAttribute('data-unread')).toBe('1');
    await bia.click();
    await page.getByTestId('chat-new').waitFor();
    const said = page.getByTestId('comment');
    await expect.poll(() => said.count()).toBe(3);
    expect(await said.nth(1).getAttribute('data-state')).toBe('seen');
    await page.getByTestId('comment-write').fill('Deixo às onze.');
    const photo = { name: 'chaves.png', mimeType: 'image/png', buffer: Buffer.from('x') };
    await page.getByTestId('comment-attach').setInputFiles(photo);
    await page.getByTestId('comment-file').waitFor();
    await page.getByTestId('comment-send').click();
    await expect.poll(() => said.count()).toBe(4);
    expect(await said.last().getAttribute('data-state')).toBe('waiting');
    await said
      .last()
      .getByRole('button', { name: /chaves\.png/ })
      .waitFor();
    if (shape === 'phone') await page.getByRole('button', { name: 'Voltar' }).click();
    await expect.poll(() => bia.getAttribute('data-unread')).toBe('0');
    await bia.getByText('Você: Deixo às onze.').waitFor();
  }),
);

test('a first message begins with a name', () =>
  story({ route: '#/chats' }, async (page) => {
    await page.getByTestId('chat-start').click();
    await page.getByTestId('chat-find').fill('cai');
    await page.getByTestId('chat-person').click();
    await page.getByText('Só vocês dois veem isto.').waitFor();
    await page.getByTestId('comment-write').fill('Oi!');
    await page.getByTestId('comment-send').click();
    await page.getByTestId('comment').waitFor();
    await page.getByTestId('conversation').filter({ hasText: 'Caio Martins' }).waitFor();
  }));
