/** The texts of voice notes, loaded with what offers them. */
import type { TextTable } from '../../i18n/i18n.svelte';

export const texts = {
  'pt-BR': {
    record: 'Gravar nota de voz',
    note: 'Nota de voz',
    recording: 'Gravando: {time} de {most}',
    starting: 'Abrindo o microfone',
    keep: 'Guardar',
    denied: 'Sem permissão para o microfone. Permita nas configurações, ou escolha um arquivo.',
    none: 'Nenhum microfone pode ser usado agora. Um arquivo também serve.',
    play: 'Ouvir {name}',
  },
  en: {
    record: 'Record a voice note',
    note: 'Voice note',
    recording: 'Recording: {time} of {most}',
    starting: 'Opening the microphone',
    keep: 'Keep',
    denied: 'No permission for the microphone. Allow it in the settings, or choose a file.',
    none: 'No microphone can be used now. A file will do as well.',
    play: 'Listen to {name}',
  },
} satisfies TextTable;
