/** English texts of the layouts of views. */
export const board = {
  none: 'No value',
  empty: 'Nothing here',
  limit: 'at most {n}',
  move: 'Move to…',
  move_to: 'Move “{title}” to',
  moved: '“{title}” is in {column} now',
  here: 'is here',
  help: 'Arrows go from card to card. Space takes a card up, arrows carry it, space puts it down, Escape leaves it. M opens the list of columns.',
  no_right: 'You may not change these records.',
  no_role: 'Your role does not allow this step.',
  no_step: 'There is no step from {from} to {to}.',
  needs_value: 'The field must be filled.',
  said_held: '{title} taken up in {column}. Arrows carry it, space puts it down.',
  said_over: 'Over {column}.',
  said_over_refused: 'Over {column}. Not allowed: {why}',
  said_dropped: '{title} moved to {column}.',
  said_refused: '{title} stays where it was: {why}',
  said_cancelled: '{title} stays where it was.',
};

export const calendar = {
  month: 'Month',
  week: 'Week',
  agenda: 'Agenda',
  mode: 'Shown as',
  today: 'Today',
  previous: 'Earlier',
  next: 'Later',
  more: '{n} more',
  add: 'New on {day}',
  none: 'Nothing from {from} to {to}',
  all_day: 'All day',
  moved: '“{title}” moved to {day}',
  move_day: 'Move to another day',
  too_many: 'The first {n} of {total} are shown. Filter to see the others.',
  help: 'Arrows go from day to day. Enter opens the day. On a record, hold Shift and press an arrow to move it by a day.',
};

export const map = {
  label: 'Map of {name}',
  help: 'Arrows move the map, plus and minus zoom.',
  zoom_in: 'Zoom in',
  zoom_out: 'Zoom out',
  fit: 'Show all records',
  locate: 'My position',
  cluster: { one: '{n} record', other: '{n} records' },
  place: '{title}, {value}',
  open: 'Open',
  navigate: 'Go there',
  here: 'You are here, within {n} m',
  list: 'Records here',
  empty: 'No record here has a position',
  credit: 'Natural Earth · IBGE',
  only_area: 'Only what is in sight counts',
};

export const gallery = { no_picture: 'No picture', undated: 'Without a date' };
