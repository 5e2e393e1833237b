import { inject } from 'vue';
import { MapEngine } from './engine.ts';
import { mapEngineKey } from './map-engine-key.ts';

/** The engine that all maps of the window share, made for the first of them. */
export function useMapEngine(): MapEngine {
  const holder = inject(mapEngineKey);
  if (!holder) throw new Error('The window provides no place for a map engine');
  holder.engine ??= new MapEngine();
  return holder.engine;
}
