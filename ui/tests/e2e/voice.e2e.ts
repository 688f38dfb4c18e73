import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { fakeCamera } from './site.mjs';
import { shapes, teller } from './story';

const story = teller({ flags: fakeCamera, usual: { route: '#/t/crm.lead/leads/r/lead-000004' } });

const record = (page: Page) => page.getByTestId('voice-record').first();

test.each(shapes)('a voice note is recorded, named with its length, sent with a comment and heard (%s)', (shape) =>
  story({ shape }, async (page) => {
    await record(page).click();
    await page.locator('[data-testid=voice][data-state=on]').waitFor();
    await page.getByRole('timer').getByText('Gravando: 0:01 de 5:00').waitFor();
    await page.getByTestId('voice-keep').click();
    await page
      .getByTestId('comment-file')
      .getByText(/^Nota de voz .* \(0min0\d\)\.webm$/)
      .waitFor();
    await page.getByTestId('comment-send').click();
    const sound = page.getByTestId('sound').first();
    await sound.waitFor();
    const length = await sound.evaluate(async (audio: HTMLAudioElement) => {
      await audio.play();
      return audio.error ? 0 : audio.readyState;
    });
    expect(length).toBeGreaterThan(0);
  }),
);

test('a microphone that is not allowed is told, and nothing is added', () =>
  story({}, async (page) => {
    await record(page).waitFor();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await record(page).click();
    await page.getByRole('alert').getByText('Sem permissão para o microfone').waitFor();
    await page.getByTestId('voice-cancel').click();
    await record(page).waitFor();
    expect(await page.getByTestId('comment-file').count()).toBe(0);
  }));
