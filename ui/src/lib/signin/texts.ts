/** The texts of codes that enroll a device. */
import type { TextTable } from '../../i18n/i18n.svelte';

export const texts = {
  'pt-BR': {
    have: 'Tenho um código do escritório',
    title: 'Entrar com um código',
    text: 'O escritório mostra um código para este aparelho. Leia-o com a câmera ou cole o endereço que ele diz.',
    scan: 'Ler o código',
    paste: 'Endereço do código',
    submit: 'Entrar',
    busy: 'Entrando',
    unknown: 'Este código não é daqui. Peça outro ao escritório.',
    used: 'Este código já foi usado. Peça outro ao escritório.',
    expired: 'Este código passou da validade de 10 minutos. Peça outro ao escritório.',
    offline: 'O servidor não respondeu. Confira a conexão e tente de novo.',
    offer: 'Código para um aparelho',
    offer_text: 'Leia com o aparelho de {name}, na tela de entrada do Campo. Vale uma vez, por 10 minutos.',
    copy: 'Copiar o endereço',
    copied: 'Endereço copiado',
  },
  en: {
    have: 'I have a code from the office',
    title: 'Sign in with a code',
    text: 'The office shows a code for this device. Scan it with the camera, or paste the address it says.',
    scan: 'Scan the code',
    paste: 'Address of the code',
    submit: 'Sign in',
    busy: 'Signing in',
    unknown: 'This code is not known here. Ask the office for a new one.',
    used: 'This code was used before. Ask the office for a new one.',
    expired: 'This code is older than its 10 minutes. Ask the office for a new one.',
    offline: 'The server cannot be reached. Check the connection and try again.',
    offer: 'Code for a device',
    offer_text: 'Scan it with the device of {name}, on the sign-in screen of Campo. It is good once, for 10 minutes.',
    copy: 'Copy the address',
    copied: 'Address copied',
  },
} satisfies TextTable;
