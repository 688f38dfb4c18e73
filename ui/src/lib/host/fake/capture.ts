/** What the host in memory sees: a page in every picture, and the codes that its mode says. */
import type { Commands, FoundCode, MadeCode, Picture } from '../../wire';
import { HostError } from '../types';
import { bytesOf, keepBytes } from './blobs';
import type { World } from './world';

type CaptureCommand =
  | 'find_page'
  | 'make_page'
  | 'bind_pages'
  | 'mark_picture'
  | 'read_codes'
  | 'find_code'
  | 'make_code'
  | 'record_code';
type Handlers = { [K in CaptureCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

/** How JPEG, PNG and WebP begin in base64. */
const pictures = /^(\/9j\/|iVBORw0KGgo|UklGR)/;
const corners: FoundCode['corners'] = [
  [0.18, 0.12],
  [0.84, 0.15],
  [0.88, 0.9],
  [0.14, 0.86],
];
const pdf = btoa('%PDF-1.7');

export function captureCommands(world: World, modes: string): Handlers {
  return {
    find_page: ({ picture }) => {
      const { width, height } = sizeOf(opened(picture));
      return { corners, found: true, width, height };
    },
    make_page: ({ photo, mode }) => {
      const data = opened({ file: photo });
      return keepBytes(data, 'page.jpg', mode === 'bilevel' ? 'image/png' : 'image/jpeg');
    },
    bind_pages: ({ name }) => ({ file: keepBytes(pdf, name, 'application/pdf'), searchable: true }),
    mark_picture: ({ photo, marks, name }) => {
      opened({ file: marks });
      return keepBytes(opened({ file: photo }), name, 'image/jpeg');
    },
    read_codes: ({ picture }) => {
      opened(picture);
      return codesOf(world, modes);
    },
    find_code: ({ text }) => {
      const id = /^campo:\/\/record\/([^/]+)\/(.+)$/.exec(text);
      if (id && id[1] !== 'demo') throw new HostError('not_found', 'Esta etiqueta é de outra organização.');
      const records = [...world.records.values()].filter((record) =>
        id ? record.id === id[2] : [record.fields.sku, record.fields.tag, record.fields.code].includes(text),
      );
      return records.map(({ id, type }) => ({ id, record_type: type, title: world.title(id) ?? '' }));
    },
    make_code: ({ text }) => drawing(text),
    record_code: ({ id }) => drawing(`campo://record/demo/${id}`),
  };
}

function opened(picture: Picture): string {
  const data = 'file' in picture ? bytesOf(picture.file) : picture.frame;
  if (!pictures.test(data)) throw new HostError('not_a_picture', 'this is not a picture');
  return data;
}

/** The size a JPEG's frame header says; that of a camera for others. */
function sizeOf(data: string): { width: number; height: number } {
  const bytes = Uint8Array.from(atob(data.slice(0, 4000)), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  for (let at = 2; at + 9 < bytes.length && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const isFrame = view.getUint8(at + 1) === 0xc0 || view.getUint8(at + 1) === 0xc2;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return { width: 640, height: 480 };
}

function codesOf(world: World, modes: string): FoundCode[] {
  const text = String(world.records.get('item-000003')?.fields.sku);
  const first: FoundCode = { format: 'ean_13', text, corners };
  if (modes.includes('codes')) return [first, { format: 'qr_code', text: 'CAMPO-2', corners }];
  if (modes.includes('stranger')) return [{ ...first, text: '4006381333931' }];
  return modes.includes('code') ? [first] : [];
}

/** A square that looks like a code from afar. */
function drawing(text: string): MadeCode {
  const cells = Array.from(
    { length: 21 * 21 },
    (_, index) => (text.charCodeAt(index % text.length) * (index + 7)) % 5 < 2,
  );
  const dark = cells.flatMap((on, index) => (on ? `M${index % 21} ${Math.floor(index / 21)}h1v1h-1z` : []));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 29 29"><rect x="-4" y="-4" width="29" height="29" fill="#fff"/><path d="${dark.join('')}"/></svg>`;
  return { text, svg };
}
