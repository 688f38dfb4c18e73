/** What the host in memory records: consent, positions, and a fence of 100 m around the first watched record. */
import { metersBetween, placeIn } from '../../value/distance';
import type { Commands, RecordDetail, TrackPoint, TrackRecording, TrackState } from '../../wire';
import { HostError } from '../types';
import type { World } from './world';

type TrackCommand =
  | 'track_state'
  | 'allow_tracks'
  | 'start_track'
  | 'append_track'
  | 'pause_track'
  | 'finish_track'
  | 'discard_track';
type Handlers = { [K in TrackCommand]: (request: Commands[K]['request']) => Commands[K]['response'] };

export function trackCommands(world: World, modes: string): Handlers {
  const state: TrackState = { allowed: false, recording: modes.includes('left') ? begun('Visitas', null) : null };
  let points: TrackPoint[] = [];
  let watched: string | undefined;
  const now = (): TrackRecording => {
    if (!state.recording) throw new HostError('bad_request', 'Nada está sendo gravado.');
    return state.recording;
  };
  return {
    track_state: () => state,
    allow_tracks: ({ allowed }) => {
      state.allowed = allowed;
      return state;
    },
    start_track: ({ purpose, about, watch }) => {
      if (!state.allowed) throw new HostError('forbidden', 'Você não permitiu a gravação.');
      [points, watched] = [[], watch[0]];
      state.recording = begun(purpose, about);
      return state;
    },
    append_track: (request) => {
      const recording = now();
      for (const point of request.points) {
        const last = points.at(-1);
        if (last) recording.meters += metersBetween(last, point);
        points.push(point);
        recording.points += 1;
        if (watched && recording.crossings.length === 0 && isAt(world, watched, point)) {
          const time = new Date(point.time).toISOString();
          recording.crossings.push({
            record: watched,
            kind: 'enter',
            time,
            lat: point.lat,
            lon: point.lon,
            accuracy: point.accuracy ?? null,
          });
        }
      }
      return state;
    },
    pause_track: ({ paused }) => {
      now().paused = paused;
      return state;
    },
    finish_track: () => {
      const track = finished(world, now(), points);
      state.recording = null;
      return track;
    },
    discard_track: () => {
      state.recording = null;
      return state;
    },
  };
}

function begun(purpose: string, about: string | null): TrackRecording {
  const started = new Date().toISOString();
  return {
    started,
    paused: false,
    purpose,
    about,
    points: 0,
    meters: 0,
    mock: false,
    last: null,
    rest_ms: 1000,
    crossings: [],
  };
}

function isAt(world: World, id: string, point: TrackPoint): boolean {
  const { property, place } = world.record(id).fields;
  const at = placeIn(place ?? (property ? world.record(String(property)).fields.place : null));
  return at !== null && metersBetween(at, point) < 100;
}

function finished(world: World, recording: TrackRecording, points: TrackPoint[]): RecordDetail {
  if (points.length === 0) throw new HostError('bad_request', 'Ainda não veio nenhuma posição.');
  const coordinates = points.map(({ lon, lat }) => [lon, lat]);
  const { purpose: name, meters } = recording;
  return world.detail(
    world.make('core.track', { name, meters: Math.round(meters), path: { type: 'LineString', coordinates } }),
  );
}
