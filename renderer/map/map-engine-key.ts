import type { InjectionKey } from 'vue';
import type { MapEngine } from './engine.ts';

/** Holds the window's map engine once a map has been shown; what it costs is not paid before. */
export interface MapEngineHolder {
  engine: MapEngine | null;
}

/** Where a window's root provides its holder. */
export const mapEngineKey: InjectionKey<MapEngineHolder> = Symbol('map engine');
