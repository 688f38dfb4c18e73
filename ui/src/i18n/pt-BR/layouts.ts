/** Textos em português de formatos das visões. */
export const board = {
  none: 'Sem valor',
  empty: 'Nada aqui',
  limit: 'no máximo {n}',
  move: 'Mover para…',
  move_to: 'Mover “{title}” para',
  moved: '“{title}” agora está em {column}',
  here: 'está aqui',
  help: 'As setas vão de cartão em cartão. Espaço pega um cartão, as setas o levam, espaço solta, Esc deixa onde estava. M abre a lista de colunas.',
  no_right: 'Você não pode alterar estes registros.',
  no_role: 'Seu papel não permite este passo.',
  no_step: 'Não há passo de {from} para {to}.',
  needs_value: 'O campo precisa ser preenchido.',
  said_held: '{title}, de {column}, está na mão. As setas levam, espaço solta.',
  said_over: 'Sobre {column}.',
  said_over_refused: 'Sobre {column}. Não é permitido: {why}',
  said_dropped: '{title} foi para {column}.',
  said_refused: '{title} fica onde estava: {why}',
  said_cancelled: '{title} fica onde estava.',
};

export const calendar = {
  month: 'Mês',
  week: 'Semana',
  agenda: 'Agenda',
  mode: 'Mostrado como',
  today: 'Hoje',
  previous: 'Antes',
  next: 'Depois',
  more: 'mais {n}',
  add: 'Novo em {day}',
  none: 'Nada de {from} a {to}',
  all_day: 'Dia todo',
  moved: '“{title}” foi para {day}',
  move_day: 'Mover para outro dia',
  too_many: 'Aqui estão os primeiros {n} de {total}. Filtre para ver os outros.',
  help: 'As setas vão de dia em dia. Enter abre o dia. Em um registro, Shift com uma seta o move um dia.',
};

export const map = {
  label: 'Mapa de {name}',
  help: 'As setas movem o mapa, mais e menos aproximam e afastam.',
  zoom_in: 'Aproximar',
  zoom_out: 'Afastar',
  fit: 'Mostrar todos os registros',
  locate: 'Minha posição',
  cluster: { one: '{n} registro', other: '{n} registros' },
  place: '{title}, {value}',
  open: 'Abrir',
  navigate: 'Ir até lá',
  here: 'Você está aqui, a no máximo {n} m',
  list: 'Registros aqui',
  empty: 'Nenhum registro daqui tem posição',
  credit: 'Natural Earth · IBGE',
  only_area: 'Só conta o que está à vista',
};

export const gallery = { no_picture: 'Sem imagem', undated: 'Sem data' };
