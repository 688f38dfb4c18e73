import type { Messages } from './i18n.svelte';

/** Textos em português do Brasil. */
export const ptBR: Messages = {
  app: { name: 'Campo', tagline: 'Operação de campo que funciona sem sinal', loading: 'Abrindo' },
  action: {
    add: 'Adicionar', back: 'Voltar', cancel: 'Cancelar', clear: 'Limpar', close: 'Fechar', create: 'Criar', delete: 'Excluir', edit: 'Editar',
    expand: 'Abrir em página inteira', collapse: 'Abrir ao lado da lista', retry: 'Tentar de novo', save: 'Salvar', search: 'Buscar', undo: 'Desfazer', discard: 'Descartar', more: 'Mais',
    remove: 'Remover', up: 'Mover para cima', down: 'Mover para baixo', restore: 'Restaurar', next: 'Próximo registro', previous: 'Registro anterior', open: 'Abrir', apply: 'Pronto', skip: 'Ir para o conteúdo',
  },
  error: {
    title: 'Não foi possível concluir', load: 'Não foi possível carregar', not_found: 'Este registro não está aqui',
    not_found_text: 'Ele pode ter sido excluído ou não está entre os registros que você pode ver.', no_type: 'Esta lista não existe',
    no_type_text: 'Ela pode ser de um módulo removido ou de outro papel.',
  },
  signin: {
    title: 'Entrar', server: 'Servidor', server_hint: 'O endereço que o escritório passou', tenant: 'Organização', user: 'Usuário', password: 'Senha',
    show: 'Mostrar senha', hide: 'Ocultar senha', submit: 'Entrar', busy: 'Entrando', offline: 'O servidor não respondeu. Confira o endereço e a conexão e tente de novo.',
    wrong: 'Organização, usuário ou senha incorretos. Confira os três.', missing: 'Preencha este campo.', address: 'Escreva um endereço como https://campo.exemplo.com.br',
    promise: 'Seus registros ficam neste aparelho, criptografados. Você continua trabalhando quando o sinal acaba.',
  },
  first: {
    title: 'Trazendo seu trabalho para este aparelho', text: 'Isto acontece uma vez. Depois tudo abre na hora, com ou sem sinal.',
    receiving: 'Recebendo registros', connecting: 'Falando com o servidor', waiting: 'Esperando conexão. Continua sozinho.', entries: { one: '{n} alteração recebida', other: '{n} alterações recebidas' },
    meanwhile: 'Começar a trabalhar', meanwhile_hint: 'As listas se completam enquanto o resto chega.',
  },
  nav: {
    main: 'Menu principal', home: 'Início', search: 'Buscar', create: 'Criar', outbox: 'Envios', more: 'Mais', conflicts: 'Conflitos', settings: 'Ajustes', modules: 'Módulos', collapse: 'Recolher menu', expand: 'Expandir menu',
  },
  home: {
    morning: 'Bom dia, {name}', afternoon: 'Boa tarde, {name}', evening: 'Boa noite, {name}', safe: 'Todo o seu trabalho está no servidor.',
    waiting: { one: '{n} alteração espera o envio. Está segura neste aparelho.', other: '{n} alterações esperam o envio. Estão seguras neste aparelho.' },
    attention: 'Precisa de você', drafts: 'Inacabados', draft_new: 'Criar {type}', recent: 'Abertos recentemente', empty: 'Nenhum módulo ainda', empty_text: 'Peça ao escritório para instalar um módulo ou dar um papel a você. Ele aparece aqui sozinho.',
    conflicts: { one: '{n} conflito para resolver', other: '{n} conflitos para resolver' }, refused: { one: '{n} alteração foi recusada', other: '{n} alterações foram recusadas' }, records: { one: '{n} registro', other: '{n} registros' },
  },
  search: {
    placeholder: 'Buscar em tudo', go: 'Ir para', create: 'Criar', results: 'Registros', none: 'Nada encontrado para “{text}”', hint: 'Escreva parte de um nome, código ou telefone.', label: 'Busca e comandos',
  },
  sync: {
    synced: 'Sincronizado', pending: { one: '{n} pendente', other: '{n} pendentes' }, syncing: 'Sincronizando', offline: 'Sem conexão', offline_pending: { one: 'Sem conexão · {n} pendente', other: 'Sem conexão · {n} pendentes' },
    attention: 'Precisa de atenção', open: 'Sincronização: {state}. Abrir os envios', title: 'Envios', last: 'Última sincronização {when}', never: 'Ainda não sincronizado', now: 'Sincronizar agora', busy: 'Sincronizando', empty: 'Nada esperando',
    empty_text: 'Tudo o que você alterou está no servidor.', offline_text: 'Sem conexão. Tudo o que você faz fica guardado aqui e é enviado sozinho quando ela voltar.', trouble: 'Último problema', retry: 'Tentar de novo', discard: 'Descartar',
    discard_title: 'Descartar esta alteração?', discard_text: 'A alteração em “{title}” só existe neste aparelho. Não há como trazê-la de volta.', made: 'Feita {when}', conflicts: { one: '{n} conflito', other: '{n} conflitos' },
    signed: '{user} em {server}',
  },
  edit_state: {
    local: 'Na fila', sent: 'Enviada', accepted: 'No servidor', accepted_with_conflict: 'Em conflito', refused: 'Recusada', quarantined: 'Separada para o escritório',
  },
  edit_kind: { create: 'Criado', update: 'Alterado', delete: 'Excluído', restore: 'Restaurado' },
  list: {
    search: 'Buscar nesta lista', search_in: 'Buscar em {count}', count: { one: '{n} registro', other: '{n} registros' }, counting: 'Contando', filter: 'Filtrar', filters: 'Filtros', add_filter: 'Filtrar por', create: 'Criar', create_type: 'Criar {type}', clear: 'Limpar filtros', sort: 'Ordenar por {field}',
    sort_by: 'Ordenar', newest: 'Mais novos primeiro', ascending: 'crescente', descending: 'decrescente', empty: 'Nenhum registro ainda', empty_text: 'O primeiro leva um instante, e funciona sem sinal.', empty_read: 'Os registros aparecem aqui quando alguém os cria.',
    nothing: 'Nada corresponde', nothing_text: 'Tente outras palavras ou retire um filtro.', pending: 'Espera o envio', conflict: 'Em conflito', untitled: 'Sem título', views: 'Visões', columns: 'Colunas', selected: 'Escolha um registro para vê-lo aqui',
    find_field: 'Achar um campo',
  },
  filter: {
    contains: 'contém', from: 'De', to: 'Até', any: 'Qualquer valor', empty: 'está vazio', filled: 'está preenchido', is: 'é', yes: 'Sim', no: 'Não', between: '{from} a {to}', at_least: 'desde {from}', at_most: 'até {to}', remove: 'Retirar filtro {name}', state: 'Conteúdo',
  },
  record: {
    details: 'Detalhes', history: 'Histórico', conflicts: 'Conflitos', attachments: 'Anexos', empty: 'Vazio', pending: 'Espera o envio', deleted: 'Registro excluído', deleted_text: 'Foi excluído. O histórico continua guardado e ele pode ser restaurado.',
    hidden_ref: 'Não visível para você', deleted_toast: '“{title}” excluído', restored: '“{title}” restaurado', saved: 'Salvo', created: '{type}: criado', undone: 'Desfeito', moved: '{state}', created_event: 'criou', updated_event: 'alterou {n}', deleted_event: 'excluiu',
    restored_event: 'restaurou', fields: { one: '{n} campo', other: '{n} campos' }, not_sent: 'ainda não enviado', device: 'aparelho {device}', this_device: 'este aparelho', no_history: 'Sem histórico ainda', show_more: 'Mostrar todos ({n})', lines: { one: '{n} linha', other: '{n} linhas' }, steps: 'Próximo passo', status: 'Situação',
    actions: 'Ações do registro', other: 'Outros campos', open_map: 'Abrir no mapa', accuracy: '±{n} m', changed: '{from} → {to}', nothing: 'vazio',
  },
  conflict: {
    title: 'Conflitos', text: 'Duas pessoas alteraram o mesmo campo sem se ver. Nada se perdeu: escolha o que fica.', mine: 'Ficar com o meu', theirs: 'Ficar com o outro', keep: 'Ficar com este', shown: 'Mostrado agora', yours: 'Você',
    empty: 'Nenhum conflito', empty_text: 'Quando duas pessoas alteram o mesmo campo separadas, os dois valores esperam aqui por uma decisão.', deleted: 'Exclusão', deleted_value: 'Excluir o registro', kept_value: 'Manter o registro', settled: 'Conflito resolvido', both: 'Valores',
  },
  form: {
    create: 'Criar {type}', edit: 'Editar {title}', required: 'obrigatório', problems: { one: '{n} campo precisa de atenção', other: '{n} campos precisam de atenção' }, fill: 'Preencha este campo.', number: 'Escreva um número, como {example}.', date: 'Escreva uma data, como {example}.',
    json: 'Isto não é um JSON válido.', duration: 'Escreva um tempo como 1:30.', draft: 'Continuando de onde você parou.', restart: 'Começar de novo', discarded: 'Alterações descartadas', saving: 'Salvando', choose: 'Escolher', none: 'Nenhum', search_ref: 'Buscar {type}', no_match: 'Nada encontrado', add_line: 'Adicionar linha', line: 'Linha {n}',
    capture: 'Os arquivos são adicionados com o kit de campo no celular.', derived: 'Preenchido automaticamente', position: 'Usar minha posição', locating: 'Procurando sua posição', position_failed: 'Não foi possível achar sua posição. Confira a permissão e tente de novo, ou escreva.', latitude: 'Latitude', longitude: 'Longitude', increment: 'Somar um', decrement: 'Tirar um',
    stars: { one: '{n} estrela', other: '{n} estrelas' }, free: 'Escreva e aperte Enter', people: 'Escolher uma pessoa', leave: 'Seu rascunho fica guardado até você sair.', pick_date: 'Abrir o calendário', hours: 'hh:mm', warnings: 'Vale conferir', yes: 'Sim',
  },
  address: { street: 'Rua', number: 'Número', complement: 'Complemento', district: 'Bairro', city: 'Cidade', state: 'Estado', postal_code: 'CEP', country: 'País' },
  settings: {
    title: 'Ajustes', appearance: 'Aparência', language: 'Idioma', theme: 'Tema', density: 'Densidade', system: 'Sistema', light: 'Claro', dark: 'Escuro', outdoor: 'Sol', auto: 'Automática', compact: 'Compacta', touch: 'Confortável', session: 'Sessão', person: 'Pessoa', roles: 'Papéis', tenant: 'Organização',
    server: 'Servidor', device: 'Aparelho', sign_out: 'Sair', sign_out_title: 'Sair com alterações não enviadas?', sign_out_text: { one: '{n} alteração ainda não está no servidor. Conecte e deixe que ela vá antes, ou ela pode ficar para trás neste aparelho.', other: '{n} alterações ainda não estão no servidor. Conecte e deixe que elas vão antes, ou elas podem ficar para trás neste aparelho.' }, sync_first: 'Continuar aqui', outdoor_hint: 'Preto no branco com linhas fortes, para sol forte.', shortcuts: 'Teclado',
    language_hint: 'Números e datas acompanham.',
  },
  shortcut: { search: 'Busca e comandos', find: 'Buscar na lista', create: 'Novo registro', move: 'Linha seguinte e anterior', open: 'Abrir a linha', edit: 'Editar o registro', close: 'Fechar' },
};
