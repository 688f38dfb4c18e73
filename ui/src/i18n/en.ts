/** English texts. `{name}` is replaced; objects choose by plural category of `n`. */
export const en = {
  app: { name: 'Campo', tagline: 'Field operations that work without a signal', loading: 'Opening' },
  action: {
    add: 'Add', back: 'Back', cancel: 'Cancel', clear: 'Clear', close: 'Close', create: 'Create', delete: 'Delete', edit: 'Edit',
    expand: 'Open full page', collapse: 'Open beside the list', retry: 'Try again', save: 'Save', search: 'Search', undo: 'Undo', discard: 'Discard', more: 'More',
    remove: 'Remove', up: 'Move up', down: 'Move down', restore: 'Restore', next: 'Next record', previous: 'Previous record', open: 'Open', apply: 'Done', skip: 'Skip to content',
  },
  error: {
    title: 'This could not be done', load: 'This could not be loaded', not_found: 'This record is not here',
    not_found_text: 'It may have been deleted, or it is not among the records you may see.', no_type: 'This list does not exist',
    no_type_text: 'It may belong to a module that was removed, or to another role.',
  },
  signin: {
    title: 'Sign in', server: 'Server', server_hint: 'The address your office gave you', tenant: 'Organization', user: 'User', password: 'Password',
    show: 'Show password', hide: 'Hide password', submit: 'Sign in', busy: 'Signing in', offline: 'The server cannot be reached. Check the address and your connection, then try again.',
    wrong: 'The organization, user or password is wrong. Check all three.', missing: 'Fill in this field.', address: 'Write an address such as https://campo.example.org',
    promise: 'Your records stay on this device, encrypted. You keep working when the signal goes.',
  },
  first: {
    title: 'Bringing your work to this device', text: 'This happens once. Afterwards everything opens at once, with or without a signal.',
    receiving: 'Receiving records', connecting: 'Talking to the server', waiting: 'Waiting for a connection. It continues by itself.', entries: { one: '{n} change received', other: '{n} changes received' },
    meanwhile: 'Start working now', meanwhile_hint: 'Lists fill up while the rest arrives.',
  },
  nav: {
    main: 'Main menu', home: 'Home', search: 'Search', create: 'Create', outbox: 'Outbox', more: 'More', conflicts: 'Conflicts', settings: 'Settings', modules: 'Modules', collapse: 'Collapse menu', expand: 'Expand menu',
  },
  home: {
    morning: 'Good morning, {name}', afternoon: 'Good afternoon, {name}', evening: 'Good evening, {name}', safe: 'All your work is on the server.',
    waiting: { one: '{n} change waits to be sent. It is safe on this device.', other: '{n} changes wait to be sent. They are safe on this device.' },
    attention: 'Needs you', drafts: 'Unfinished', draft_new: 'New {type}', recent: 'Recently opened', empty: 'No modules yet', empty_text: 'Ask your office to install a module or give you a role. It appears here by itself.',
    conflicts: { one: '{n} conflict to settle', other: '{n} conflicts to settle' }, refused: { one: '{n} change was refused', other: '{n} changes were refused' }, records: { one: '{n} record', other: '{n} records' },
  },
  search: {
    placeholder: 'Search everything', go: 'Go to', create: 'Create', results: 'Records', none: 'Nothing found for “{text}”', hint: 'Write part of a name, a code or a phone number.', label: 'Search and commands',
  },
  sync: {
    synced: 'Synced', pending: { one: '{n} pending', other: '{n} pending' }, syncing: 'Syncing', offline: 'Offline', offline_pending: { one: 'Offline · {n} pending', other: 'Offline · {n} pending' },
    attention: 'Needs attention', open: 'Synchronization: {state}. Open the outbox', title: 'Outbox', last: 'Last synced {when}', never: 'Not synced yet', now: 'Sync now', busy: 'Syncing', empty: 'Nothing waits',
    empty_text: 'Every change you made is on the server.', offline_text: 'No connection. Everything you do is kept here and sent by itself when it returns.', trouble: 'Last problem', retry: 'Try again', discard: 'Discard',
    discard_title: 'Discard this change?', discard_text: 'The change to “{title}” exists only on this device. It cannot be brought back.', made: 'Made {when}', conflicts: { one: '{n} conflict', other: '{n} conflicts' },
    signed: 'Signed in as {user} at {server}',
  },
  edit_state: {
    local: 'Waiting', sent: 'Sent', accepted: 'On the server', accepted_with_conflict: 'In conflict', refused: 'Refused', quarantined: 'Set aside for the office',
  },
  edit_kind: { create: 'Created', update: 'Changed', delete: 'Deleted', restore: 'Restored' },
  list: {
    search: 'Search this list', search_in: 'Search in {count}', count: { one: '{n} record', other: '{n} records' }, counting: 'Counting', filter: 'Filter', filters: 'Filters', add_filter: 'Filter by', create: 'New', create_type: 'New {type}', clear: 'Clear filters', sort: 'Sort by {field}',
    sort_by: 'Sort', newest: 'Newest first', ascending: 'ascending', descending: 'descending', empty: 'No records yet', empty_text: 'The first one is a moment away, and it works without a signal.', empty_read: 'Records appear here when somebody creates them.',
    nothing: 'Nothing matches', nothing_text: 'Try other words or take a filter away.', pending: 'Waits to be sent', conflict: 'In conflict', untitled: 'Untitled', views: 'Views', columns: 'Columns', selected: 'Select a record to see it here',
    find_field: 'Find a field',
  },
  filter: {
    contains: 'contains', from: 'From', to: 'To', any: 'Any value', empty: 'is empty', filled: 'is filled', is: 'is', yes: 'Yes', no: 'No', between: '{from} to {to}', at_least: 'from {from}', at_most: 'up to {to}', remove: 'Remove filter {name}', state: 'Content',
  },
  record: {
    details: 'Details', history: 'History', conflicts: 'Conflicts', attachments: 'Attachments', empty: 'Empty', pending: 'Waits to be sent', deleted: 'Deleted record', deleted_text: 'It was deleted. Its history is kept and it can be restored.',
    hidden_ref: 'Not visible to you', deleted_toast: '“{title}” deleted', restored: '“{title}” restored', saved: 'Saved', created: '{type} created', undone: 'Undone', moved: '{state}', created_event: 'created it', updated_event: 'changed {n}', deleted_event: 'deleted it',
    restored_event: 'restored it', fields: { one: '{n} field', other: '{n} fields' }, not_sent: 'not sent yet', device: 'device {device}', this_device: 'this device', no_history: 'No history yet', show_more: 'Show all {n}', lines: { one: '{n} line', other: '{n} lines' }, steps: 'Next step', status: 'Status',
    actions: 'Record actions', other: 'More fields', open_map: 'Open in maps', accuracy: '±{n} m', changed: '{from} → {to}', nothing: 'empty',
  },
  conflict: {
    title: 'Conflicts', text: 'Two people changed the same field without seeing each other. Nothing was lost: choose what stays.', mine: 'Keep mine', theirs: 'Keep theirs', keep: 'Keep this', shown: 'Shown now', yours: 'You',
    empty: 'No conflicts', empty_text: 'When two people change the same field while apart, both values wait here for a decision.', deleted: 'Deletion', deleted_value: 'Delete the record', kept_value: 'Keep the record', settled: 'Conflict settled', both: 'Values',
  },
  form: {
    create: 'New {type}', edit: 'Edit {title}', required: 'required', problems: { one: '{n} field needs attention', other: '{n} fields need attention' }, fill: 'Fill in this field.', number: 'Write a number, such as {example}.', date: 'Write a date, such as {example}.',
    json: 'This is not valid JSON.', duration: 'Write a time such as 1:30.', draft: 'Continuing where you stopped.', restart: 'Start over', discarded: 'Changes discarded', saving: 'Saving', choose: 'Choose', none: 'None', search_ref: 'Search {type}', no_match: 'Nothing found', add_line: 'Add line', line: 'Line {n}',
    capture: 'Files are added with the field kit on the phone.', derived: 'Filled in automatically', position: 'Use my position', locating: 'Finding your position', position_failed: 'Your position could not be found. Check the permission and try again, or write it.', latitude: 'Latitude', longitude: 'Longitude', increment: 'Add one', decrement: 'Take one away',
    stars: { one: '{n} star', other: '{n} stars' }, free: 'Write and press Enter', people: 'Choose a person', leave: 'Your draft is kept until you sign out.', pick_date: 'Open the calendar', hours: 'hh:mm', warnings: 'Worth checking', yes: 'Yes',
  },
  address: { street: 'Street', number: 'Number', complement: 'Complement', district: 'District', city: 'City', state: 'State', postal_code: 'Postal code', country: 'Country' },
  settings: {
    title: 'Settings', appearance: 'Appearance', language: 'Language', theme: 'Theme', density: 'Density', system: 'System', light: 'Light', dark: 'Dark', outdoor: 'Outdoor', auto: 'Automatic', compact: 'Compact', touch: 'Comfortable', session: 'Session', person: 'Person', roles: 'Roles', tenant: 'Organization',
    server: 'Server', device: 'Device', sign_out: 'Sign out', sign_out_title: 'Sign out with unsent changes?', sign_out_text: { one: '{n} change is not on the server yet. Connect and let it go first, or it may stay behind on this device.', other: '{n} changes are not on the server yet. Connect and let them go first, or they may stay behind on this device.' }, sync_first: 'Stay signed in', outdoor_hint: 'Black on white with strong lines, for bright sun.', shortcuts: 'Keyboard',
    language_hint: 'Numbers and dates follow it.',
  },
  shortcut: { search: 'Search and commands', find: 'Search the list', create: 'New record', move: 'Next and previous row', open: 'Open the row', edit: 'Edit the record', close: 'Close' },
};
