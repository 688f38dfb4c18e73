/** The texts of unlocking by finger or face. */
import type { TextTable } from '../../i18n/i18n.svelte';

export const texts = {
  'pt-BR': {
    unlock: 'Abrir com digital ou rosto',
    prompt: 'Abrir o Campo',
    cancel: 'Usar o PIN',
    title: 'Digital ou rosto',
    about:
      'Abre o Campo sem digitar o PIN. O PIN continua valendo, e volta a ser pedido se as digitais ou rostos do aparelho mudarem.',
    turn_on: 'Ativar',
    turn_off: 'Desativar',
    failed: 'Não foi possível ativar: tente de novo.',
  },
  en: {
    unlock: 'Open by fingerprint or face',
    prompt: 'Open Campo',
    cancel: 'Use the PIN',
    title: 'Fingerprint or face',
    about:
      'Opens Campo without typing the PIN. The PIN stays, and is asked for again when the fingerprints or faces of the device change.',
    turn_on: 'Turn on',
    turn_off: 'Turn off',
    failed: 'It could not be turned on: try again.',
  },
} satisfies TextTable;
